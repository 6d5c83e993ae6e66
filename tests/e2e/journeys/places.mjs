// Where a note is said to be, over visits: a "no" is kept, and a note of another tool learns its rival.
import { journey } from '../run.mjs';
import { button, call, places, ready, becomes } from '../reader.mjs';

const ID = 'https://example.org/places';
const FIRST = 'The keeper wrote the weather into the long book every night before he climbed the stairs.';
const MORE = '<p>Nobody on the mainland ever asked for it, and he sent it all the same.</p>';
const states = async (page) => (await places(page)).map(([state]) => state);
const visit = async (page, server, content) => {
  await page.open(server.article({ path: '/places.html', attributes: `load="eager" article-id="${ID}"`, content }));
  await ready(page);
};

/** Takes the kept text of the last visit away, and waits until what is known of places was kept. */
async function forgetText(page) {
  await page.waitFor(() => page.run(async (lib, id) => {
    const database = await new Promise((done) => { const request = indexedDB.open('postil'); request.onsuccess = () => done(request.result); });
    const known = await new Promise((done) => {
      const request = database.transaction('settings').objectStore('settings').getAllKeys();
      request.onsuccess = () => done(request.result.flat().includes(`known-places ${id}`));
    });
    if (known) await new Promise((done) => {
      const transaction = database.transaction('texts', 'readwrite');
      transaction.objectStore('texts').clear();
      transaction.oncomplete = done;
    });
    database.close();
    return known;
  }, ID), { message: 'what is known of places was not kept' });
}

journey('a no to a probable place is undone by undo, and kept over a reload', async ({ page, server, check }) => {
  await visit(page, server, `<p>${FIRST}</p>${MORE}`);
  await call(page, 'addAnnotation', { bodyValue: 'Where?', target: { selector: { type: 'TextPositionSelector', start: 4, end: 20 } } });
  await becomes(page, () => states(page), ['probable'], check);
  await page.click(button('No'));
  await becomes(page, () => states(page), ['unplaced'], check);
  await page.click(button('Undo'));
  await becomes(page, () => states(page), ['probable'], check);
  await page.click(button('Redo'));
  await becomes(page, () => states(page), ['unplaced'], check);
  await page.reload();
  await ready(page);
  check.deepEqual(await states(page), ['unplaced']);
});

journey('a note of another tool gets its rival where it first stands, and is found by it when the text was edited', async ({ page, server, check }) => {
  await visit(page, server, `<p>${FIRST}</p>${MORE}`);
  const note = {
    '@context': 'http://www.w3.org/ns/anno.jsonld', id: 'https://example.org/notes/1', type: 'Annotation', creator: 'acct:somebody@example.org',
    body: { type: 'TextualBody', value: 'From elsewhere' },
    target: { source: ID, selector: { type: 'TextQuoteSelector', exact: 'the weather into the long book every night', prefix: 'The keeper wrote ', suffix: ' before he climbed' } },
  };
  const report = await call(page, 'importNotes', JSON.stringify(note));
  check.equal(report.added, 1, JSON.stringify(report));
  await becomes(page, () => states(page), ['exact'], check);
  await forgetText(page);
  const kept = (await call(page, 'getAnnotations'))[0].target;
  check.equal(kept['postil:rival'], undefined, 'the note itself is as it came');
  await visit(page, server, `<p>${FIRST.replace('long book', 'thick book')}</p>${MORE}`);
  await becomes(page, () => places(page), [['changed', 'the weather into the thick book every night']], check);
});

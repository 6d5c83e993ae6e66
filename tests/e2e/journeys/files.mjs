// Taking notes away and bringing them back: export, import, its preview, its undo, wrong files.
import { writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journey } from '../run.mjs';
import { CHOOSER, add, becomes, button, call, card, heard, listen, notes, open, places, ready, words } from '../reader.mjs';

const IMPORT = { role: 'dialog', name: 'Import notes' };
const folder = mkdtempSync(join(tmpdir(), 'postil-files-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name, content) => {
  const path = join(folder, `${Math.random().toString(36).slice(2)}-${name}`);
  writeFileSync(path, content);
  return path;
};
const exported = (page) => page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text());
async function choose(page, path) {
  await page.click(button('Import notes'));
  await page.upload({ css: '#chooser' }, path);
}

journey('the export button saves a W3C file with every note in it', async ({ page, server, engine, skip, check }) => {
  if (!engine.can.download) skip('it cannot be driven to keep a download');
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'Déjà vu 🪶', tags: ['sea'] });
  await add(page, 'heron stood', { color: 'green' });
  await page.click(button('Export notes'));
  const { name, bytes } = await page.download(() => page.click(button('Download')));
  check.match(name, /^The lamp at Skerry Point.*\.jsonld$/);
  const file = JSON.parse(bytes);
  check.ok(JSON.stringify(file['@context']).includes('http://www.w3.org/ns/anno.jsonld'));
  const items = file.items ?? file.first?.items;
  check.equal(items.length, 2);
  check.equal([items[0].body].flat().find((body) => body.purpose !== 'tagging').value, 'Déjà vu 🪶');
  const selectors = [items[0].target].flat()[0].selector;
  check.equal(selectors.find((one) => one.type === 'TextQuoteSelector').exact, 'The ferry was late');
});

journey('the export has the media type of the model, and other formats are refused by name', async ({ page, server, check }) => {
  await open(page, server);
  const type = await page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).type);
  check.equal(type, 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"');
  check.equal((await call(page, 'exportNotes', 'no such format')).error, 'AnnotationError');
});

journey('a file is imported after its preview; the second time nothing is new; one undo takes it back', async ({ page, server, check }) => {
  await open(page, server, { attributes: 'article-id="urn:example:lamp"', head: CHOOSER });
  await add(page, 'The ferry was late', { bodyValue: 'One' });
  await add(page, 'heron stood', { color: 'green' });
  const before = await call(page, 'getAnnotations');
  const path = fileOf('notes.jsonld', await exported(page));
  // Another reader, with an empty store of another origin, would see them come; here they are deleted from the store first.
  await page.run(() => new Promise((done, failed) => {
    document.querySelector('postil-article').remove();
    setTimeout(async () => {
      for (const { name } of await indexedDB.databases()) {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => done(true);
        request.onerror = () => failed(request.error);
      }
    }, 100);
  }));
  await page.reload();
  await ready(page);
  check.deepEqual(await notes(page), []);
  await choose(page, path);
  await page.get(IMPORT);
  check.match(await page.textOf(IMPORT), /2 new notes/);
  check.deepEqual(await notes(page), [], 'nothing is written before Import');
  await page.click(button('Cancel', IMPORT));
  await page.gone(IMPORT);
  check.deepEqual(await notes(page), []);
  await choose(page, path);
  await page.click(button('Import', IMPORT));
  await page.gone(IMPORT);
  await becomes(page, () => places(page), [['exact', 'The ferry was late'], ['exact', 'heron stood']], check);
  check.deepEqual((await call(page, 'getAnnotations')).map((one) => one.id), before.map((one) => one.id));
  await choose(page, path);
  await page.get(IMPORT);
  check.match(await page.textOf(IMPORT), /2 notes that you have already.*Nothing in it is new/);
  await page.click(button('Import', IMPORT));
  await page.gone(IMPORT);
  check.equal((await notes(page)).length, 2);
  await page.click(button('Undo'));
  await becomes(page, () => notes(page), [], check);
  await page.click(button('Redo'));
  await becomes(page, async () => (await notes(page)).length, 2, check);
  await page.reload();
  await ready(page);
  check.equal((await notes(page)).length, 2);
});

journey('importNotes reports what it did, and a dry run writes nothing', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'One' });
  const file = await exported(page);
  const [{ id }] = await call(page, 'getAnnotations');
  await call(page, 'deleteAnnotation', id);
  const fresh = file.replaceAll(id, 'urn:uuid:0190a0a0-0000-7000-8000-000000000001');
  await listen(page);
  const dry = await call(page, 'importNotes', fresh, { dryRun: true });
  check.deepEqual({ ...dry, format: undefined }, { format: undefined, added: 1, updated: 0, unchanged: 0, deleted: 0, conflicts: 0, unplaced: 0, rejected: [] });
  check.equal(typeof dry.format, 'string');
  check.deepEqual(await notes(page), []);
  check.deepEqual(await heard(page), []);
  check.deepEqual(await call(page, 'importNotes', fresh), dry);
  check.deepEqual((await heard(page, 'import')), [['import', dry]]);
  check.deepEqual(await words(page), ['One']);
  const again = await call(page, 'importNotes', fresh);
  check.deepEqual([again.added, again.unchanged], [0, 1]);
  check.equal(await call(page, 'undo'), true);
  check.deepEqual(await notes(page), []);
});

journey('deletions travel in the file', async ({ page, server, check }) => {
  await open(page, server);
  const { id } = await add(page, 'The ferry was late', { bodyValue: 'One' });
  const before = await exported(page);
  await call(page, 'deleteAnnotation', id);
  const after = await exported(page);
  check.match(after, /"deleted"/);
  await call(page, 'restoreAnnotation', id);
  const old = await call(page, 'importNotes', before);
  check.equal(old.added, 0);
  check.deepEqual(await words(page), ['One']);
});

journey('a wrong file changes nothing and says so', async ({ page, server, check }) => {
  await open(page, server, { head: CHOOSER });
  await add(page, 'The ferry was late', { bodyValue: 'One' });
  const before = await call(page, 'getAnnotations');
  for (const wrong of ['', 'not a file of notes', '{"a": 1', '[]]', '<html></html>']) {
    const answer = await call(page, 'importNotes', wrong);
    check.equal(answer.error, 'ImportError', JSON.stringify(wrong));
    check.ok(answer.message.length > 10);
  }
  await choose(page, fileOf('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00])));
  await page.get({ role: 'alert', text: /no notes that can be read/ });
  await page.click(button('Dismiss', { role: 'alert' }));
  await page.gone({ role: 'alert' });
  check.deepEqual(await call(page, 'getAnnotations'), before);
});

journey('bad items are named and the good ones kept', async ({ page, server, check }) => {
  await open(page, server);
  const good = { type: 'Annotation', id: 'urn:uuid:0190a0a0-0000-7000-8000-000000000002', motivation: 'commenting', creator: { id: 'urn:uuid:somebody', name: 'Bo' }, body: { type: 'TextualBody', value: 'Mine' }, target: { source: (await page.url()).replace('article.html', 'reading.md'), selector: { type: 'TextQuoteSelector', exact: 'two boats came in', prefix: 'heron stood on the slipway until noon ', suffix: ' under one sail' } } };
  const report = await call(page, 'importNotes', JSON.stringify([good, { type: 'Annotation' }, 7, { ...good, id: 'urn:uuid:0190a0a0-0000-7000-8000-000000000003', target: { source: 'https://elsewhere.example/', selector: { type: 'TextQuoteSelector', exact: 'words that do not stand here' } } }]));
  check.equal(report.added, 1, JSON.stringify(report));
  check.deepEqual(report.rejected.map((one) => one.index), [1, 2, 3]);
  check.ok(report.rejected.every((one) => one.reason.length > 10));
  await page.get(card('two boats came in'));
  check.match(await page.nameOf(card('two boats')), /^Bo: two boats/);
  check.equal((await call(page, 'deleteAnnotation', good.id)).error, 'AnnotationError');
});

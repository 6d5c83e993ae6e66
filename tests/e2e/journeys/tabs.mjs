// Several tabs and elements on one article follow each other.
import { journey } from '../run.mjs';
import { FIELD, add, becomes, button, call, card, notes, open, places, ready, words, writeNote } from '../reader.mjs';

journey('a second tab sees what is added, edited and deleted in the first, live', async ({ page, server, check }) => {
  await open(page, server);
  const other = await page.newTab('/article.html');
  await ready(other);
  await writeNote(page, 'The ferry was late', 'Seen?');
  await other.get(card('The ferry'));
  await becomes(other, () => words(other), ['Seen?'], check);
  check.deepEqual(await places(other), [['exact', 'The ferry was late']]);
  const [{ id }] = await call(page, 'getAnnotations');
  await call(page, 'updateAnnotation', { id, bodyValue: 'Seen again?', color: 'green' });
  await becomes(other, async () => (await notes(other)).map((one) => [one.words, one.color]), [['Seen again?', 'green']], check);
  await call(page, 'deleteAnnotation', id);
  await other.gone(card('The ferry'));
  await call(page, 'undo');
  await other.get(card('The ferry'));
  await other.close();
});

journey('both tabs write, and both are kept', async ({ page, server, check }) => {
  await open(page, server);
  const other = await page.newTab('/article.html');
  await ready(other);
  await add(page, 'The ferry was late', { bodyValue: 'From one' });
  await writeNote(other, 'Most entries are short', 'From two');
  for (const tab of [page, other]) await becomes(tab, () => words(tab), ['From one', 'From two'], check);
  // One note, changed in both before either knows: each keeps its own part.
  const [{ id }] = await call(page, 'getAnnotations');
  await Promise.all([call(page, 'updateAnnotation', { id, bodyValue: 'One changed' }), call(other, 'updateAnnotation', { id, tags: ['two'] })]);
  await page.waitFor(async () => {
    const [first] = await notes(page);
    check.deepEqual([first.words, first.tags], ['One changed', ['two']]);
    return true;
  });
  await page.reload();
  await ready(page);
  check.deepEqual(await words(page), ['One changed', 'From two']);
  await other.close();
});

journey('an editor that is open in one tab is not disturbed by another', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'As it was' });
  await page.click(card('The ferry'));
  await page.click(button('Edit', card('The ferry')));
  await page.get(FIELD);
  await page.type('Typing. ');
  const other = await page.newTab('/article.html');
  await ready(other);
  await add(other, 'Most entries are short', { bodyValue: 'Meanwhile' });
  await page.get(card('Most entries'));
  check.match(await page.value(FIELD), /Typing\. /);
  await page.click(button('Save'));
  await becomes(page, async () => (await words(page)).length, 2, check);
  await other.waitFor(async () => /Typing/.test((await words(other))[0]));
  await other.close();
});

journey('two elements with one article id follow each other on one page', async ({ page, server, check }) => {
  const content = '<p>One short paragraph about the tide that turned twice.</p>';
  const element = (id) => `<postil-article id="${id}" article-id="urn:example:tide" load="eager">${content}</postil-article>`;
  await page.open(server.article({ body: element('one') + element('two') }));
  for (const css of ['#one', '#two']) await ready(page, css);
  await page.select('tide that turned', undefined, { within: '#two' });
  await page.click(button('Highlight pink'));
  const all = () => page.run((lib) => Promise.all(['one', 'two'].map(async (id) => (await document.getElementById(id).getPlacements()).map((one) => one.text))));
  await becomes(page, all, [['tide that turned'], ['tide that turned']], check);
  check.equal((await page.all(card('tide that turned'))).length, 2);
});

journey('two articles on one page do not disturb each other', async ({ page, server, check }) => {
  const element = (id, words) => `<postil-article id="${id}" article-id="urn:example:${id}" load="eager"><p>${words}</p></postil-article>`;
  await page.open(server.article({ body: element('one', 'The first text speaks of lamps.') + element('two', 'The second text speaks of boats.') }));
  for (const css of ['#one', '#two']) await ready(page, css);
  await page.select('speaks of boats', undefined, { within: '#two' });
  await page.click(button('Highlight blue'));
  const all = () => page.run((lib) => Promise.all(['one', 'two'].map(async (id) => (await document.getElementById(id).getPlacements()).map((one) => one.text))));
  await becomes(page, all, [[], ['speaks of boats']], check);
});

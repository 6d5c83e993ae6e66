// Where notes cannot be kept: it is said, nothing typed vanishes, and a second try works.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, becomes, button, call, card, heard, listen, open, ready, words, writeNote } from '../reader.mjs';

const NO_DATABASE = '<script>Object.defineProperty(window, "indexedDB", { value: undefined });</script>';
const REFUSED = '<script>IDBFactory.prototype.open = () => { throw new DOMException("refused", "SecurityError"); };</script>';
const FULL = `<script>
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...args) {
  if (window.isFull) throw new DOMException('no room', 'QuotaExceededError');
  return put.apply(this, args);
};
</script>`;

for (const [what, head] of [['is missing', NO_DATABASE], ['is refused', REFUSED]]) {
  journey(`a database that ${what} is told, and notes live in memory`, async ({ page, server, check }) => {
    await open(page, server, { head });
    await page.get({ role: 'alert', text: /does not let this page keep notes/ });
    await writeNote(page, 'The ferry was late', 'Kept for now');
    check.deepEqual(await words(page), ['Kept for now']);
    await page.get(card('The ferry'));
    check.match(await page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text()), /Kept for now/);
    check.equal(await call(page, 'undo'), true);
    check.deepEqual(await words(page), []);
  });
}

journey('storage="memory" keeps nothing, and two elements share it', async ({ page, server, check }) => {
  const element = (id) => `<postil-article id="${id}" article-id="urn:example:tide" storage="memory" load="eager"><p>The tide that turned twice.</p></postil-article>`;
  await page.open(server.article({ body: element('one') + element('two') }));
  for (const css of ['#one', '#two']) await ready(page, css);
  check.equal(await page.has({ role: 'alert' }), false);
  await page.select('tide that turned', undefined, { within: '#one' });
  await page.click(button('Highlight pink'));
  await page.waitFor(async () => (await page.all(card('tide that turned'))).length === 2);
  check.deepEqual(await page.run(async () => (await indexedDB.databases()).map((one) => one.name)), []);
  await page.reload();
  await ready(page, '#one');
  check.equal(await page.has(card('tide that turned')), false);
});

journey('a full disk is told, the words stay, and a second try keeps them', async ({ page, server, check }) => {
  await open(page, server, { head: FULL });
  await listen(page);
  await page.run(() => { window.isFull = true; });
  await page.select('The ferry was late');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Precious words');
  await page.click(button('Save'));
  const alert = await page.get({ role: 'alert', text: /no room left/ });
  check.deepEqual(await words(page), ['Precious words']);
  check.match(await page.textOf(card('The ferry')), /Precious words.*Not saved yet/);
  check.match(await page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text()), /Precious words/);
  check.equal((await heard(page, 'error'))[0][1].name, 'StorageError');
  await page.click(button('Try again', alert));
  await page.get({ role: 'alert', text: /no room left/ });
  check.deepEqual(await words(page), ['Precious words']);
  await page.run(() => { window.isFull = false; });
  await page.click(button('Try again', { role: 'alert' }));
  await page.gone({ role: 'alert' });
  await page.waitFor(async () => !/Not saved/.test(await page.textOf(card('The ferry'))));
  await page.reload();
  await ready(page);
  check.deepEqual(await words(page), ['Precious words']);
});

journey('a call whose write fails rejects with StorageError, and what it wrote stays', async ({ page, server, check }) => {
  await open(page, server, { head: FULL });
  const kept = await add(page, 'heron stood', { bodyValue: 'Kept' });
  await page.run(() => { window.isFull = true; });
  const answer = await call(page, 'addAnnotation', { start: 0, end: 8, bodyValue: 'Not kept' });
  check.equal(answer.error, 'StorageError');
  check.equal((await call(page, 'updateAnnotation', { id: kept.id, bodyValue: 'Changed' })).error, 'StorageError');
  check.deepEqual(await words(page), ['Not kept', 'Changed']);
  await page.run(() => { window.isFull = false; });
  await page.click(button('Try again', { role: 'alert' }));
  await page.gone({ role: 'alert' });
  await page.reload();
  await ready(page);
  check.deepEqual(await words(page), ['Not kept', 'Changed']);
});

journey('an undo that could not be kept is kept by the second try', async ({ page, server, check }) => {
  await open(page, server, { head: FULL.replace('IDBObjectStore.prototype.put = ', 'IDBObjectStore.prototype.delete = IDBObjectStore.prototype.put = ').replace('put.apply(this, args)', '(args[0] instanceof Object ? put : remove).apply(this, args)').replace('const put', 'const remove = IDBObjectStore.prototype.delete; const put') });
  await add(page, 'heron stood', { bodyValue: 'To be undone' });
  await page.run(() => { window.isFull = true; });
  check.equal((await call(page, 'undo')).error, 'StorageError');
  check.deepEqual(await words(page), []);
  await page.run(() => { window.isFull = false; });
  await page.click(button('Try again', { role: 'alert' }));
  await page.gone({ role: 'alert' });
  await page.reload();
  await ready(page);
  check.deepEqual(await words(page), []);
});

// The site owner's tags: every way to put an article into a page, and what becomes of the element afterwards.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { journey } from '../run.mjs';
import { HEAR, call, callOf, getText, heard, outcome, plainPage, ready } from '../owner.mjs';

const LOADER = '/sub/postil/postil.js';
const DIST = new URL('../../../dist/', import.meta.url);
const READING = '# On ferries\n\nThe ferry crosses twice a day. Nobody waits for it.\n\n## In winter\n\nIt crosses once.\n';
const READING_TEXT = 'On ferries\nThe ferry crosses twice a day. Nobody waits for it.\nIn winter\nIt crosses once.';

journey('owner: a module script and the tag show a file from beside the page, the widget from a sub-folder', async ({ page, server, check }) => {
  server.put('/site/texts/ferries.md', READING);
  await page.open(plainPage(server, { path: '/site/page.html', head: '<script type="module" src="../sub/postil/postil.js"></script>', body: '<postil-article src="texts/ferries.md"></postil-article>' }));
  await ready(page);
  check.equal(await getText(page), READING_TEXT);
  check.equal(await page.textOf({ role: 'heading', name: 'On ferries' }), 'On ferries');
  check.equal((await heard(page, 'ready')).length, 1);
  check.deepEqual(await page.errors(), []);
  const wanted = ['/sub/postil/postil.js', '/sub/postil/postil_glue.js', '/sub/postil/postil_bg.wasm', '/site/texts/ferries.md'];
  for (const path of wanted) check.equal(server.requests.filter((line) => line === `GET ${path}`).length, 1, path);
});

journey('owner: a plain script works like a module, before the tag and after it', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  const tag = '<postil-article src="ferries.md"></postil-article>';
  const script = `<script src="${LOADER}"></script>`;
  for (const body of [script + tag, tag + script]) {
    await page.open(plainPage(server, { body }));
    await ready(page);
    check.equal(await getText(page), READING_TEXT);
  }
  check.deepEqual(await page.errors(), []);
});

journey('owner: one async script in the body puts the article right after itself, with the attributes it was given', async ({ page, server, check }) => {
  server.put('/texts/ferries.md', READING);
  await page.open(plainPage(server, {
    head: '<base href="/texts/">',
    body: `<p>Before.</p><script async src="${LOADER}" data-src="ferries.md" data-reader="Ada" data-load="eager" data-storage="memory" data-other="x" id="tag"></script><p id="after">After.</p>`,
  }));
  await ready(page);
  check.equal(await getText(page), READING_TEXT);
  const placed = await page.run(() => {
    const element = document.querySelector('#tag').nextElementSibling;
    return { tag: element.localName, next: element.nextElementSibling.id, attributes: Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value])) };
  });
  check.deepEqual(placed, { tag: 'postil-article', next: 'after', attributes: { src: 'ferries.md', reader: 'Ada', load: 'eager', storage: 'memory' } });
  check.deepEqual(await page.errors(), []);
});

journey('owner: one async script in the head puts the article at the end of the body', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(plainPage(server, { head: `<script async src="${LOADER}" data-src="ferries.md"></script>`, body: '<main>The page itself.</main>' }));
  await ready(page);
  check.equal(await page.run(() => document.body.lastElementChild.localName), 'postil-article');
  check.equal(await getText(page), READING_TEXT);
});

journey('owner: two one-tag scripts on one page make two articles, each after its own', async ({ page, server, check }) => {
  server.put('/one.md', '# One\n\nThe first text.\n');
  server.put('/two.md', '# Two\n\nThe second text.\n');
  await page.open(plainPage(server, { body: `<div id="a"><script async src="${LOADER}" data-src="one.md"></script></div><div id="b"><script async src="${LOADER}" data-src="two.md"></script></div>` }));
  await ready(page, '#a postil-article');
  await ready(page, '#b postil-article');
  check.equal(await getText(page, '#a postil-article'), 'One\nThe first text.');
  check.equal(await getText(page, '#b postil-article'), 'Two\nThe second text.');
  check.equal(await page.run(() => document.querySelectorAll('postil-article').length), 2);
  check.deepEqual(await page.run(() => warned), []);
  check.deepEqual(await page.errors(), []);
});

journey('owner: the script twice is quiet, another version warns and does nothing', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  const loader = readFileSync(new URL('../../../dist/postil.js', import.meta.url), 'utf8');
  server.put('/old/postil.js', loader.replaceAll(/"\d+\.\d+\.\d+"/g, '"0.0.9"'));
  const tag = '<postil-article src="ferries.md"></postil-article>';
  const twice = `<script type="module" src="${LOADER}"></script><script src="${LOADER}?again"></script><script type="module" src="${LOADER}?more"></script>`;
  await page.open(plainPage(server, { head: twice, body: tag }));
  await ready(page);
  check.deepEqual(await page.run(() => warned), []);
  await page.open(plainPage(server, { head: `<script src="${LOADER}"></script><script src="/old/postil.js"></script>`, body: tag }));
  await ready(page);
  check.equal(await getText(page), READING_TEXT);
  const said = await page.run(() => warned);
  check.equal(said.length, 1);
  check.match(said[0], /0\.0\.9/);
  check.deepEqual(await page.errors(), []);
});

journey('owner: an element made by script works like one that was written', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(plainPage(server, { head: `<script src="${LOADER}"></script>`, body: '<main></main>' }));
  await page.run(() => {
    const element = document.createElement('postil-article');
    element.setAttribute('src', 'ferries.md');
    document.querySelector('main').append(element);
  });
  check.equal(await getText(page), READING_TEXT);
});

journey('owner: two articles on one page do not disturb each other', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(server.article({ head: HEAR, body: '<postil-article id="one" src="ferries.md"></postil-article><postil-article id="two"><p>Another text, of the page itself.</p></postil-article><postil-article id="three" src="missing.md"></postil-article>' }));
  await ready(page, '#one');
  await ready(page, '#two');
  await callOf(page, '#one', 'addAnnotation', { start: 15, end: 20, bodyValue: 'In one.' });
  await callOf(page, '#two', 'addAnnotation', { start: 0, end: 7, bodyValue: 'In two.' });
  check.equal((await outcome(page, '#three')).name, 'ArticleError');
  const notes = async (css) => (await callOf(page, css, 'getPlacements')).map(({ text, state }) => `${text} ${state}`);
  check.deepEqual(await notes('#one'), ['ferry exact']);
  check.deepEqual(await notes('#two'), ['Another exact']);
  check.deepEqual((await heard(page, 'create')).map(({ id }) => id), ['one', 'two']);
  check.equal(await callOf(page, '#two', 'undo'), true);
  check.deepEqual(await notes('#one'), ['ferry exact']);
  check.deepEqual(await notes('#two'), []);
  await page.reload();
  check.deepEqual(await notes('#one'), ['ferry exact']);
  check.deepEqual(await notes('#two'), []);
});

journey('owner: the element can be moved in the page, and nothing is lost', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(server.article({ head: HEAR, body: '<main><postil-article src="ferries.md"></postil-article></main><aside></aside>' }));
  await ready(page);
  await call(page, 'addAnnotation', { start: 15, end: 20, bodyValue: 'Kept.' });
  await page.select('twice a day');
  await page.click({ role: 'button', name: 'Add note' });
  await page.get({ role: 'textbox', name: 'Note' });
  await page.type('half a thou');
  const before = server.requests.length;
  const same = await page.run(async () => {
    const element = document.querySelector('postil-article');
    const { ready } = element;
    const content = element.querySelector('h1');
    document.querySelector('aside').append(element);
    await new Promise((done) => setTimeout(done, 100));
    return element.ready === ready && element.querySelector('h1') === content;
  });
  check.ok(same, 'the same promise and the same article');
  check.equal(await page.value({ role: 'textbox', name: 'Note' }), 'half a thou');
  await page.click({ role: 'button', name: 'Save' });
  await page.gone({ role: 'textbox', name: 'Note' });
  check.deepEqual((await call(page, 'getPlacements')).map(({ text }) => text), ['ferry', 'twice a day']);
  check.deepEqual(server.requests.slice(before), []);
  check.equal((await heard(page, 'ready')).length, 1);
  check.deepEqual(await page.errors(), []);
});

const WATCH = `<script>
globalThis.listening = new Map();
for (const target of [window, document]) {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const key = (type, options) => type + ' ' + Boolean(options === true || options?.capture);
  const count = (name, by) => listening.set(name, (listening.get(name) ?? 0) + by);
  target.addEventListener = function (type, listener, options) { if (listener) count(key(type, options), 1); return add.call(this, type, listener, options); };
  target.removeEventListener = function (type, listener, options) { if (listener) count(key(type, options), -1); return remove.call(this, type, listener, options); };
}
</script>`;

journey('owner: a removed element takes everything of its own with it, and works again when it is put back', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(server.article({ head: HEAR + WATCH, attributes: 'src="ferries.md"' }));
  const left = () => page.run(() => ({
    painted: Array.from(CSS.highlights.keys()).filter((name) => CSS.highlights.get(name).size > 0),
    sheets: document.adoptedStyleSheets.length,
    listeners: Array.from(listening).filter(([, count]) => count !== 0).map(([name, count]) => `${name} ${count}`),
  }));
  await page.until(() => customElements.get('postil-article') !== undefined);
  const sheets = await page.run(() => document.adoptedStyleSheets.length);
  await ready(page);
  await call(page, 'addAnnotation', { start: 15, end: 20 });
  await page.until(() => CSS.highlights.size > 0);
  check.ok((await left()).sheets > 0);
  await page.run(() => { window.kept = document.querySelector('postil-article'); window.kept.remove(); });
  await page.until((count) => document.adoptedStyleSheets.length <= count, Math.min(sheets, 0));
  // The page's own listeners are those of the head; Yew keeps one of each kind on the mount, which is gone.
  check.deepEqual(await left(), { painted: [], sheets: 0, listeners: [] });
  check.deepEqual(await page.run(() => window.kept.getText().catch(({ name }) => name)), 'ArticleError');
  await page.run(() => document.body.append(window.kept));
  check.equal(await getText(page), READING_TEXT);
  check.deepEqual((await call(page, 'getPlacements')).map(({ text }) => text), ['ferry']);
  check.deepEqual(await page.errors(), []);
});

journey('owner: another src is another article, with another promise and another event', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  server.put('/trams.md', '# On trams\n\nThey stay on the rails.\n');
  await page.open(server.article({ head: HEAR, attributes: 'src="ferries.md"' }));
  await ready(page);
  await call(page, 'addAnnotation', { start: 15, end: 20 });
  const isOther = await page.run(() => {
    const element = document.querySelector('postil-article');
    const { ready } = element;
    element.src = 'trams.md';
    element.setAttribute('src', 'trams.md');
    return element.ready !== ready;
  });
  check.ok(isOther);
  check.equal(await getText(page), 'On trams\nThey stay on the rails.');
  check.deepEqual(await call(page, 'getAnnotations'), []);
  check.equal((await heard(page, 'ready')).length, 2);
  check.ok(!await page.has({ text: 'On ferries', css: 'h1' }));
  await page.run(() => document.querySelector('postil-article').setAttribute('article-id', 'urn:example:trams'));
  const made = await call(page, 'addAnnotation', { start: 0, end: 8 });
  check.equal(made.target.source, 'urn:example:trams');
  check.equal((await heard(page, 'ready')).length, 3);
  await page.run(() => document.querySelector('postil-article').setAttribute('format', 'text'));
  check.match(await getText(page), /^# On trams/);
  await page.run(() => document.querySelector('postil-article').setAttribute('src', 'missing.md'));
  check.equal((await outcome(page)).name, 'ArticleError');
  await page.run(() => { document.querySelector('postil-article').removeAttribute('format'); document.querySelector('postil-article').setAttribute('src', 'ferries.md'); });
  check.equal(await getText(page), READING_TEXT);
  check.deepEqual(await page.errors(), []);
});

journey('owner: src changed while the first article is still loading', async ({ page, server, check }) => {
  server.put('/slow.md', '# Slow\n', { delay: 1500 });
  server.put('/ferries.md', READING);
  await page.open(server.article({ head: HEAR, attributes: 'src="slow.md"' }));
  await page.waitFor(() => server.requests.includes('GET /slow.md'));
  const first = await page.run(async () => {
    const element = document.querySelector('postil-article');
    const { ready } = element;
    element.setAttribute('src', 'ferries.md');
    return ready.then(() => 'resolved', (error) => error.name);
  });
  check.equal(first, 'ArticleError');
  check.equal(await getText(page), READING_TEXT);
  await new Promise((done) => setTimeout(done, 1600));
  check.equal(await getText(page), READING_TEXT);
  check.equal((await heard(page, 'ready')).length, 1);
  check.deepEqual(await heard(page, 'error'), []);
});

journey('owner: the page changes its own article, and the notes find their places again without a reload', async ({ page, server, check }) => {
  await page.open(server.article({ head: HEAR, content: '<p id="first">The ferry crosses twice a day, and nobody waits for it.</p><p id="second">In winter it crosses once, and everybody waits.</p>' }));
  await ready(page);
  const text = await getText(page);
  const start = text.indexOf('crosses once');
  await call(page, 'addAnnotation', { start, end: start + 12, bodyValue: 'Once?' });
  await page.run(() => {
    const paragraph = document.createElement('p');
    paragraph.textContent = 'A paragraph that was not here before.';
    document.querySelector('#first').before(paragraph);
    document.querySelector('#first').textContent = 'The ferry crosses three times a day, and nobody waits for it.';
  });
  await page.waitFor(async () => (await getText(page)).startsWith('A paragraph'));
  await page.waitFor(async () => {
    const [placement] = await call(page, 'getPlacements');
    return placement.state === 'exact' && placement.text === 'crosses once' && placement.start > start;
  });
  check.equal((await heard(page, 'ready')).length, 1);
  const painted = await page.run(() => Array.from(CSS.highlights).filter(([name]) => name.startsWith('postil-')).flatMap(([, one]) => Array.from(one, String)));
  check.ok(painted.includes('crosses once'), painted.join(', '));
  // Set back to what it was: the note stays with its passage.
  await page.run(() => { document.querySelector('#second').textContent = 'Nothing of that is left.'; });
  await page.waitFor(async () => (await call(page, 'getPlacements'))[0].state === 'unplaced', { message: 'it did not lose its place' });
  check.equal((await call(page, 'getAnnotations')).length, 1);
  check.deepEqual(await page.errors(), []);
});

journey('owner: reader, readonly and language can change while an article is open', async ({ page, server, check }) => {
  server.put('/ferries.md', READING);
  await page.open(server.article({ attributes: 'src="ferries.md" reader="Ada"' }));
  await ready(page);
  const first = await call(page, 'addAnnotation', { start: 0, end: 10 });
  check.equal(first.creator.name, 'Ada');
  await page.run(() => document.querySelector('postil-article').setAttribute('reader', 'Grace'));
  await page.waitFor(async () => (await call(page, 'addAnnotation', { bodyValue: 'whole' })).creator.name === 'Grace');
  const ids = new Set((await call(page, 'getAnnotations')).map(({ creator }) => creator.id));
  check.equal(ids.size, 1, 'another name, the same person');
  await page.run(() => document.querySelector('postil-article').setAttribute('readonly', ''));
  const refused = await call(page, 'addAnnotation', { start: 0, end: 10 });
  check.equal(refused.rejected, 'AnnotationError');
  await page.select('twice a day');
  check.ok(!await page.has({ role: 'toolbar', name: 'Annotate selection' }));
  await page.run(() => document.querySelector('postil-article').removeAttribute('readonly'));
  check.equal((await call(page, 'addAnnotation', { start: 11, end: 14 })).creator.name, 'Grace');
});

journey('owner: the npm package works in a bundle, and can be imported where there is no page', async ({ page, server, check }) => {
  await import(new URL('index.js', DIST));
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents: "import 'postil';", resolveDir: DIST.pathname }, alias: { postil: DIST.pathname.slice(0, -1) },
    bundle: true, format: 'esm', write: false, logLevel: 'silent',
  });
  // The Wasm lies beside the bundle, as the README says.
  server.put('/sub/postil/app.js', text);
  server.put('/ferries.md', READING);
  await page.open(plainPage(server, { head: '<script type="module" src="/sub/postil/app.js"></script>', body: '<postil-article src="ferries.md"></postil-article>' }));
  await ready(page);
  check.equal(await getText(page), READING_TEXT);
  check.equal((await call(page, 'exportNotes', 'markdown'))?.rejected, undefined);
  const others = server.requests.filter((line) => line.includes('/sub/postil/') && !line.includes('app.js'));
  check.deepEqual(others.sort(), ['GET /sub/postil/postil_bg.wasm', 'GET /sub/postil/postil_more.wasm']);
});

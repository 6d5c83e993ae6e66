// Counts the long tasks of the published widget while it places many notes on a long article.
import { edit, html, passages, plain, write } from './texts.mjs';

const CONTEXT = 32;
const ARTICLE = 'https://example.org/long-article';

/** Notes what held the page up; runs before anything else in the page. */
function watch() {
  const seen = { tasks: [], frames: [] };
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => seen.frames.push(...list.getEntries().map((frame) => ({
    startTime: frame.startTime, duration: frame.duration, styleAndLayoutStart: frame.styleAndLayoutStart,
    scripts: frame.scripts.map(({ startTime, duration, forcedStyleAndLayoutDuration, invoker, sourceFunctionName }) => ({ startTime, duration, forced: forcedStyleAndLayoutDuration, invoker, sourceFunctionName })),
  })))).observe({ type: 'long-animation-frame', buffered: true });
  globalThis.seen = seen;
}

/** Waits until the page was quiet for a second. */
async function settle(page) {
  await page.evaluate(async () => {
    let last = performance.now();
    let calm = 0;
    while (calm < 1_000) {
      await new Promise((done) => { setTimeout(done, 20); });
      const now = performance.now();
      calm = now - last > 60 ? 0 : calm + (now - last);
      last = now;
    }
  });
}

/** What came after `since`: long tasks, the longest, those of scripts, and the time of layout. */
function sum({ tasks, frames }, since) {
  const overlaps = (one, other) => one.startTime < other.startTime + other.duration && other.startTime < one.startTime + one.duration;
  // The browser's own layout of a frame is not always told as a task.
  const layouts = frames.map(({ startTime, duration, styleAndLayoutStart: begin }) => ({ startTime: begin, duration: startTime + duration - begin }))
    .filter((layout) => layout.duration > 50 && !tasks.some((task) => overlaps(task, layout)));
  const after = [...tasks, ...layouts].filter((task) => task.startTime >= since).sort((a, b) => a.startTime - b.startTime);
  const scripts = frames.flatMap((frame) => frame.scripts).filter((script) => script.startTime >= since);
  const own = (script) => script.duration - script.forced;
  const within = (task) => scripts.filter((script) => script.startTime < task.startTime + task.duration && script.startTime + script.duration > task.startTime);
  const ofScripts = after.filter((task) => Math.max(0, ...within(task).map(own)) > 50);
  const forced = scripts.reduce((total, script) => total + script.forced, 0);
  const rendering = frames.filter((frame) => frame.startTime + frame.duration >= since && frame.styleAndLayoutStart >= since)
    .reduce((total, frame) => total + frame.startTime + frame.duration - frame.styleAndLayoutStart, 0);
  return {
    long: after.length, longest: Math.max(0, ...after.map((task) => task.duration)), ours: ofScripts.length, layout: forced + rendering,
    tasks: after.map((task) => ({
      at: Math.round(task.startTime - since), ms: Math.round(task.duration),
      scripts: within(task).map((script) => ({ by: script.invoker, ms: Math.round(script.duration), layout: Math.round(script.forced) })).filter((script) => script.ms > 5),
    })),
  };
}

const documentOf = (inner, name) => `<!doctype html><meta charset="utf-8"><title>${name}</title><body lang="en"><postil-article article-id="${ARTICLE}" load="eager">${inner}</postil-article>`;

/** Notes on passages of the text in the state that they would have been written in. */
function notes(text, wanted, state) {
  const points = (start, end) => ({ type: 'TextPositionSelector', start, end });
  return wanted.map(({ start, end }, number) => ({
    '@context': ['http://www.w3.org/ns/anno.jsonld', { postil: 'urn:postil:', color: 'postil:color', revision: 'postil:revision', deleted: 'postil:deleted' }],
    id: `urn:uuid:00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`, type: 'Annotation', motivation: 'commenting', color: 'yellow', revision: 1,
    created: '2026-01-01T00:00:00Z', modified: '2026-01-01T00:00:00Z',
    body: [{ type: 'TextualBody', format: 'text/markdown', value: `Note ${number}` }],
    target: {
      source: ARTICLE, state, 'postil:rival': { 'postil:share': 0.2 },
      selector: [{ type: 'TextQuoteSelector', exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT) }, points(start, end)],
    },
  }));
}

/** A page that stands, then the script; answers what held it up from then on. */
async function visit(context, server, address) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(server.url + address);
  await settle(page);
  const since = await page.evaluate(() => performance.now());
  const answer = await page.evaluate(async () => {
    const element = document.querySelector('postil-article');
    const begin = performance.now();
    const script = document.createElement('script');
    script.type = 'module';
    script.src = '/postil.js';
    document.head.append(script);
    await customElements.whenDefined('postil-article');
    await element.ready;
    const ready = performance.now() - begin;
    const states = {};
    for (const { state } of await element.getPlacements()) states[state] = (states[state] ?? 0) + 1;
    return { ready, states };
  });
  await settle(page);
  const held = sum(await page.evaluate(() => globalThis.seen), since);
  await page.close();
  return { ...answer, ...held };
}

/** What a shadow root with a slot costs, and nothing else. */
async function control(context, server, address) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(server.url + address);
  await settle(page);
  const since = await page.evaluate(() => performance.now());
  await page.evaluate(() => {
    const root = document.querySelector('postil-article').attachShadow({ mode: 'open' });
    const frame = document.createElement('div');
    frame.append(document.createElement('slot'));
    root.append(frame);
  });
  await settle(page);
  const held = sum(await page.evaluate(() => globalThis.seen), since);
  await page.close();
  return { ready: null, ...held };
}

/** Takes the kept earlier text away, as when the reader never saw another version. */
async function forget(context, server) {
  const page = await context.newPage();
  await page.goto(`${server.url}/empty.html`);
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((done, failed) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
      if (!database.objectStoreNames.contains('texts')) throw new Error(`the kept texts are not found among ${[...database.objectStoreNames]}`);
      await new Promise((done, failed) => {
        const transaction = database.transaction('texts', 'readwrite');
        transaction.objectStore('texts').clear();
        transaction.oncomplete = done;
        transaction.onerror = () => failed(transaction.error);
      });
      database.close();
    }
  });
  await page.close();
}

/** Fills the storage: one note by the element, to learn what version the text is, then all the others as an import. */
async function fill(context, server, text, wanted) {
  const page = await context.newPage();
  await page.goto(`${server.url}/unchanged.html`);
  const first = await page.evaluate(async () => {
    const element = document.querySelector('postil-article');
    const script = document.createElement('script');
    script.type = 'module';
    script.src = '/postil.js';
    document.head.append(script);
    await customElements.whenDefined('postil-article');
    await element.ready;
    const { id, target } = await element.addAnnotation({ start: 0, end: 12, bodyValue: 'first' });
    await element.deleteAnnotation(id);
    return { state: target.state, text: await element.getText(), target: JSON.stringify(target) };
  });
  if (first.text !== text) throw new Error('the article text is not what was written');
  const file = JSON.stringify(notes(text, wanted, first.state));
  const report = await page.evaluate(async (file) => document.querySelector('postil-article').importNotes(file), file);
  if (report.added !== wanted.length) throw new Error(`the import took ${report.added} of ${wanted.length}: ${JSON.stringify(report).slice(0, 300)}`);
  await page.close();
}

/** The rows of the table. */
export async function countTasks(browser, server, { isQuick, say }) {
  const [size, count] = isQuick ? [100_000, 300] : [4_500_000, 10_000];
  const blocks = write(size);
  const edited = edit(blocks);
  server.put('/empty.html', '<!doctype html><title>empty</title>');
  server.put('/unchanged.html', documentOf(html(blocks), 'unchanged'));
  server.put('/edited.html', documentOf(html(edited), 'edited'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const rows = [];
  const add = async (name, measured) => {
    const row = { name, ...(await measured) };
    rows.push(row);
    say(`  ${name}: ready ${row.ready?.toFixed(0)} ms, ${row.long} long tasks, longest ${row.longest.toFixed(0)} ms, ${row.ours} of scripts; ${JSON.stringify(row.states ?? {})}`);
    for (const task of row.tasks) say(`    at ${task.at}: ${task.ms} ms ${JSON.stringify(task.scripts)}`);
  };
  say(`long tasks: ${size} characters, ${count} notes`);
  await add('without Postil', control(context, server, '/unchanged.html'));
  await add('Postil, no notes', visit(context, server, '/unchanged.html'));
  await fill(context, server, plain(blocks), passages(blocks, edited, count));
  await add('unchanged', visit(context, server, '/unchanged.html'));
  await add('edited, earlier text at hand', visit(context, server, '/edited.html'));
  await forget(context, server);
  await add('edited, without it', visit(context, server, '/edited.html'));
  await context.close();
  return { size, count, rows };
}

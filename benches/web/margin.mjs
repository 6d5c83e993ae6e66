// Runs the benchmark of the margin in headless Chromium: node benches/web/margin.mjs [--quick]
// Called by scripts/bench, which has built what is measured.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startServer } from '../../scripts/lib/static-server.mjs';
import { launch } from './browser.mjs';
import { markdown, svg } from './margin-report.mjs';
import { html, passages, plain, write } from './texts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const isQuick = process.argv.includes('--quick');
const work = join(root, 'target/bench');
const out = isQuick ? work : join(root, 'docs');
const SIZES = isQuick ? [100_000] : [100_000, 1_000_000];
const COUNTS = isQuick ? [10, 1_000] : [10, 100, 1_000, 5_000];
/** After so many milliseconds a tool is not waited for any more. */
const LIMIT = isQuick ? 10_000 : 30_000;
/** How often one more is added. */
const MORE = 7;
const ARTICLE = 'https://example.org/bench';
/** With them the clock tells microseconds. */
const ISOLATED = { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } };

const say = (line) => console.error(line);
const milliseconds = (ms) => (ms === undefined ? '' : `${ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`);

/** As many notes as are wanted, in no order, and some more near the top of the screen, where they are seen. */
function placesIn(blocks, count) {
  const list = passages(blocks, blocks, count + 60).map(({ start, end }) => ({ start, end })).filter(({ start, end }) => end - start < 200);
  const more = [];
  for (let at = 30; more.length < MORE; at += 90) more.push({ start: at, end: at + 25 });
  return { many: list.slice(0, count), more };
}

const COLORS = ['yellow', 'green', 'blue', 'pink', 'orange', 'purple'];

/** The notes as a file of the W3C's model, every third a highlight without words. */
function file(text, many) {
  const items = many.map(({ start, end }, at) => ({
    '@context': ['http://www.w3.org/ns/anno.jsonld', { postil: 'urn:postil:', color: 'postil:color' }], type: 'Annotation',
    id: `urn:uuid:00000000-0000-7000-8000-${at.toString(16).padStart(12, '0')}`, color: COLORS[at % 6], created: '2026-01-01T00:00:00Z', creator: { id: 'urn:example:other', name: 'Another' },
    motivation: at % 3 ? 'commenting' : 'highlighting', ...(at % 3 ? { body: [{ type: 'TextualBody', format: 'text/markdown', value: `Note ${at}, with some *words*` }] } : {}),
    target: { source: ARTICLE, selector: [{ type: 'TextQuoteSelector', exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - 32), start), suffix: text.slice(end, end + 32) }, { type: 'TextPositionSelector', start, end }] },
  }));
  return JSON.stringify({ '@context': 'http://www.w3.org/ns/anno.jsonld', id: 'urn:example:notes', type: 'AnnotationPage', items });
}

const STYLE = '<style>body { margin: 24px; font: 18px/1.6 serif; } article { max-width: 40rem; } mark, .highlight { background: #fe8; } ::highlight(bare) { background: #fe8; }</style>';
const page = (inner) => `<!doctype html><meta charset="utf-8"><title>bench</title>${STYLE}<body lang="en">${inner}<script type="module" src="/margin.js"></script>`;

async function measure(browser, server, address, run) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  const errors = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  tab.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  let timer;
  const late = new Promise((done) => { timer = setTimeout(() => done({ stopped: true }), 3 * LIMIT + 60_000); });
  const work = (async () => {
    await tab.goto(server.url + address);
    await tab.waitForFunction(() => globalThis.bench);
    await tab.evaluate(() => globalThis.bench.wait(500));
    return run(tab);
  })().catch((error) => ({ failed: [String(error.message).split('\n')[0], ...errors].join('; ') }));
  const result = await Promise.race([work, late]);
  clearTimeout(timer);
  await context.close().catch(() => {});
  return result;
}

await build({
  entryPoints: [join(root, 'benches/web/margin-page.mjs')], outfile: join(work, 'page/margin.js'), bundle: true, format: 'esm', target: 'es2022',
  nodePaths: [join(work, 'npm/node_modules')], logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.css': 'empty' },
});
const server = await startServer({ mounts: { '/': [join(work, 'page'), join(root, 'dist')] } });
const browser = await launch();
const cells = [];
const OTHERS = ['CSS Custom Highlight API, all registered', '@recogito/text-annotator, CSS highlights', '@recogito/text-annotator, spans', 'mark.js', 'web-highlighter'];
try {
  for (const size of SIZES) {
    const blocks = write(size);
    const text = plain(blocks);
    server.put('/others.html', page(`<article>${html(blocks)}</article>`), ISOLATED);
    server.put('/postil.html', page(`<postil-article article-id="${ARTICLE}" load="eager">${html(blocks)}</postil-article><script type="module" src="/postil.js"></script>`), ISOLATED);
    const given_up = new Set();
    for (const count of COUNTS) {
      const { many, more } = placesIn(blocks, count);
      const add = (tool, result) => {
        cells.push({ size, count, tool, ...result });
        say(`  ${size} characters, ${count}: ${tool}: ${result.stopped ? 'stopped' : result.failed ? `failed: ${result.failed}` : `all ${milliseconds(result.all)}, one more ${milliseconds(result.one)} (${milliseconds(result.worst)})`}`
          + `${result.key ? `, key ${milliseconds(result.key)}, letter ${milliseconds(result.letter)} (${milliseconds(result.letterWorst)}, pause ${milliseconds(result.pause)}), filter ${milliseconds(result.filter)}, import ${milliseconds(result.imported)}` : ''}`
          + `${result.scroll ? `; scroll ${milliseconds(result.scroll.median)} p95 ${milliseconds(result.scroll.p95)} most ${milliseconds(result.scroll.most)}` : ''}`);
      };
      add('Postil', await measure(browser, server, '/postil.html', (tab) => tab.evaluate(([file, more]) => globalThis.bench.measurePostil(file, more), [file(text, many), more])));
      if (process.argv.includes('--ours')) continue;
      for (const tool of OTHERS) {
        const result = given_up.has(tool) ? { stopped: true } : await measure(browser, server, '/others.html', (tab) => tab.evaluate(([tool, many, more, limit]) => globalThis.bench.measure(tool, many, more, limit), [tool, many, more, LIMIT]));
        if (result.stopped) given_up.add(tool);
        add(tool, result);
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
mkdirSync(out, { recursive: true });
const versions = JSON.parse(readFileSync(join(root, 'benches/package.json'), 'utf8')).devDependencies;
const results = {
  made: `scripts/bench margin${isQuick ? ' --quick' : ''}`, build: process.env.POSTIL_BUILD ?? '', browser: `Chromium ${browser.version()}`,
  machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`, limit: LIMIT, more: MORE, versions, cells,
};
if (!process.argv.includes('--ours')) {
  writeFileSync(join(out, 'margin-speed.json'), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(out, 'margin-speed.md'), markdown(results));
  writeFileSync(join(out, 'margin-speed.svg'), svg(results));
  say(`written: ${['json', 'md', 'svg'].map((ending) => join(out, `margin-speed.${ending}`).slice(root.length)).join(', ')}`);
}

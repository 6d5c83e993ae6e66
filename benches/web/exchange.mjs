// Measures files in and out in headless Chromium: node benches/web/exchange.mjs [--quick]
// Import and merge of many annotations, a tenth of them in conflict with what is here, and export in each format.
// Called by scripts/bench, which has built what is measured. Writes docs/exchange-speed.json and .md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../scripts/lib/static-server.mjs';
import { launch } from './browser.mjs';
import { html, passages, plain, write } from './texts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const isQuick = process.argv.includes('--quick');
const out = join(root, isQuick ? 'target/bench' : 'docs');
const COUNTS = isQuick ? [1_000, 10_000] : [1_000, 2_500, 5_000, 10_000];
const RUNS = isQuick ? 1 : 3;
const SIZE = 1_000_000;
const GOAL = 500;
const FORMATS = ['jsonld', 'annotationset', 'hypothesis', 'markdown', 'csv', 'html'];
const ARTICLE = 'urn:example:article';
const CONTEXT = 32;

const say = (line) => console.error(line);

/** Annotations of a person on passages of the text; `version` is what each one's devices counted. */
function annotations(text, wanted, words, version) {
  return wanted.map(({ start, end }, number) => ({
    id: `urn:uuid:00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`, type: 'Annotation', motivation: 'commenting',
    creator: { id: 'urn:uuid:ann', type: 'Person', name: 'Ann' }, created: '2026-01-01T00:00:00Z', modified: '2026-01-02T00:00:00Z', color: 'yellow',
    body: [{ type: 'TextualBody', format: 'text/markdown', value: `${words} **${number}**: what do we make of it?` }, { type: 'TextualBody', purpose: 'tagging', value: 'group' }],
    target: {
      source: ARTICLE,
      selector: [{ type: 'TextQuoteSelector', exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT) },
        { type: 'TextPositionSelector', start, end }],
    },
    'postil:version': version,
  }));
}
const collection = (items) => JSON.stringify({
  '@context': ['http://www.w3.org/ns/anno.jsonld', { postil: 'urn:postil:', color: 'postil:color', revision: 'postil:revision', deleted: 'postil:deleted' }],
  id: 'urn:uuid:file', type: 'AnnotationCollection', label: 'Bench', total: items.length, first: { id: 'urn:uuid:page', type: 'AnnotationPage', startIndex: 0, items },
});

/** Runs in the page: what each step takes, and the longest that it held the page up. */
async function steps({ before, file, formats }) {
  const element = document.querySelector('postil-article');
  await customElements.whenDefined('postil-article');
  await element.ready;
  const longest = [];
  new PerformanceObserver((list) => longest.push(...list.getEntries())).observe({ type: 'longtask', buffered: false });
  const calm = () => new Promise((done) => { setTimeout(done, 300); });
  const taken = {};
  const step = async (name, fn) => {
    await calm();
    longest.length = 0;
    const begin = performance.now();
    const answer = await fn();
    const ms = performance.now() - begin;
    await calm();
    const during = longest.filter((one) => one.startTime < begin + ms && one.startTime + one.duration > begin);
    taken[name] = { ms, longest: Math.max(0, ...during.map((one) => one.duration)) };
    return answer;
  };
  await element.importNotes(before);
  const previewed = await step('preview', () => element.importNotes(file, { dryRun: true }));
  const report = await step('import', () => element.importNotes(file));
  for (const format of formats) taken[format] = await step(format, () => element.exportNotes(format)).then((blob) => ({ ...taken[format], bytes: blob.size }));
  await step('link', () => element.shareLink().catch(() => ''));
  await step('undo', () => element.undo());
  return { taken, report, previewed };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function measure(browser, server, count, storage) {
  const blocks = write(SIZE);
  const [text, wanted] = [plain(blocks), passages(blocks, blocks, count)];
  const here = annotations(text, wanted.slice(0, count / 10), 'Said here', { phone: 1, laptop: 1 });
  const there = annotations(text, wanted, 'Said there', { phone: 1 }).map((one, at) => (at < count / 10 ? { ...one, 'postil:version': { phone: 1, tablet: 1 } } : one));
  server.put('/page.html', `<!doctype html><meta charset="utf-8"><title>bench</title><body lang="en"><postil-article article-id="${ARTICLE}" load="eager" storage="${storage}">${html(blocks)}</postil-article><script type="module" src="/postil.js"></script>`);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(180_000);
    page.on('pageerror', (error) => say(`  ${error.message}`));
    await page.goto(`${server.url}/page.html`);
    const { taken, report } = await page.evaluate(steps, { before: collection(here), file: collection(there), formats: FORMATS });
    if (report.added !== count - here.length || report.conflicts !== here.length) throw new Error(`the import did something else: ${JSON.stringify(report).slice(0, 300)}`);
    runs.push(taken);
    await context.close();
  }
  return Object.keys(runs[0]).map((step) => ({
    step, count, storage, ms: median(runs.map((run) => run[step].ms)), longest: median(runs.map((run) => run[step].longest)), bytes: runs[0][step].bytes,
  }));
}

const NAMES = {
  preview: 'read a W3C file, merge, find the places (the preview)', import: 'the same and take it, until it is safe',
  link: 'a link', undo: 'undo of the import',
};

function markdown(results) {
  const { rows, counts } = results;
  const line = (storage, step) => {
    const cells = counts.map((count) => rows.find((row) => row.storage === storage && row.step === step && row.count === count));
    const last = cells[cells.length - 1];
    return `| ${NAMES[step] ?? `export as \`${step}\``} | ${cells.map((cell) => cell.ms.toFixed(0)).join(' | ')} | ${last.longest.toFixed(0)} |`;
  };
  const head = `| | ${counts.map((count) => count.toLocaleString('en')).join(' | ')} | longest task |\n| --- |${counts.map(() => ' ---: |').join('')} ---: |`;
  return `# Speed of files in and out

Milliseconds for so many annotations, a tenth of them in conflict with a version that is here; medians of ${results.runs} runs, each in a fresh page with an article of ${results.size.toLocaleString('en')} characters.
The last column is the longest that the page was held up while it went on, with ${counts[counts.length - 1].toLocaleString('en')} annotations; up to 50 ms the browser tells of none.
The goal is ${GOAL} ms each for 10,000.

Made by \`${results.made}\`; ${results.build}; ${results.browser}; ${results.machine}.

## Notes in memory

${head}
${[...new Set(rows.map((row) => row.step))].map((step) => line('memory', step)).join('\n')}

## Notes in IndexedDB

${head}
${['preview', 'import', 'undo'].map((step) => line('indexeddb', step)).join('\n')}
`;
}

const server = await startServer({ mounts: { '/': join(root, 'dist') } });
const browser = await launch();
const rows = [];
try {
  for (const storage of ['memory', 'indexeddb']) {
    for (const count of COUNTS) {
      const measured = await measure(browser, server, count, storage);
      rows.push(...measured);
      say(`${count} annotations, ${storage}: ${measured.map((row) => `${row.step} ${row.ms.toFixed(0)} (${row.longest.toFixed(0)})`).join(', ')}`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}
const results = {
  made: `scripts/bench exchange${isQuick ? ' --quick' : ''}`, build: process.env.POSTIL_BUILD ?? '', browser: `Chromium ${browser.version()}`,
  machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`, runs: RUNS, size: SIZE, counts: COUNTS, rows,
};
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'exchange-speed.json'), `${JSON.stringify(results, null, 1)}\n`);
writeFileSync(join(out, 'exchange-speed.md'), markdown(results));
say(`written: ${['json', 'md'].map((ending) => join(out, `exchange-speed.${ending}`).slice(root.length)).join(', ')}`);

// Runs the benchmark of anchoring in headless Chromium: node benches/web/run.mjs [--quick] [--only speed|tasks]
// Called by scripts/bench, which has built what is measured.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startServer } from '../../scripts/lib/static-server.mjs';
import { launch } from './browser.mjs';
import { markdown, svg } from './report.mjs';
import { countTasks } from './tasks.mjs';
import { edit, html, passages, write } from './texts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const isQuick = process.argv.includes('--quick');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const work = join(root, 'target/bench');
const out = isQuick ? work : join(root, 'docs');
const LIMIT = 60_000;
const RUNS = 5;
const SIZES = isQuick
  ? [{ size: 8_000, counts: [10, 100] }, { size: 100_000, counts: [100] }]
  : [{ size: 8_000, counts: [10, 100] }, { size: 100_000, counts: [10, 100, 1_000] },
    { size: 1_000_000, counts: [10, 100, 1_000, 10_000] }, { size: 4_500_000, counts: [10, 100, 1_000, 10_000] }];
const OURS = ['Postil', 'Postil, quotes only', 'Postil, earlier text at hand'];
const OTHERS = ['Hypothesis rule', 'Hypothesis rule, text read once', 'dom-anchor-text-quote', '@apache-annotator/dom', '@recogito/text-annotator',
  'limit: one walk over the text nodes', 'limit: one exact search for each quote'];
/** With them the clock tells microseconds, and a page is a process of its own. */
const ISOLATED = { headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } };

const say = (line) => console.error(line);
const milliseconds = (ms) => (ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
const shown = (cell) => (cell.stopped ? `stopped after ${cell.reached}; about ${(cell.estimate / 1000).toFixed(0)} s` : `${milliseconds(cell.ms)} ms`);

async function bundle() {
  await build({
    entryPoints: [join(root, 'benches/web/page.mjs')], outfile: join(work, 'page/page.js'), bundle: true, format: 'esm', target: 'es2022',
    external: ['./postil/door.js'], nodePaths: [join(work, 'npm/node_modules')], logLevel: 'error', define: { 'process.env.NODE_ENV': '"production"' },
  });
}

/** All cells of one tool, or of Postil's ways, for one text, in a page of its own. */
async function measureTool(browser, server, names, text) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => say(`  ${error.message}`));
  await page.goto(`${server.url}/bench.html`);
  await page.evaluate((html) => globalThis.bench.show(html), text.html);
  const isOurs = names === OURS;
  const describing = await page.evaluate(([wanted, isOurs]) => globalThis.bench.describe(wanted, isOurs), [text.passages, isOurs]);
  if (isOurs) say(`  describing ${text.passages.length} passages: ${milliseconds(describing)} ms`);
  const cells = [];
  for (const state of ['unchanged', 'edited']) {
    if (state === 'edited') await page.evaluate((html) => globalThis.bench.show(html), text.edited);
    for (const name of names) {
      if (state === 'unchanged' && name.includes('earlier')) continue;
      let stopped = null;
      for (const count of text.counts) {
        const cell = stopped ? { stopped: true, reached: 0, estimate: stopped.estimate * (count / stopped.count) }
          : await page.evaluate(([name, count, isEdited, how]) => globalThis.bench.measure(name, count, isEdited, how), [name, count, state === 'edited', { runs: RUNS, limit: LIMIT }]);
        if (cell.stopped) stopped ??= { ...cell, count };
        cells.push({ size: text.size, state, tool: name, count, ...cell });
        say(`  ${name}, ${state}, ${count}: ${shown(cell)}`);
      }
    }
  }
  await page.close();
  return { cells, describing };
}

async function measureSpeed(browser, server) {
  await bundle();
  server.put('/bench.html', '<!doctype html><meta charset="utf-8"><title>bench</title><article lang="en"></article><script type="module" src="/page.js"></script>', ISOLATED);
  const [cells, texts] = [[], []];
  for (const { size, counts } of SIZES) {
    const blocks = write(size);
    const edited = edit(blocks);
    const text = { size, counts, html: html(blocks), edited: html(edited), passages: passages(blocks, edited, Math.max(...counts)) };
    say(`${size} characters, ${blocks.length} blocks`);
    for (const names of [OURS, ...OTHERS.map((name) => [name])]) {
      const measured = await measureTool(browser, server, names, text);
      cells.push(...measured.cells);
      if (names === OURS) texts.push({ size, blocks: blocks.length, described: text.passages.length, describing: measured.describing });
    }
  }
  return { texts, cells };
}

const server = await startServer({ mounts: { '/': [join(work, 'page'), join(root, 'dist')] } });
// Wasm and scripts of an isolated page need nothing else: all is of one origin.
const browser = await launch();
mkdirSync(out, { recursive: true });
const file = join(out, 'anchoring-speed.json');
const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const versions = JSON.parse(readFileSync(join(root, 'benches/package.json'), 'utf8')).devDependencies;
const results = {
  made: `scripts/bench anchoring${isQuick ? ' --quick' : ''}`, build: only === 'tasks' && before.build ? before.build : process.env.POSTIL_BUILD ?? '', browser: `Chromium ${browser.version()}`,
  machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`, limit: LIMIT, runs: RUNS, versions, load: [loadavg()[0]],
  speed: before.speed, tasks: before.tasks,
};
try {
  if (only !== 'tasks') results.speed = await measureSpeed(browser, server);
  if (only !== 'speed') results.tasks = { build: process.env.POSTIL_BUILD ?? '', ...await countTasks(browser, server, { isQuick, say }) };
} finally {
  await browser.close();
  await server.close();
}
if (only === 'tasks' && before.load) results.load = before.load;
else results.load.push(loadavg()[0]);
writeFileSync(file, `${JSON.stringify(results)}\n`);
writeFileSync(join(out, 'anchoring-speed.md'), markdown(results));
if (results.speed) writeFileSync(join(out, 'anchoring-speed.svg'), svg(results));
say(`written: ${['json', 'md', 'svg'].map((ending) => join(out, `anchoring-speed.${ending}`).slice(root.length)).join(', ')}`);

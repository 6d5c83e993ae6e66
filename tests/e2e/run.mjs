// Runs the journeys of tests/e2e/journeys/ in every engine, against dist/ in a sub-folder of a real web server.
//   node tests/e2e/run.mjs [--engine NAME]… [--grep TEXT] [--sequential] [--once] [--list] [--totals FILE]
// Each journey has an origin of its own, so its storage is empty. A journey that failed is tried once more: what then
// passes is told as unsteady, with what it said the first time, and counted apart; --once leaves the second try out.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startServer } from '../../scripts/lib/static-server.mjs';
import { Driver, ENGINES } from './engines.mjs';
import { Page } from './page.mjs';

const root = new URL('../../', import.meta.url).pathname;
const results = join(root, 'target/e2e');

// journeys import this file by its name while it runs as the program: one list for both copies.
const journeys = (globalThis.postilJourneys ??= []);

/** Declares one journey; see page.mjs for what it gets. */
export function journey(name, options, fn) {
  if (typeof options === 'function') return journey(name, {}, options);
  if (journeys.some((one) => one.name === name)) throw new Error(`two journeys are called "${name}"`);
  journeys.push({ name, options, fn, file: globalThis.postilFile });
  return undefined;
}

class Skipped extends Error {}

// The parts of a session that a journey may ask for; where an engine cannot, the journey is skipped by name.
const SPECIAL = ['lang', 'dark', 'reducedMotion', 'forcedColors'];

// A port that comes back would bring the notes of an earlier journey with it.
const seen = new Set();

async function originFor() {
  const server = await serverFor();
  if (!seen.has(server.url)) {
    seen.add(server.url);
    return server;
  }
  const other = await originFor();
  await server.close();
  return other;
}

async function serverFor() {
  const server = await startServer({
    mounts: {
      '/sub/postil/': join(root, 'dist'),
      '/pages/': join(root, 'tests/e2e/pages'),
      '/examples/': join(root, 'examples'),
      '/hosts/': [join(root, 'examples/hosts'), join(root, 'dist')],
      '/demo/': [join(root, 'examples/demo'), join(root, 'dist')],
      '/modules/': join(root, 'node_modules'),
    },
  });
  server.put('/favicon.ico', '', { type: 'image/x-icon' });
  /** A page around one tag: attributes, what stands inside it, more of the page before and after; answers its address. */
  server.article = ({ path = '/article.html', attributes = '', content = '', head = '', before = '', after = '', body, lang = 'en', headers } = {}) => server.put(path, `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Test page</title>
<script src="/pages/collect.js"></script>${head}
<script type="module" src="/sub/postil/postil.js"></script></head>
<body>${body ?? `${before}<postil-article ${attributes}>${content}</postil-article>${after}`}</body></html>`, { headers });
  return server;
}

/** Sessions are kept from one journey to the next as long as nothing went wrong in them. */
class Seat {
  constructor(engine) {
    this.engine = engine;
    this.driver = new Driver(engine);
  }

  async sit(options) {
    const special = SPECIAL.filter((name) => options[name]);
    const key = JSON.stringify(SPECIAL.map((name) => options[name] ?? null));
    for (const name of special) if (!this.engine.can[name]) throw new Skipped(`${this.engine.name} cannot be started with ${name}`);
    if (options.fresh || key !== this.key) await this.leave();
    this.key = key;
    this.session ??= await this.driver.session(options);
    return this.session;
  }

  /** Ready for the next one: one tab, empty, of the usual size. */
  async tidy() {
    try {
      const handles = await this.session.get('/window/handles');
      // Screenshots hang in some engines once a second tab was open.
      if (handles.length > 1 && !this.engine.can.screenshotWithTabs) return this.leave();
      for (const handle of handles.slice(1)) {
        await this.session.post('/window', { handle });
        await this.session.delete('/window');
      }
      await this.session.post('/window', { handle: handles[0] });
      await this.session.releaseActions();
      await this.session.post('/url', { url: 'about:blank' });
      this.session.current = handles[0];
    } catch {
      await this.leave();
    }
    return undefined;
  }

  async leave() {
    if (this.session) await this.driver.endSession(this.session);
    this.session = undefined;
  }
}

async function runOne(seat, { name, options, fn }) {
  const { engine } = seat;
  const started = performance.now();
  const outcome = (state, why) => ({ engine: engine.name, name, state, why, seconds: (performance.now() - started) / 1000 });
  const server = await originFor();
  const origins = [server];
  const origin = async () => {
    origins.push(await originFor());
    return origins.at(-1);
  };
  const limit = new AbortController();
  let page;
  try {
    const session = await seat.sit(options);
    const handle = await session.get('/window');
    session.current = handle;
    page = new Page({ session, engine, server, handle, downloads: seat.driver.downloads });
    await page.resize(1280, 900);
    const skip = (why) => { throw new Skipped(why); };
    const seconds = options.seconds ?? 60;
    await Promise.race([
      Promise.resolve(fn({ page, server, origin, engine, skip, check: assert })),
      wait(seconds * 1000, undefined, { signal: limit.signal }).then(() => { throw new Error(`not finished within ${seconds} s`); }),
    ]);
    await seat.tidy();
    return outcome('passed');
  } catch (error) {
    if (error instanceof Skipped) {
      if (seat.session) await seat.tidy();
      return outcome('skipped', error.message);
    }
    const lines = [error.stack ?? String(error)];
    if (page) {
      const picture = join(results, `${engine.name}-${name.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 80)}.png`);
      if (await page.screenshot(picture).catch(() => null)) lines.push(`picture: ${picture.slice(root.length)}`);
      lines.push(`address: ${await page.url().catch(() => 'unknown')}`);
      for (const line of await page.errors().catch(() => [])) lines.push(`page: ${line}`);
      for (const line of await page.console().catch(() => [])) lines.push(`console: ${line}`);
    }
    await seat.leave().catch(() => {});
    return outcome('failed', lines.join('\n'));
  } finally {
    limit.abort();
    for (const one of origins) await one.close();
  }
}

async function runEngine(engine, chosen, once) {
  const outcomes = [];
  const report = (one) => {
    outcomes.push(one);
    const mark = { passed: 'ok      ', unsteady: 'UNSTEADY', failed: 'FAILED  ', skipped: 'skipped ' }[one.state];
    const why = one.state === 'skipped' ? `: ${one.why}` : '';
    console.log(`${mark} ${one.engine.padEnd(8)} ${one.name}${why} (${one.seconds.toFixed(1)} s)`);
    if (one.state === 'failed' || one.state === 'unsteady') console.log(one.why.replace(/^/gm, '    '));
  };
  if (!engine.driver()) {
    for (const { name } of chosen) report({ engine: engine.name, name, state: 'skipped', why: engine.missing, seconds: 0 });
    return outcomes;
  }
  const seat = new Seat(engine);
  // Journeys with a browser of their own come last, so that the others share one.
  const special = (one) => SPECIAL.some((name) => one.options[name]) || one.options.fresh;
  for (const one of [...chosen.filter((each) => !special(each)), ...chosen.filter(special)]) {
    const first = await runOne(seat, one);
    if (first.state !== 'failed' || once) {
      report(first);
      continue;
    }
    const second = await runOne(seat, one);
    report(second.state === 'passed' ? { ...second, state: 'unsteady', why: `the first try: ${first.why}` } : second);
  }
  await seat.leave().catch(() => {});
  await seat.driver.stop();
  return outcomes;
}

/** The closing line goes to a file instead where another script has the last word. */
function table(all, engines, totals) {
  console.log('');
  for (const { name } of engines) {
    const mine = all.filter((one) => one.engine === name);
    const count = (state) => String(mine.filter((one) => one.state === state).length).padStart(4);
    const seconds = mine.reduce((sum, one) => sum + one.seconds, 0).toFixed(0);
    console.log(`${name.padEnd(10)} ${count('passed')} passed ${count('unsteady')} unsteady ${count('failed')} failed ${count('skipped')} skipped  ${seconds.padStart(5)} s`);
  }
  const count = (state) => all.filter((one) => one.state === state).length;
  for (const state of ['unsteady', 'failed']) for (const one of all.filter((each) => each.state === state)) console.log(`${state}: ${one.engine}: ${one.name}`);
  const unsteady = count('unsteady');
  const closing = `${count('passed') + unsteady} passed${unsteady ? ` (${unsteady} only when tried again)` : ''}, ${count('failed')} failed, ${count('skipped')} skipped`;
  if (totals) writeFileSync(totals, `${closing}\n`);
  else console.log(`\n${closing}`);
}

function options(argv) {
  const chosen = { engines: [], grep: [], sequential: cpus().length < 2, list: false };
  for (let at = 0; at < argv.length; at += 1) {
    const [name, given] = argv[at].split(/=(.*)/s);
    const value = () => given ?? argv[(at += 1)];
    if (name === '--engine') chosen.engines.push(value());
    else if (name === '--grep') chosen.grep.push(value());
    else if (name === '--sequential') chosen.sequential = true;
    else if (name === '--once') chosen.once = true;
    else if (name === '--totals') chosen.totals = value();
    else if (name === '--list') chosen.list = true;
    else {
      console.error(`unknown option ${name}\nusage: scripts/test e2e [--engine ${ENGINES.map((one) => one.name).join('|')}]… [--grep TEXT]… [--sequential] [--once] [--list]`);
      process.exit(2);
    }
  }
  return chosen;
}

async function main() {
  const { engines: names, grep, sequential, once, list, totals } = options(process.argv.slice(2));
  const engines = names.length > 0 ? ENGINES.filter(({ name }) => names.includes(name)) : ENGINES;
  if (engines.length < names.length || engines.length === 0) throw new Error(`no engine is called ${names.join(' or ')}`);
  for (const file of readdirSync(join(root, 'tests/e2e/journeys')).filter((name) => name.endsWith('.mjs')).sort()) {
    globalThis.postilFile = basename(file, '.mjs');
    await import(pathToFileURL(join(root, 'tests/e2e/journeys', file)).href);
  }
  const chosen = journeys.filter((one) => grep.length === 0 || grep.some((text) => `${one.file}: ${one.name}`.toLowerCase().includes(text.toLowerCase())));
  if (list) return chosen.forEach((one) => console.log(`${one.file}: ${one.name}`));
  if (chosen.length === 0) throw new Error('no journey matches');
  if (!existsSync(join(root, 'dist/postil_bg.wasm'))) throw new Error('dist/ is not built: run scripts/build first');
  if (engines.every((engine) => !engine.driver())) throw new Error(`no browser can be driven here: ${engines.map((one) => one.missing).join('; ')}`);
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const all = [];
  if (sequential) for (const engine of engines) all.push(...await runEngine(engine, chosen, once));
  else all.push(...(await Promise.all(engines.map((engine) => runEngine(engine, chosen, once)))).flat());
  table(all, engines, totals);
  process.exit(all.some(({ state }) => state === 'failed') ? 1 : 0);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(`error: ${error.stack ?? error}`);
    process.exit(1);
  });
}

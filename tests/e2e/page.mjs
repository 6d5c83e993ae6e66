// What a journey holds in its hands: one tab of a real browser. Every input is a WebDriver action, so the page
// sees trusted events; nothing sleeps, everything polls until it is so or its time is up.
//
//   import { journey } from '../run.mjs'
//   journey('a reader …', async ({ page, server, origin, engine, skip, check }) => { … })
//     options between name and function: { lang, dark, reducedMotion, forcedColors, fresh, seconds }
//     (the first four start a browser of their own and skip the journey by name where an engine cannot;
//      fresh: a new profile; seconds: time limit, 60). skip('why') ends a journey as skipped.
//   server: static-server.mjs (put, behave, pause, requests, url), a new origin for each journey, so storage is empty.
//     /sub/postil/ is dist/ · /pages/ is tests/e2e/pages/ · /examples/ is examples/ · /hosts/ is examples/hosts/ + dist/
//     /demo/ is examples/demo/ + dist/ · /modules/ is node_modules/ · server.article(…) makes a page around one tag, see run.mjs
//   const other = await origin(); a server like the first on an origin of its own: another reader's storage
//   check: node:assert/strict
//
// Going somewhere
//   await page.open(urlOrPath) · reload() · back() · url() · title() · resize(width, height) → [innerWidth, innerHeight]
//   const other = await page.newTab(urlOrPath) · await other.close() · all methods work on every tab, in any order
//   await page.inFrame('iframe', async () => { … })
// Finding: by role and accessible name, through open shadow roots; only what is shown
//   a query: { role, name, text, css, within, index, hidden }; name and text: a string (all of it) or a RegExp
//   await page.get(query) waits for exactly one (or the index-th) · all(query) · has(query) · gone(query) waits until none is left
//   await page.textOf(query) its text · nameOf(query) · attribute(query, name) · value(query) · box(query)
//   const { role, name } = await page.computed(query)   what the browser itself computed
// Acting; a target is a query or what get() answered
//   click(target, { clicks, button, modifiers: ['Shift'] }) · hover(target) · tap(target) touch · pen(target)
//   clickText('words', { within, occurrence }) · tapText('words') · clickAt(x, y) · tapAt(x, y) · moveTo(x, y) · wheel(x, y, dy)
//   select('from …', '… to', { within, occurrence }) drags with the mouse and answers the selected text; one string selects just that
//   doubleClickText('word') · placeCaret('words') clicks before them
//   press('Enter') · press('Control+Shift+ArrowRight', 3) · type('text') into what has focus · fill(target, 'text') replaces
//   upload(target, path) into a file input · download(() => page.click(…)) → { name, bytes }
//   selectByScript('from', 'to') and touchSelect('from', 'to'): no driver can make a finger select text; the latter sets the
//   selection by script between a real touch down and up, for what the widget does after that.
// Waiting and looking
//   await page.waitFor(() => …, { seconds, message })   a function here; polls until it answers something true
//   await page.until((…args) => …, …args)               the same for a function in the page (30 s at most)
//   await page.run((lib, …args) => …, …args)            in the page; lib is in-page.mjs
//   selection() · focused() → { role, name, tag } · announced() text of all live regions · console() (Chromium) · errors()
//   screenshot(path) · axe({ within, rules }) → violations · cdp(method, params) (Chromium) · offline(true) (Chromium)
import { mkdirSync, readFileSync, readdirSync, writeFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { library } from './in-page.mjs';
import { Element, WebDriverError } from './webdriver.mjs';

const SECONDS = Number(process.env.E2E_WAIT ?? 8);
const MOD = process.platform === 'darwin' ? 'Meta' : 'Control';
const KEYS = {
  Cancel: '\uE001', Help: '\uE002', Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', Control: '\uE009', Alt: '\uE00A',
  Escape: '\uE00C', Space: ' ', PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011', ArrowLeft: '\uE012', ArrowUp: '\uE013',
  ArrowRight: '\uE014', ArrowDown: '\uE015', Insert: '\uE016', Delete: '\uE017', F1: '\uE031', F2: '\uE032', F6: '\uE036', F10: '\uE03A', Meta: '\uE03D',
};

/** What a search or a wait says when its time is up. */
export class NotSo extends Error {
  constructor(message) {
    super(message);
    this.name = 'NotSo';
  }
}

const said = (query) => (query instanceof Element ? 'the element' : Object.entries(query)
  .filter(([, value]) => value !== undefined && !(value instanceof Element))
  .map(([key, value]) => `${key} ${value instanceof RegExp ? value : JSON.stringify(value)}`).join(', '));
const pattern = (value) => (value instanceof RegExp ? { source: value.source, flags: value.flags } : value);

export class Page {
  constructor({ session, engine, server, handle, downloads }) {
    Object.assign(this, { session, engine, server, handle, downloads });
  }

  /** The tab in front; the protocol knows one tab at a time. */
  async front() {
    if (this.session.current === this.handle) return;
    await this.session.post('/window', { handle: this.handle });
    this.session.current = this.handle;
  }


  async run(fn, ...args) {
    await this.front();
    const source = `function () { return (${fn}).apply(null, [(${library})()].concat(Array.prototype.slice.call(arguments))); }`;
    return this.session.run({ toString: () => source }, ...args);
  }

  // Going somewhere

  address(urlOrPath) { return new URL(urlOrPath, this.server.url).href; }

  async open(urlOrPath) {
    await this.front();
    await this.session.post('/url', { url: this.address(urlOrPath) }, 90);
  }

  async reload() { await this.front(); await this.session.post('/refresh', {}, 90); }
  async back() { await this.front(); await this.session.post('/back'); }
  async url() { await this.front(); return this.session.get('/url'); }
  async title() { await this.front(); return this.session.get('/title'); }

  async newTab(urlOrPath) {
    await this.front();
    const { handle } = await this.session.post('/window/new', { type: 'tab' });
    const tab = new Page({ ...this, handle });
    if (urlOrPath !== undefined) await tab.open(urlOrPath);
    return tab;
  }

  async close() {
    await this.front();
    const [left] = await this.session.delete('/window');
    this.session.current = undefined;
    if (left) {
      await this.session.post('/window', { handle: left });
      this.session.current = left;
    }
  }

  /** Makes the inside of the window this large, as far as the engine goes; answers what it became. */
  async resize(width, height) {
    await this.front();
    const size = () => this.session.run(() => [innerWidth, innerHeight]);
    let outer = [width, height];
    let inner;
    for (let round = 0; round < 2; round += 1) {
      await this.session.post('/window/rect', { width: outer[0], height: outer[1] });
      let last;
      await this.waitFor(async () => {
        last = inner;
        inner = await size();
        return String(last) === String(inner);
      });
      if (inner[0] === width && inner[1] === height) break;
      outer = [outer[0] + width - inner[0], outer[1] + height - inner[1]];
    }
    return inner;
  }

  async inFrame(css, fn) {
    const frame = await this.get({ css });
    await this.session.post('/frame', { id: frame.toJSON() });
    try {
      return await fn();
    } finally {
      await this.session.post('/frame', { id: null });
    }
  }

  // Finding

  async all(query) {
    const { role, css, hidden, within } = query;
    const inside = within && !(within instanceof Element) ? await this.get(within) : within;
    return this.run((lib, wanted, root) => lib.findAll({ ...wanted, within: root }),
      { role, css, hidden, name: pattern(query.name), text: pattern(query.text) }, inside ?? null);
  }

  async get(query, { seconds = SECONDS } = {}) {
    if (query instanceof Element) return query;
    let found = [];
    const enough = () => (query.index === undefined ? found.length === 1 : found.length > query.index);
    const until = Date.now() + seconds * 1000;
    for (;;) {
      found = await this.all(query).catch((error) => {
        if (['stale element reference', 'no such element', 'script'].includes(error.code) && Date.now() < until) return [];
        throw error;
      });
      if (enough()) return found[query.index ?? 0];
      if (Date.now() > until) break;
      await wait(50);
    }
    const lines = await this.run((lib) => lib.outline()).catch(() => []);
    throw new NotSo(`${found.length} found with ${said(query)}; the page has:\n      ${lines.join('\n      ')}`);
  }

  async has(query) { return (await this.all(query)).length > 0; }

  gone(query, options) {
    return this.waitFor(async () => !(await this.has(query)), { message: `still there: ${said(query)}`, ...options });
  }

  async textOf(query) { return this.run((lib, element) => lib.tidy(element.innerText ?? element.textContent), await this.get(query)); }
  async nameOf(query) { return this.run((lib, element) => lib.nameOf(element), await this.get(query)); }
  async attribute(query, name) { return (await this.get(query)).attribute(name); }
  async value(query) { return (await this.get(query)).property('value'); }

  async box(query) {
    return this.run((lib, element) => {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      return { left, top, right, bottom, width, height };
    }, await this.get(query));
  }

  async computed(query) {
    const element = await this.get(query);
    return { role: await element.role(), name: await element.label() };
  }

  // Acting

  /** The point to press: shown, still, and not covered; tries again until it is so. */
  async point(target, { covered = false } = {}) {
    let why;
    const until = Date.now() + SECONDS * 1000;
    do {
      const element = await this.get(target);
      const found = await this.run((lib, one, inside) => lib.pressPoint(one, inside), element, !covered).catch((error) => {
        if (error.code === 'stale element reference') return { why: 'it was replaced' };
        throw error;
      });
      if (!found.why) return found;
      why = found.why;
      await wait(30);
    } while (Date.now() < until);
    throw new NotSo(`cannot press ${said(target)}: ${why}`);
  }

  async pointer(kind, steps, modifiers = []) {
    await this.front();
    const keys = { type: 'key', id: 'keys', actions: [] };
    for (const key of modifiers) keys.actions.push({ type: 'keyDown', value: KEYS[key] });
    for (let pause = 0; pause < steps.length; pause += 1) keys.actions.push({ type: 'pause', duration: 0 });
    for (const key of modifiers) keys.actions.push({ type: 'keyUp', value: KEYS[key] });
    const lead = modifiers.map(() => ({ type: 'pause', duration: 0 }));
    const pointer = { type: 'pointer', id: kind, parameters: { pointerType: kind }, actions: [...lead, ...steps] };
    await this.session.actions(...(modifiers.length > 0 ? [keys] : []), pointer);
  }

  need(ability) {
    if (!this.engine.can[ability]) throw new NotSo(`${this.engine.name} cannot be driven to ${ability}; ask engine.can.${ability} first and skip`);
  }

  async press$(kind, { x, y }, { clicks = 1, button = 0, modifiers = [] } = {}) {
    const steps = [move(x, y)];
    for (let count = 0; count < clicks; count += 1) steps.push({ type: 'pointerDown', button }, { type: 'pointerUp', button });
    await this.pointer(kind, steps, modifiers);
  }

  async click(target, options) { await this.press$('mouse', await this.point(target), options); }
  async clickAt(x, y, options) { await this.press$('mouse', { x, y }, options); }
  async tap(target) { this.need('touch'); await this.press$('touch', await this.point(target)); }
  async tapAt(x, y) { this.need('touch'); await this.press$('touch', { x, y }); }
  async pen(target) { this.need('pen'); await this.press$('pen', await this.point(target)); }
  async hover(target) { const { x, y } = await this.point(target); await this.moveTo(x, y); }
  async moveTo(x, y) { await this.pointer('mouse', [move(x, y)]); }

  async wheel(x, y, deltaY) {
    await this.front();
    await this.session.actions({ type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', x: Math.round(x), y: Math.round(y), deltaX: 0, deltaY, duration: 0, origin: 'viewport' }] });
  }

  dragPoints(from, to, options = {}) { return this.run((lib, query) => lib.dragPoints(query), { from, to, ...options }); }

  /** The middle of a passage's first line. */
  async middle(words, options) {
    const { start, end } = await this.dragPoints(words, undefined, options);
    return { x: Math.round(Math.abs(start.y - end.y) < 4 ? (start.x + end.x) / 2 : start.x + 4), y: start.y };
  }

  async clickText(words, options) { await this.press$('mouse', await this.middle(words, options), options); }
  async tapText(words, options) { this.need('touch'); await this.press$('touch', await this.middle(words, options)); }
  async doubleClickText(words, options) { await this.clickText(words, { ...options, clicks: 2 }); return this.selection(); }
  async placeCaret(words, options) { await this.press$('mouse', (await this.dragPoints(words, undefined, options)).start); }

  /** Drags from the first letter of `from` to the last of `to` with the mouse; answers what is selected then. */
  async select(from, to, options) {
    const { start, end } = await this.dragPoints(from, to, options);
    // A press where the last one was would count as a double click.
    await this.pointer('mouse', [move(start.x, start.y), { type: 'pointerDown', button: 0 },
      move((start.x + end.x) / 2, (start.y + end.y) / 2, 40), move(end.x, end.y, 60), { type: 'pointerUp', button: 0 }]);
    return this.selection();
  }

  async selectByScript(from, to, options = {}) {
    await this.run((lib, query) => {
      const range = lib.passage(query);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }, { from, to, ...options });
    return this.selection();
  }

  async touchSelect(from, to, options) {
    this.need('touch');
    const { end } = await this.dragPoints(from, to, options);
    // Long enough to be no tap, which would take the selection away again; in one go, because a touch that is
    // down between two commands is not lifted by every driver.
    await this.run((lib, query) => {
      setTimeout(() => {
        const range = lib.passage(query);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }, 300);
    }, { from, to, ...options });
    await this.pointer('touch', [move(end.x - 2, end.y), { type: 'pointerDown', button: 0 }, { type: 'pause', duration: 900 }, { type: 'pointerUp', button: 0 }]);
    return this.selection();
  }

  async press(keys, times = 1) {
    await this.front();
    const names = keys === '+' ? ['+'] : keys.split('+').map((name) => (name === 'Mod' ? MOD : name));
    const last = names.pop();
    const code = (name) => {
      if (KEYS[name] === undefined && [...name].length !== 1) throw new NotSo(`no key is called ${name}`);
      return KEYS[name] ?? name;
    };
    const actions = names.map((name) => ({ type: 'keyDown', value: code(name) }));
    for (let count = 0; count < times; count += 1) actions.push({ type: 'keyDown', value: code(last) }, { type: 'keyUp', value: code(last) });
    for (const name of [...names].reverse()) actions.push({ type: 'keyUp', value: code(name) });
    await this.session.actions({ type: 'key', id: 'keys', actions });
  }

  /** Types into what has focus. Where an engine loses characters beyond U+FFFF, those are put in by an editing command. */
  async type(text) {
    await this.front();
    for (const part of text.split(/([\u{10000}-\u{10FFFF}]+)/u).filter(Boolean)) {
      if (!this.engine.can.typeEmoji && part.codePointAt(0) > 0xffff) {
        await this.run((lib, words) => { document.execCommand('insertText', false, words); }, part);
        continue;
      }
      const actions = [...part].flatMap((letter) => {
        const value = letter === '\n' ? KEYS.Enter : letter === '\t' ? KEYS.Tab : letter;
        return [{ type: 'keyDown', value }, { type: 'keyUp', value }];
      });
      await this.session.actions({ type: 'key', id: 'keys', actions });
    }
  }

  async fill(target, text) {
    await this.click(target);
    await this.press('Mod+a');
    await (text === '' ? this.press('Backspace') : this.type(text));
  }

  async upload(target, path) {
    const element = await this.get(target instanceof Element ? target : { hidden: true, ...target });
    await element.post('/value', { text: path });
  }

  /** The file that appears in the download folder while `act` runs. */
  async download(act, { seconds = 20 } = {}) {
    if (!this.downloads) throw new NotSo(`${this.engine.name} cannot be driven to keep a download; ask engine.can.download first and skip`);
    // An engine may write over a file of the same name: what an earlier journey saved is gone by then.
    for (const name of readdirSync(this.downloads)) rmSync(join(this.downloads, name), { recursive: true });
    await act();
    const name = await this.waitFor(() => {
      const names = readdirSync(this.downloads);
      if (names.some((one) => /\.(part|crdownload|tmp)$/.test(one))) return false;
      return names.find((one) => !one.startsWith('.'));
    }, { seconds, message: 'no file was downloaded' });
    return { name, bytes: readFileSync(join(this.downloads, name)) };
  }

  // Waiting and looking

  async waitFor(fn, { seconds = SECONDS, message = 'it did not become so' } = {}) {
    const until = Date.now() + seconds * 1000;
    let last;
    do {
      try {
        const value = await fn();
        if (value) return value;
        last = undefined;
      } catch (error) {
        if (error instanceof WebDriverError && error.code !== 'no answer') last = error;
        else if (error.name === 'AssertionError' || error instanceof NotSo) last = error;
        else throw error;
      }
      await wait(40);
    } while (Date.now() < until);
    throw new NotSo(`${message} within ${seconds} s${last ? `: ${last.message}` : ''}`);
  }

  until(fn, ...args) {
    return this.waitFor(() => this.run(`function (lib, args) { return (${fn}).apply(null, args); }`, args), { message: `not so: ${String(fn).slice(0, 160)}` });
  }

  selection() { return this.run(() => getSelection().toString()); }

  focused() {
    return this.run((lib) => {
      const active = lib.deepActive();
      return active && { role: lib.roleOf(active), name: lib.nameOf(active), tag: active.localName };
    });
  }

  announced() {
    return this.run((lib) => lib.findAll({ hidden: true }).filter((one) => one.matches('[role=status], [role=alert], [aria-live], output'))
      .map((one) => lib.tidy(one.textContent)).filter(Boolean));
  }

  /** What the console said since the last call, where the engine tells. */
  async console() {
    if (this.engine.name !== 'chromium') return [];
    await this.front();
    return (await this.session.post('/se/log', { type: 'browser' })).map(({ level, message }) => `${level} ${message}`);
  }

  /** Errors that `/pages/collect.js` gathered, in pages that load it first. */
  errors() { return this.run(() => globalThis.collected ?? []); }

  async screenshot(path) {
    await this.front();
    if (!this.engine.can.screenshotWithTabs && (await this.session.get('/window/handles')).length > 1) return null;
    const picture = await this.session.get('/screenshot', 20);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(picture, 'base64'));
    return path;
  }

  async axe({ within, rules } = {}) {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await this.front();
    await this.session.post('/execute/sync', { script: `if (!window.axe) { ${axe} }`, args: [] });
    const { violations } = await this.run((lib, root, options) => window.axe.run(root ?? document, options), within ?? null, rules ? { rules } : {});
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.target.join(' ')) }));
  }

  async cdp(method, params = {}) {
    this.need('network');
    await this.front();
    return this.session.post('/goog/cdp/execute', { cmd: method, params });
  }

  async offline(on) {
    await this.cdp('Network.enable');
    await this.cdp('Network.emulateNetworkConditions', { offline: on, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }
}

function move(x, y, duration = 0) {
  return { type: 'pointerMove', origin: 'viewport', x: Math.round(x), y: Math.round(y), duration };
}

// The page's side of the benchmark of the margin: an article of known text, one tool that paints on it, and a clock
// that stops when the frame is painted.
import Mark from 'mark.js';
import { createTextAnnotator } from '@recogito/text-annotator';
import Highlighter from 'web-highlighter';

const root = () => document.querySelector('article, postil-article');
const postil = () => document.querySelector('postil-article');

/** Ends once the next frame is on the screen: a message that is sent while a frame is made comes after it. */
const painted = () => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  requestAnimationFrame(() => channel.port2.postMessage(null));
});
const frame = () => new Promise((done) => { requestAnimationFrame(done); });
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/**
 * From the beginning of a frame, in which `act` is called, to the end of the frame in which `isDone` is so: everything that
 * the main thread does for it, style, layout and paint included.
 */
async function timed(act, isDone = () => true) {
  await frame();
  await painted();
  return new Promise((done, failed) => {
    requestAnimationFrame(() => {
      const begin = performance.now();
      const look = () => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          if (isDone()) done(performance.now() - begin);
          else requestAnimationFrame(look);
        };
        channel.port2.postMessage(null);
      };
      Promise.resolve(act()).catch(failed);
      look();
    });
  });
}

/** The longest time that nothing else came to its turn, within so many milliseconds. */
async function busiest(ms) {
  const channel = new MessageChannel();
  let [last, most] = [performance.now(), 0];
  const end = last + ms;
  await new Promise((done) => {
    channel.port1.onmessage = () => {
      const now = performance.now();
      most = Math.max(most, now - last);
      last = now;
      if (now > end) done();
      else channel.port2.postMessage(null);
    };
    channel.port2.postMessage(null);
  });
  return most;
}

/** Ranges by offsets of the text, where blocks stand a line each. */
function ranger() {
  const blocks = [];
  let at = 0;
  for (const element of root().children) {
    if (!/^(P|H2)$/.test(element.tagName)) continue;
    const length = element.textContent.length;
    blocks.push({ at, end: at + length, element });
    at += length + 1;
  }
  const point = (offset) => {
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (blocks[middle].at <= offset) low = middle;
      else high = middle - 1;
    }
    const walker = document.createTreeWalker(blocks[low].element, NodeFilter.SHOW_TEXT);
    let left = offset - blocks[low].at;
    while (walker.nextNode()) {
      if (left <= walker.currentNode.data.length) return [walker.currentNode, left];
      left -= walker.currentNode.data.length;
    }
    throw new Error(`no text at ${offset}`);
  };
  return ({ start, end }) => {
    const range = document.createRange();
    range.setStart(...point(start));
    range.setEnd(...point(end));
    return range;
  };
}

/** Does a long list in turns, and says how far it came when the time was up. */
async function within(limit, list, each) {
  const begin = performance.now();
  for (let at = 0; at < list.length; at += 1) {
    each(list[at], at);
    if (performance.now() - begin > limit) return at + 1;
  }
  return list.length;
}

/** How many ranges the page has registered, and how many elements stand over or in the text. */
const ranges = () => [...CSS.highlights].reduce((sum, [, one]) => sum + one.size, 0);
const elements = (css) => () => document.querySelectorAll(css).length;

const recogito = (renderer, seen) => () => {
  const annotator = createTextAnnotator(root(), { renderer, annotatingEnabled: false });
  const range = ranger();
  const made = ({ start, end }, id) => {
    const here = range({ start, end });
    return { id, bodies: [], target: { annotation: id, selector: [{ id: `${id}s`, quote: here.toString(), start, end, range: here }] } };
  };
  return {
    all: (list) => { annotator.setAnnotations(list.map((one, at) => made(one, `n${at}`))); },
    one: (passage) => { annotator.addAnnotation(made(passage, `one${Math.random()}`)); },
    seen,
  };
};

const TOOLS = {
  'mark.js': () => {
    const mark = new Mark(root());
    const add = (list) => mark.markRanges(list.map(({ start, end }) => ({ start, length: end - start })));
    return { all: add, one: (passage) => add([passage]), seen: elements('mark') };
  },
  'web-highlighter': () => {
    const highlighter = new Highlighter({ $root: root() });
    return {
      // Each wraps elements anew, so a range is made when its turn comes.
      all: (list, limit) => within(limit, list, (passage) => highlighter.fromRange(ranger()(passage))),
      one: (passage) => { highlighter.fromRange(ranger()(passage)); },
      seen: elements('[data-highlight-id]'),
    };
  },
  '@recogito/text-annotator, CSS highlights': recogito('CSS_HIGHLIGHTS', ranges),
  '@recogito/text-annotator, spans': recogito('SPANS', elements('.r6o-span-highlight-layer *, .r6o-annotation')),
  'CSS Custom Highlight API, all registered': () => {
    const range = ranger();
    const highlight = new Highlight();
    CSS.highlights.set('bare', highlight);
    return { all: (list) => { for (const one of list) highlight.add(range(one)); }, one: (passage) => { highlight.add(range(passage)); }, seen: ranges };
  },
};

/** How many frames took how long while the page is scrolled, a step each. */
async function scrolling() {
  scrollTo(0, 0);
  await wait(300);
  const times = [];
  let last = await new Promise((done) => { requestAnimationFrame(done); });
  for (let step = 0; step < 90; step += 1) {
    scrollBy(0, 120);
    const now = await new Promise((done) => { requestAnimationFrame(done); });
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  return { median: median(times), p95: times[Math.floor(times.length * 0.95)], most: times[times.length - 1], late: times.filter((time) => time > 25).length, frames: times.length };
}

/** A tool of others: all, then one more, several times, then scrolling. */
async function measure(name, passages, more, limit) {
  const tool = TOOLS[name]();
  const begin = performance.now();
  const reached = await tool.all(passages, limit);
  if (typeof reached === 'number' && reached < passages.length) return { stopped: true, reached, spent: performance.now() - begin };
  // Some paint in a later turn, and only what is in view: where nothing is, they paint nothing.
  let all = (await painted()) - begin;
  for (let frames = 0; tool.seen() === 0 && frames < 60; frames += 1) {
    const now = (await painted()) - begin;
    if (tool.seen() > 0) all = now;
  }
  await quiet();
  const ones = [];
  for (const passage of more) {
    const before = tool.seen();
    const one = await timed(() => tool.one(passage), () => tool.seen() > before);
    ones.push(one);
    await quiet();
    if (one > limit / 10) break;
  }
  return { all, one: median(ones), worst: Math.max(...ones), scroll: await scrolling() };
}

const registered = () => [...CSS.highlights].filter(([name]) => name.startsWith('postil-')).reduce((sum, [, one]) => sum + one.size, 0);
const field = (selector) => postil().shadowRoot.querySelector(selector);
const button = (name) => [...postil().shadowRoot.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name);

/** Until the page answered quickly for a while; on a busy machine it is not waited for for ever. */
async function quiet() {
  for (let [calm, turns] = [0, 0]; calm < 4 && turns < 20; turns += 1) calm = (await busiest(80)) > 30 ? 0 : calm + 1;
}

/** Postil, with its notes stored already: one more by its method and by a key, letters in a note, the panel's filter, scrolling. */
async function measurePostil(file, more) {
  const element = postil();
  await element.ready;
  const began = performance.now();
  const report = JSON.parse(JSON.stringify(await element.importNotes(file)));
  if (report.added !== JSON.parse(file).items?.length && report.added < 1) throw new Error(JSON.stringify(report).slice(0, 300));
  const imported = (await painted()) - began;
  await quiet();
  let created = 0;
  // Told in the same task that paints, after it.
  element.addEventListener('postil-create', () => { created += 1; });
  const ones = [];
  for (const { start, end } of more) {
    const before = created;
    ones.push(await timed(() => element.addAnnotation({ start, end }), () => created > before));
    await quiet();
  }
  const keys = [];
  for (const { start, end } of more) {
    const before = created;
    const range = ranger()({ start: start + 32, end: end + 30 });
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    await wait(400);
    await quiet();
    const press = () => { root().dispatchEvent(new KeyboardEvent('keydown', { key: 'h', bubbles: true, composed: true, cancelable: true })); };
    keys.push(await timed(press, () => created > before));
    await quiet();
  }
  return { imported, one: median(ones), worst: Math.max(...ones), key: median(keys), keyWorst: Math.max(...keys), ...await writing(more[0]), ...await filtering(), scroll: await scrolling() };
}

/** Letters in a note, each until it is on the screen, and the pause after them in which the draft is kept. */
async function writing({ start, end }) {
  getSelection().removeAllRanges();
  getSelection().addRange(ranger()({ start: start + 2, end: end + 3 }));
  await wait(400);
  root().dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true, composed: true, cancelable: true }));
  await quiet();
  const area = field('.editor textarea');
  if (!area) throw new Error('no editor opened');
  area.focus();
  const letters = [];
  for (const letter of 'A margin is a place for second thoughts') letters.push(await timed(() => { document.execCommand('insertText', false, letter); }));
  const pause = await busiest(1_000);
  button('Cancel').click();
  await quiet();
  return { letter: median(letters), letterWorst: Math.max(...letters), pause };
}

/** The panel's search, letter by letter, and everything painted again. */
async function filtering() {
  button('All notes').click();
  await quiet();
  const search = field('input[type=search]');
  search.focus();
  const letters = [];
  for (const letter of 'note 12') letters.push(await timed(() => { document.execCommand('insertText', false, letter); }));
  await quiet();
  field('.sieve summary').click();
  field('.sieve input[type=checkbox]').click();
  await quiet();
  const hidden = registered();
  const clear = await timed(() => { button('Show all').click(); }, () => registered() > hidden);
  field('.sieve input[type=checkbox]').click();
  button('Close').click();
  await quiet();
  return { filter: median(letters), filterWorst: Math.max(...letters), all: clear };
}

globalThis.bench = { tools: Object.keys(TOOLS), measure, measurePostil, wait };

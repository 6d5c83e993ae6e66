// The page's side of the benchmark: holds the article, the selectors and the tools, and measures one cell at a time.
import startPostil, { Bench } from './postil/door.js';
import { LIMITS, PEERS } from './peers.mjs';

/** Context on each side that the other tools get, as they themselves write it. */
const CONTEXT = 32;
/** After so long a cell that will not end in time is given up. */
const PATIENCE = 10_000;

const root = document.querySelector('article');
const tools = new Map([...PEERS, ...LIMITS].map((tool) => [tool.name, tool]));
let passages;
let selectors;
let postil;

/** Describes the passages; answers how long Postil took for it, in milliseconds. */
async function describe(wanted, withPostil) {
  passages = wanted;
  const text = root.textContent;
  selectors = passages.map(({ start, end }) => ({
    start, end, exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT),
  }));
  if (!withPostil) return null;
  await startPostil();
  postil = new Bench(root);
  if (postil.text() !== text) throw new Error('the article text and the text content differ: the tools would not be asked the same');
  const begin = performance.now();
  postil.describe(new Uint32Array(passages.flatMap(({ start, end }) => [start, end])));
  return performance.now() - begin;
}

function show(html) {
  root.innerHTML = html;
}

/** One run: `{ ms, ranges }`, or how far it came when it would take longer than `limit` milliseconds. */
async function run(name, count, limit) {
  globalThis.gc?.();
  const begin = performance.now();
  if (name.startsWith('Postil')) {
    const ranges = postil.place(count, name.includes('earlier'), name.includes('quotes only'));
    return { ms: performance.now() - begin, ranges };
  }
  const tool = tools.get(name);
  const ground = tool.prepare(root);
  const ranges = [];
  for (const selector of tool.place ? selectors.slice(0, count) : []) {
    let range = null;
    try {
      range = tool.place(ground, selector);
      if (range instanceof Promise) range = await range;
    } catch { /* found nothing */ }
    ranges.push(range);
    const spent = performance.now() - begin;
    const whole = spent / ranges.length * count;
    if ((spent > PATIENCE && whole > limit * 1.5) || spent > limit) return { ms: spent, ranges, whole };
  }
  return { ms: performance.now() - begin, ranges };
}

/** How many ranges hold what was marked: of the passages that no edit touched, and of all. */
function judge(ranges, isEdited) {
  const verdict = { placed: 0, untouched: 0, right: 0, elsewhere: 0 };
  const starts = new Map();
  let at = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    starts.set(walker.currentNode, at);
    at += walker.currentNode.data.length;
  }
  const place = (node, offset) => (starts.has(node) ? starts.get(node) + offset : -1);
  ranges.forEach((range, number) => {
    const truth = isEdited ? passages[number].now : passages[number];
    verdict.untouched += truth ? 1 : 0;
    if (!range) return;
    verdict.placed += 1;
    if (!truth) return;
    const isRight = place(range.startContainer, range.startOffset) === truth.start && place(range.endContainer, range.endOffset) === truth.end;
    verdict[isRight ? 'right' : 'elsewhere'] += 1;
  });
  return verdict;
}

/** One cell of the table: the median of up to `runs` runs, fewer where one takes long. */
async function measure(name, count, isEdited, { runs, limit }) {
  const times = [];
  let last;
  do {
    last = await run(name, count, limit);
    if (last.whole) return { stopped: true, after: last.ms, reached: last.ranges.length, estimate: last.whole, ...judge(last.ranges, isEdited) };
    times.push(last.ms);
  } while (times.length < (last.ms > 5_000 ? 1 : last.ms > 1_000 ? Math.min(3, runs) : runs));
  times.sort((a, b) => a - b);
  const parts = name.startsWith('Postil') ? { parts: [...postil.parts()] } : {};
  return { ms: times[times.length >> 1], fastest: times[0], runs: times.length, ...parts, ...judge(last.ranges, isEdited) };
}

globalThis.bench = { describe, show, measure };

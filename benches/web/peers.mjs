// The tools that are measured, each as `{ name, note, states, prepare(root, selectors), place(selector) }`: `prepare` is in the
// time and answers what one placing needs; `place` answers a range, null, or a promise of one. What throws found nothing.
// The Hypothesis rule is restated from its client's public description: an approximate search, then 50/20/20/2 for the
// quote, the text before, the text after, and the position; there is no floor under the best score.
import search from 'approx-string-match';
import { toRange } from 'dom-anchor-text-quote';
import { createTextQuoteSelectorMatcher } from '@apache-annotator/dom';
import { reviveSelector } from '@recogito/text-annotator';

/** The text nodes under a root. */
function* textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}

/** Offsets of the text content to a range, by a walk from the beginning. */
function rangeAt(root, start, end) {
  const range = document.createRange();
  let [at, isOpen] = [0, false];
  for (const node of textNodes(root)) {
    const after = at + node.data.length;
    if (!isOpen && start < after) {
      range.setStart(node, start - at);
      isOpen = true;
    }
    if (isOpen && end <= after) {
      range.setEnd(node, end - at);
      return range;
    }
    at = after;
  }
  throw new RangeError('past the end');
}

/** Exact matches where there are any, else approximate ones. */
function matches(text, pattern, maxErrors) {
  const exact = [];
  for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + 1)) exact.push({ start: at, end: at + pattern.length, errors: 0 });
  return exact.length > 0 ? exact : search(text, pattern, maxErrors);
}

function likeness(text, pattern) {
  if (pattern.length === 0 || text.length === 0) return 0;
  return 1 - matches(text, pattern, pattern.length)[0].errors / pattern.length;
}

function bestQuote(text, { exact, prefix, suffix, start: hint }) {
  const found = matches(text, exact, Math.min(256, exact.length / 2));
  let best = null;
  for (const { start, end, errors } of found) {
    const quote = 1 - errors / exact.length;
    const before = prefix ? likeness(text.slice(Math.max(0, start - prefix.length), start), prefix) : 1;
    const after = suffix ? likeness(text.slice(end, end + suffix.length), suffix) : 1;
    const near = 1 - Math.abs(start - hint) / text.length;
    const score = (50 * quote + 20 * before + 20 * after + 2 * near) / 92;
    if (!best || score > best.score) best = { start, end, score };
  }
  return best;
}

/** The position where the quote stands there, else the best match of the quote, as the client does for each note. */
function hypothesis(root, selector, text) {
  try {
    const range = rangeAt(root, selector.start, selector.end);
    if (range.toString() === selector.exact) return range;
  } catch { /* past the end */ }
  const best = bestQuote(text ?? root.textContent, selector);
  return best && rangeAt(root, best.start, best.end);
}

export const PEERS = [
  {
    name: 'Hypothesis rule',
    note: 'approx-string-match, position first, then 50/20/20/2; the text read anew for each note, as its client does',
    prepare: (root) => root,
    place: (root, selector) => hypothesis(root, selector),
  },
  {
    name: 'Hypothesis rule, text read once',
    note: 'the same with one text for all notes',
    prepare: (root) => [root, root.textContent],
    place: ([root, text], selector) => hypothesis(root, selector, text),
  },
  {
    name: 'dom-anchor-text-quote',
    note: 'diff-match-patch; the position given as its hint',
    prepare: (root) => root,
    place: (root, selector) => toRange(root, selector, { hint: selector.start }),
  },
  {
    name: '@apache-annotator/dom',
    note: 'exact text with exact context, first match; does not search approximately',
    prepare: (root) => root,
    async place(root, { exact, prefix, suffix }) {
      const matcher = createTextQuoteSelectorMatcher({ type: 'TextQuoteSelector', exact, prefix, suffix });
      for await (const range of matcher(root)) return range;
      return null;
    },
  },
  {
    name: '@recogito/text-annotator',
    note: 'position only: it does not look at the quote, so in an edited text its ranges are mostly elsewhere',
    prepare: (root) => root,
    place: (root, { start, end, exact }) => reviveSelector({ start, end, quote: exact }, root).range,
  },
];

/** What nobody can go below, whatever the method. */
export const LIMITS = [
  {
    name: 'limit: one walk over the text nodes',
    note: 'reads each text node once; places nothing',
    prepare(root) {
      const parts = [];
      for (const node of textNodes(root)) parts.push(node.data);
      return parts.join('').length;
    },
    place: null,
  },
  {
    name: 'limit: one exact search for each quote',
    note: 'indexOf in a text read once; no context, no range',
    prepare: (root) => root.textContent,
    place(text, { exact }) {
      text.indexOf(exact);
      return null;
    },
  },
];

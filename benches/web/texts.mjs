// Long texts, passages in them and edits of them, the same on every machine: a seeded generator.
// Words are drawn as in a language (few often, many rarely); every sentence keeps its identity through an edit, so it
// is known where an untouched passage went.

/** A small random source: `dice()` is from 0 up to 1. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const below = (dice, count) => Math.floor(dice() * count);
const pick = (dice, list) => list[below(dice, list.length)];

const BEGIN = 'b c d f g h l m n p r s t v w br ch cl dr fr gr pl sh st th tr'.split(' ');
const MIDDLE = 'a e i o u ai ea ee ie oo ou'.split(' ');
const END = ['', '', 'd', 'l', 'm', 'n', 'nd', 'ng', 'r', 'rn', 's', 'st', 't', 'ver', 'ly'];
const WORDS = 12_000;

function vocabulary(dice) {
  const words = new Set(['the', 'of', 'and', 'to', 'a', 'in', 'that', 'it', 'was', 'his', 'her', 'with', 'as', 'had', 'for', 'not']);
  while (words.size < WORDS) {
    let word = '';
    for (let syllables = 1 + below(dice, 3); syllables > 0; syllables -= 1) word += pick(dice, BEGIN) + pick(dice, MIDDLE) + pick(dice, END);
    words.add(word);
  }
  return [...words];
}

function writer(dice) {
  const list = vocabulary(seeded(3));
  const sums = [];
  list.reduce((sum, _, rank) => { sums.push(sum + 1 / (rank + 2.7)); return sums[rank]; }, 0);
  const word = () => {
    const wanted = dice() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return list[low];
  };
  const sentence = (length) => {
    const words = Array.from({ length }, word);
    words[0] = words[0][0].toUpperCase() + words[0].slice(1);
    if (length > 8 && dice() < 0.6) words[3 + below(dice, length - 5)] += ',';
    words[length - 1] += dice() < 0.9 ? '.' : '?';
    return words;
  };
  return { word, sentence: () => sentence(5 + below(dice, 22)), title: () => sentence(2 + below(dice, 5)).map((word) => word.replace(/[.,?]/, '')) };
}

/** A text of about so many characters: blocks of sentences of words. */
export function write(size, seed = 11) {
  const dice = seeded(seed);
  const { sentence, title } = writer(dice);
  const blocks = [];
  let length = 0;
  while (length < size) {
    const isHeading = blocks.length % 13 === 0;
    const sentences = isHeading ? [title()] : Array.from({ length: 2 + below(dice, 6) }, sentence);
    blocks.push({ isHeading, sentences, marks: isHeading ? [] : marks(dice, sentences) });
    length += sentences.reduce((sum, words) => sum + words.join(' ').length + 1, 0);
  }
  return blocks;
}

/** Emphasised words and links, as an article has them: sentence, first word, words, element. */
function marks(dice, sentences) {
  const list = [];
  sentences.forEach((words, sentence) => {
    if (dice() < 0.25) list.push({ words, first: below(dice, words.length - 2), count: 1 + below(dice, 2), name: dice() < 0.6 ? 'em' : 'a', sentence });
  });
  return list;
}

/** The text with a share of its sentences edited: one half of them rewritten, in the other some words changed. */
export function edit(blocks, share = 0.1, seed = 5) {
  const dice = seeded(seed);
  const { word, sentence } = writer(dice);
  return blocks.map((block) => ({
    ...block,
    sentences: block.sentences.map((words) => {
      if (block.isHeading || dice() >= share) return words;
      if (dice() < 0.5) return sentence();
      const changed = [...words];
      for (let changes = 1 + below(dice, 4); changes > 0; changes -= 1) {
        const place = below(dice, changed.length);
        const what = dice();
        if (what < 0.5) changed[place] = word();
        else if (what < 0.75 && changed.length > 3) changed.splice(place, 1);
        else changed.splice(place, 0, word());
      }
      return changed;
    }),
  }));
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** As markup whose text is exactly `plain`: a line for each block, nothing else between. */
export function html(blocks) {
  return blocks.map(({ isHeading, sentences, marks }) => {
    const inner = sentences.map((words) => {
      const mark = marks.find((mark) => mark.words === words);
      if (!mark) return escaped(words.join(' '));
      const [open, close] = mark.name === 'a' ? ['<a href="#">', '</a>'] : ['<em>', '</em>'];
      const [before, inside, after] = [words.slice(0, mark.first), words.slice(mark.first, mark.first + mark.count), words.slice(mark.first + mark.count)];
      return [before, [open + escaped(inside.join(' ')) + close], after].flat().join(' ');
    }).join(' ');
    return isHeading ? `<h2>${inner}</h2>` : `<p>${inner}</p>`;
  }).join('\n');
}

/** Every word with where it stands: `{ at, word, sentence }`, in UTF-16 units. */
function wordsOf(blocks) {
  const list = [];
  let at = 0;
  for (const block of blocks) {
    for (const sentence of block.sentences) {
      for (const word of sentence) {
        list.push({ at, word, sentence });
        at += word.length + 1;
      }
    }
  }
  return list;
}

/** The text that the markup shows. */
export const plain = (blocks) => blocks.map(({ sentences }) => sentences.map((words) => words.join(' ')).join(' ')).join('\n');

/**
 * So many different passages of whole words, in no order: `{ start, end }` in the old text, and `now` where it stands in
 * the edited text when none of its sentences was touched, else null.
 */
export function passages(blocks, edited, count, seed = 7) {
  const dice = seeded(seed);
  const words = wordsOf(blocks);
  const places = new Map();
  for (const { at, sentence } of wordsOf(edited)) if (!places.has(sentence)) places.set(sentence, at);
  const begins = new Map();
  for (const { at, sentence } of words) if (!begins.has(sentence)) begins.set(sentence, at);
  const moved = ({ at, sentence }) => (places.has(sentence) ? places.get(sentence) + at - begins.get(sentence) : null);
  const seen = new Set();
  const list = [];
  while (list.length < count) {
    const length = pick(dice, [1, 3, 6, 12, 12, 24, 60]);
    const first = below(dice, words.length - length);
    const key = first * 64 + length;
    if (seen.has(key)) continue;
    seen.add(key);
    const taken = words.slice(first, first + length);
    const last = taken[taken.length - 1];
    const end = last.at + last.word.length;
    const isWhole = taken.every(({ sentence }) => places.has(sentence));
    const shift = isWhole ? moved(taken[0]) - taken[0].at : null;
    const isOnePiece = isWhole && moved(last) - last.at === shift;
    list.push({ start: taken[0].at, end, now: isOnePiece ? { start: taken[0].at + shift, end: end + shift } : null });
  }
  return list;
}

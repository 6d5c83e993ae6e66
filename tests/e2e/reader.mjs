// What the journeys of a reader share: a page with one reading, and the widget's things by their fixed roles and names.
import { readFileSync } from 'node:fs';

const READING = readFileSync(new URL('pages/reading.md', import.meta.url), 'utf8');

export const COLORS = ['yellow', 'green', 'blue', 'pink', 'orange', 'purple'];
export const TOOLBAR = { role: 'toolbar', name: 'Annotate selection' };
export const MARGIN = { css: '[part~=margin]' };
export const FIELD = { role: 'textbox', name: 'Note' };
/** A card by what its name says after the kind. */
export const card = (passage) => ({ css: '[part~=note]', name: new RegExp(passage) });
export const button = (name, within) => ({ role: 'button', name, within });
export const swatch = (color) => button(`Highlight ${color}`, TOOLBAR);

/** Opens a page around the reading and waits until its notes are there. */
export async function open(page, server, { path = '/article.html', attributes = '', ...rest } = {}) {
  server.put('/reading.md', READING, { type: 'text/markdown; charset=utf-8' });
  await page.open(server.article({ path, attributes: `src="/reading.md" load="eager" ${attributes}`, ...rest }));
  await ready(page);
}

export const ready = (page, css = 'postil-article') => page.run((lib, selector) => {
  const element = document.querySelector(selector);
  return customElements.whenDefined('postil-article').then(() => element.ready).then(() => true);
}, css);

/** Calls a method of the element; an error is answered as `{ error, message }`. */
export const call = (page, method, ...args) => page.run(async (lib, name, list) => {
  try {
    return await document.querySelector('postil-article')[name](...list);
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}, method, args);

/** Adds an annotation on words of the article by the public method. */
export const add = (page, words, rest = {}, occurrence = 0) => page.run(async (lib, wanted, more, nth) => {
  const element = document.querySelector('postil-article');
  const text = await element.getText();
  let at = -1;
  for (let count = 0; count <= nth; count += 1) at = text.indexOf(wanted, at + 1);
  if (at < 0) throw new Error(`the article text has no "${wanted}"`);
  const start = [...text.slice(0, at)].length;
  return element.addAnnotation({ start, end: start + [...wanted].length, ...more });
}, words, rest, occurrence);

/** What the annotations say, in the public order. */
export const notes = async (page) => (await call(page, 'getAnnotations')).map((one) => {
  const bodies = [one.body ?? []].flat();
  return {
    color: one.color,
    motivation: one.motivation,
    words: bodies.find((body) => body.purpose !== 'tagging')?.value,
    tags: bodies.filter((body) => body.purpose === 'tagging').map((body) => body.value),
  };
});
export const words = async (page) => (await notes(page)).map((one) => one.words);
export const places = async (page) => (await call(page, 'getPlacements')).map(({ state, text }) => [state, text]);

/** The text of every painted range, by the name it is registered under; white space made single. */
export const painted = (page) => page.run(() => [...CSS.highlights].filter(([name]) => name.startsWith('postil-'))
  .flatMap(([name, ranges]) => [...ranges].map((range) => [name, (range instanceof Range ? range : (() => {
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live;
  })()).toString().replace(/\s+/g, ' ').trim()])));

/** Selects with the mouse, presses Add note, types, saves by the button. */
export async function writeNote(page, passage, text, options) {
  await page.select(passage, undefined, options);
  await page.click(button('Add note', TOOLBAR));
  await page.waitFor(async () => (await page.focused())?.name === 'Note', { message: 'the field has no focus' });
  await page.type(text);
  await page.click(button('Save'));
  await page.gone(FIELD);
}

/** Waits until a function of the page's state answers the expected value. */
export const becomes = (page, look, expected, check) => page.waitFor(async () => {
  check.deepEqual(await look(), expected);
  return true;
});

/** Collects the element's events in the page from now on; `heard` reads them. */
export const listen = (page) => page.run(() => {
  globalThis.heard = [];
  for (const name of ['ready', 'create', 'update', 'delete', 'select', 'import', 'placement', 'error']) {
    document.addEventListener(`postil-${name}`, (event) => globalThis.heard.push([name, event.detail]));
  }
});
export const heard = (page, ...names) => page.run((lib, wanted) => globalThis.heard.filter(([name]) => wanted.length === 0 || wanted.includes(name)), names);

/** Boxes of all cards that are shown, from top to bottom. */
export const cardBoxes = (page) => page.run((lib) => lib.findAll({ css: '[part~=note]' })
  .map((one) => one.getBoundingClientRect()).map(({ top, bottom, left, right }) => ({ top, bottom, left, right })).sort((a, b) => a.top - b.top));

/** The top of a passage in the viewport. */
export const topOf = (page, passage, occurrence = 0) => page.run((lib, from, nth) => lib.passage({ from, occurrence: nth }).getBoundingClientRect().top, passage, occurrence);

/** Makes the widget's file chooser a field of the page, because no driver can answer the browser's own dialog. */
export const CHOOSER = `<script>
const openDialog = HTMLInputElement.prototype.click;
HTMLInputElement.prototype.click = function () {
  if (this.type !== 'file') return openDialog.call(this);
  document.querySelector('#chooser')?.remove();
  this.id = 'chooser';
  document.body.append(this);
};
</script>`;

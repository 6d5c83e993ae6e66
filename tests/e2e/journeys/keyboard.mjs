// The reading cursor, keys that the reader changes, and where the focus is after each thing.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, becomes, button, call, card, notes, open, places, ready, words } from '../reader.mjs';

const HELP = { role: 'dialog', name: 'Keyboard shortcuts' };
const key = (name) => ({ role: 'textbox', name, within: HELP });

/** Puts the focus into the widget without a pointer's help, then waits for what a step is heard as. */
const begin = (page) => page.run(() => document.querySelector('postil-article').shadowRoot.querySelector('.text').focus());
const hears = (page, said) => page.waitFor(async () => (await page.announced()).some((line) => said.test(line)), { message: String(said) });
async function step(page, keys, said, times = 1) {
  await page.press(keys, times);
  await hears(page, said);
}
/** What is painted as the reading cursor. */
const cursor = (page) => page.run(() => [...(CSS.highlights?.get('postil-cursor') ?? [])].map((range) => range.toString().replace(/\s+/g, ' ')).join('|'));

journey('by keys alone a sentence is found, grown, shrunk and highlighted', async ({ page, server, check }) => {
  await open(page, server);
  await begin(page);
  await step(page, 's', /^The lamp at Skerry Point$/);
  await step(page, 's', /Ada Brink/);
  await step(page, 's', /^The keeper of Skerry Point .* weather\.$/);
  await step(page, 'p', /^The ferry was late .* flask\.$/);
  await step(page, 'Shift+s', /^Nobody asked her to do so;/);
  await step(page, 's', /^The ferry was late on the second morning\.$/);
  await step(page, 'e', /^She$/);
  await step(page, 'e', /^lit$/);
  await step(page, 'd', /Left out: lit/);
  await becomes(page, () => cursor(page), 'The ferry was late on the second morning. She', check);
  await step(page, 'Shift+d', /Left out: She/);
  await page.press('h');
  await becomes(page, () => places(page), [['exact', 'The ferry was late on the second morning.']], check);
  await becomes(page, () => cursor(page), '', check);
  await step(page, 'Shift+e', /^She lit the lamp again .* flask\.$/);
  await page.press('Escape');
  await becomes(page, () => cursor(page), '', check);
});

journey('the reading cursor goes by words, writes a note, and says what begins where', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'a blanket', { bodyValue: 'Wool' });
  await begin(page);
  await step(page, 'p', /^The lamp at Skerry Point$/);
  await step(page, 'p', /^The ferry was late.* Note begins here\.$/, 3);
  await step(page, 'w', /^What$/);
  await step(page, 'w', /^the$/);
  await step(page, 'e', /^log$/);
  await page.press('n');
  await page.waitFor(async () => (await page.focused())?.name === 'Note');
  await page.type('By keys');
  await page.press('Control+Enter');
  await page.gone(FIELD);
  await becomes(page, async () => (await words(page)).sort(), ['By keys', 'Wool'], check);
  // From the note back to its passage, and from the passage to the note.
  await page.waitFor(async () => /^Note: the log/.test((await page.focused())?.name));
  await page.press('Escape');
  await step(page, 'Shift+p', /^What the log holds Note begins here\.$/);
  await step(page, 'Shift+p', /^The ferry was late.* Note begins here\.$/);
  await page.press('o');
  await page.waitFor(async () => /^Note: a blanket/.test((await page.focused())?.name), { message: 'o goes to the note' });
});

journey('the toolbar comes to the reading cursor, and the focus is back in the text after it', async ({ page, server, check }) => {
  await open(page, server);
  await begin(page);
  await step(page, 's', /Skerry Point$/);
  check.equal(await page.has(TOOLBAR), false);
  await page.press('t');
  await page.waitFor(async () => (await page.focused())?.name === 'Highlight yellow');
  await page.press('ArrowRight', 3);
  await page.press('Enter');
  await becomes(page, async () => (await notes(page)).map((one) => one.color), ['pink'], check);
  await page.gone(TOOLBAR);
  await step(page, 's', /Ada Brink/);
});

journey('the focus is never lost: after delete, undo, and whatever closes', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'First' });
  await add(page, 'a heron', { bodyValue: 'Second' });
  const isHeld = (message) => page.waitFor(async () => !['body', 'html', undefined].includes((await page.focused())?.tag), { message });
  await page.click(card('heron'));
  await page.click(button('Delete', card('heron')));
  await page.gone(card('heron'));
  await isHeld('after delete');
  await page.press('Control+z');
  await page.get(card('heron'));
  await isHeld('after undo');
  await page.press('Control+Shift+z');
  await page.gone(card('heron'));
  await isHeld('after redo');
  for (const name of ['Trash', 'Keyboard shortcuts', 'All notes']) {
    await page.click(button(name));
    await page.get({ role: 'dialog', name });
    await page.press('Escape');
    await page.gone({ role: 'dialog', name });
    await page.waitFor(async () => (await page.focused())?.name === name, { message: `${name} gives the focus back` });
  }
});

journey('the text is a stop of the Tab key; what is put away is said; a button that goes leaves the focus in the panel', async ({ page, server, check }) => {
  await open(page, server);
  await page.press('Tab');
  const { role, name } = await page.computed(await page.get({ css: '.text' }));
  check.deepEqual([role, name], ['group', 'The text']);
  await step(page, 's', /^The lamp at Skerry Point$/);
  await page.press('h');
  await becomes(page, () => places(page), [['exact', 'The lamp at Skerry Point']], check);
  await page.press('n');
  await page.get(FIELD);
  await page.type('words');
  await page.press('Escape');
  await hears(page, /^Not saved\. Undo/);
  await page.press('Escape');
  await page.press('j');
  await page.waitFor(async () => /Skerry Point/.test((await page.focused())?.name ?? ''), { message: 'the last note is gone to again' });
  await page.press('a');
  await page.get({ role: 'searchbox', name: 'Search notes' });
  await page.type('zzz');
  await page.click(button('Show all', { role: 'dialog', name: 'All notes' }));
  await page.waitFor(async () => (await page.focused())?.name === 'Search notes');
  await page.press('Escape');
  await page.gone({ role: 'dialog', name: 'All notes' });
});

journey('a reader changes keys, switches single ones off, and finds it so in another tab', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'First' });
  await begin(page);
  await page.press('?');
  await page.get(HELP);
  await page.click(key('Next note'));
  await page.press('g');
  await becomes(page, () => page.value(key('Next note')), 'G', check);
  // A key that another line had is taken from it, and a line can be without one.
  await page.press('Tab');
  await page.press('j');
  await becomes(page, () => page.value(key('Previous note')), 'J', check);
  await page.click(key('Search notes'));
  await page.press('Backspace');
  await becomes(page, () => page.value(key('Search notes')), 'none', check);
  await page.press('Escape');
  await page.gone(HELP);
  await page.press('g');
  await page.waitFor(async () => /^Note: The ferry/.test((await page.focused())?.name));
  const other = await page.newTab('/article.html');
  await ready(other);
  await begin(other);
  await other.press('g');
  await other.waitFor(async () => /^Note: The ferry/.test((await other.focused())?.name), { message: 'kept for the next page' });
  await page.press('?');
  await page.click({ role: 'checkbox', name: 'Use keys without Ctrl' });
  await page.press('Escape');
  await page.gone(HELP);
  await other.run(() => document.querySelector('postil-article').shadowRoot.querySelector('.text').focus());
  await other.waitFor(async () => {
    await other.press('?');
    const isOpen = await other.has(HELP);
    if (isOpen) await other.press('Escape');
    return !isOpen;
  }, { message: 'off in the tab that was open' });
  await page.click(button('Keyboard shortcuts'));
  await page.click(button('Use the original keys'));
  await becomes(page, () => page.value(key('Next note')), 'J', check);
});

journey('keys work in the widget only, and with a keyboard of another script', async ({ page, server, check }) => {
  await open(page, server, { after: '<button id="mine">Mine</button>' });
  await page.click(button('Mine'));
  await page.press('s');
  await page.press('?');
  check.equal(await page.has(HELP), false);
  check.equal(await cursor(page), '');
  await begin(page);
  // As a keyboard sends it that writes Arabic: the letter of the place where a Latin one has an s.
  await page.run(() => document.querySelector('postil-article').shadowRoot.querySelector('.text')
    .dispatchEvent(new KeyboardEvent('keydown', { key: 'س', code: 'KeyS', bubbles: true, composed: true, cancelable: true })));
  await page.waitFor(async () => (await cursor(page)) !== '');
  check.deepEqual(await call(page, 'getAnnotations'), []);
});

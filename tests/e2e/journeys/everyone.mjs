// Keys alone, narrow windows, and what a machine can check of accessibility.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, becomes, button, call, card, notes, open, places, ready, swatch, words } from '../reader.mjs';

const sideways = (page) => page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

journey('a reader with a keyboard alone highlights, writes, changes, deletes and finds notes', async ({ page, server, check }) => {
  await open(page, server);
  // A caret is not moved through a text by keys where caret browsing is off, so the first word is selected by pointer.
  await page.doubleClickText('ferry');
  await page.press('Shift+ArrowRight', 9);
  await page.get(TOOLBAR);
  await page.press('h');
  await becomes(page, () => places(page), [['exact', 'ferry was late']], check);
  await page.doubleClickText('heron');
  await page.get(TOOLBAR);
  await page.press('n');
  await page.waitFor(async () => (await page.focused())?.name === 'Note');
  await page.type('A bird');
  await page.press('Control+Enter');
  await page.gone(FIELD);
  await page.waitFor(async () => /^Note: heron/.test((await page.focused())?.name));
  check.deepEqual((await notes(page)).map((one) => one.words), [undefined, 'A bird']);
  await page.press('k');
  await page.waitFor(async () => /ferry was late/.test((await page.focused())?.name), { message: 'k goes to the note before' });
  await page.press('j');
  await page.waitFor(async () => /^Note: heron/.test((await page.focused())?.name), { message: 'j goes to the next note' });
  await page.press('Enter');
  await page.waitFor(async () => (await page.focused())?.name === 'Note');
  await page.press('Control+End');
  await page.type(' of grey');
  await page.press('Tab', 2);
  check.equal((await page.focused()).name, 'Cancel');
  await page.press('Tab');
  await page.press('Enter');
  await becomes(page, async () => (await words(page))[1], 'A bird of grey', check);
  await page.waitFor(async () => /^Note: heron/.test((await page.focused())?.name));
  await page.press('Tab', 3);
  check.equal((await page.focused()).name, 'Delete');
  await page.press('Enter');
  await page.gone(card('heron'));
  await page.waitFor(async () => (await page.focused())?.tag !== 'body', { message: 'the focus fell out of the widget' });
  await page.press('Control+z');
  await page.get(card('heron'));
  await page.press('a');
  await page.waitFor(async () => (await page.focused())?.name === 'Search notes');
  await page.type('bird');
  const panel = { role: 'dialog', name: 'All notes' };
  await page.waitFor(async () => /1 note found/.test(await page.textOf(panel)));
  await page.press('Escape');
  await page.gone(panel);
  await page.press('?');
  const help = { role: 'dialog', name: 'Keyboard shortcuts' };
  await page.get(help);
  await page.press('Escape');
  await page.gone(help);
});

journey('letters that the reader types into the page or a note are nobody\'s shortcuts', async ({ page, server, check }) => {
  await open(page, server, { after: '<label>Mine <input id="mine"></label>' });
  await page.select('The ferry was late');
  await page.get(TOOLBAR);
  await page.click({ role: 'textbox', name: 'Mine' });
  await page.type('hn?a/jk');
  check.equal(await page.value({ role: 'textbox', name: 'Mine' }), 'hn?a/jk');
  check.deepEqual(await notes(page), []);
  check.equal(await page.has({ role: 'dialog' }), false);
});

journey('at the width of a phone a note opens in a sheet, and the page does not scroll sideways', async ({ page, server, engine, check }) => {
  const [width] = await page.resize(Math.max(390, engine.can.narrowest), 800);
  await open(page, server);
  check.ok(width < 640);
  await add(page, 'The ferry was late', { bodyValue: 'In a sheet' });
  check.equal(await page.has(card('The ferry')), false);
  await page.clickText('The ferry');
  await page.waitFor(async () => {
    const box = await page.box(card('The ferry'));
    check.ok(box.bottom <= 800 && box.top > 300, JSON.stringify(box));
    return true;
  });
  check.equal(await sideways(page), 0);
  await page.click(button('Close'));
  await page.gone(card('The ferry'));
  await page.waitFor(async () => (await page.focused())?.name === 'The text', { message: 'the focus stays in the widget' });
  // At the foot of the screen the sheet would cover what was tapped.
  await page.run((lib) => { scrollBy({ top: lib.passage({ from: 'The ferry' }).getBoundingClientRect().bottom - innerHeight + 100, behavior: 'instant' }); });
  await page.clickText('The ferry');
  await page.waitFor(async () => {
    const passage = await page.run((lib) => lib.passage({ from: 'The ferry' }).getBoundingClientRect().bottom);
    return passage <= (await page.box({ css: '.sheet' })).top;
  }, { message: 'the passage is above its sheet' });
  await page.click(button('Close'));
  await page.gone(card('The ferry'));
  await page.select('Nobody asked her');
  const bar = await page.box(TOOLBAR);
  check.ok(bar.left >= 0 && bar.right <= width, JSON.stringify(bar));
  check.equal(await sideways(page), 0);
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Written on a phone');
  check.equal(await sideways(page), 0);
  await page.click(button('Save'));
  await becomes(page, async () => (await words(page)).sort(), ['In a sheet', 'Written on a phone'], check);
  // The sheet shrinks from an editor to a card, and its Close moves with it.
  await page.gone(FIELD);
  await page.waitFor(async () => (await page.has(card('Nobody'))) && (await page.textOf(card('Nobody'))).includes('Written on a phone'));
  await page.click(button('Close'));
  await page.gone(card('Nobody'));
  await page.click(button('All notes'));
  const panel = await page.get({ role: 'dialog', name: 'All notes' });
  check.equal((await page.all({ css: 'li button', within: panel })).length, 2);
  check.equal(await sideways(page), 0);
});

journey('between phone and desk, marks in the margin open their notes', async ({ page, server, check }) => {
  await page.resize(800, 800);
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'By a mark' });
  const mark = await page.get({ role: 'button', name: /^Note: The ferry was late/ });
  check.equal(await mark.attribute('aria-expanded'), 'false');
  await page.click(mark);
  check.match(await page.textOf(card('The ferry')), /By a mark/);
  check.equal(await sideways(page), 0);
});

journey('axe finds nothing wrong in the states a reader meets', { seconds: 90 }, async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
  await open(page, server, { body: undefined, before: '<main>', after: '</main>' });
  const fine = async (state) => {
    // What is still fading in has not its contrast yet: two frames for it to begin, then its end. The document does
    // not list what moves in a shadow root.
    await page.run(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(null))); }));
    await page.until(() => [document, document.querySelector('postil-article').shadowRoot]
      .every((root) => root.getAnimations().every((one) => one.playState !== 'running')));
    check.deepEqual(await page.axe(), [], state);
  };
  await fine('empty');
  await page.select('The ferry was late');
  await page.get(TOOLBAR);
  await fine('toolbar');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('**Words**');
  await fine('editor');
  await page.click(button('Save'));
  await page.gone(FIELD);
  await add(page, 'late on the second', { color: 'blue', tags: ['sea'] });
  await fine('cards');
  await page.clickText('late', { occurrence: 0 });
  await page.get({ role: 'menu', name: 'Notes here' });
  await fine('choice');
  await page.press('Escape');
  for (const name of ['All notes', 'Trash', 'Keyboard shortcuts']) {
    await page.click(button(name));
    await page.get({ role: 'dialog', name });
    await fine(name);
    await page.press('Escape');
    await page.gone({ role: 'dialog', name });
  }
  await page.resize(390, 800);
  await page.clickText('The ferry');
  await page.get(card('The ferry'));
  await fine('sheet');
});

journey('dark pages have no contrast that is too low', { dark: true }, async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
  await open(page, server, { head: '<style>html { color-scheme: dark; background: #121212; color: #eee; }</style>', before: '<main>', after: '</main>' });
  await add(page, 'The ferry was late', { bodyValue: 'At night', tags: ['sea'] });
  await page.click(card('The ferry'));
  check.deepEqual(await page.axe(), []);
});

// Selecting words and highlighting them: mouse, keys, touch; what a passage may cross; overlaps.
import { journey } from '../run.mjs';
import { COLORS, TOOLBAR, add, becomes, button, call, card, notes, open, painted, places, ready, swatch, topOf } from '../reader.mjs';

const SIX = ['The keeper of Skerry Point', 'Nobody asked her', 'The ferry was late', 'lit the lamp again', 'Most entries are short', 'Some say more'];

journey('a reader selects with the mouse and highlights in each of six colours', async ({ page, server, check }) => {
  await open(page, server);
  for (const [at, words] of SIX.entries()) {
    check.equal(await page.select(words), words);
    await page.get(TOOLBAR);
    await page.click(swatch(COLORS[at]));
    await page.gone(TOOLBAR);
    check.equal(await page.selection(), '');
  }
  await becomes(page, () => notes(page).then((list) => list.map((one) => one.color)), COLORS, check);
  check.deepEqual(await places(page), SIX.map((words) => ['exact', words]));
  const ranges = await painted(page);
  for (const words of SIX) check.ok(ranges.some(([, text]) => text === words), `"${words}" is painted`);
  check.equal(new Set(ranges.filter(([, text]) => SIX.includes(text)).map(([name]) => name)).size >= 6, true, 'each colour has a name of its own');
  check.deepEqual(await page.errors(), []);
});

journey('no toolbar is shown while the mouse is down, and a click elsewhere takes it away', async ({ page, server, check }) => {
  await open(page, server);
  const { start, end } = await page.dragPoints('The ferry was late');
  const move = (x, y) => ({ type: 'pointerMove', origin: 'viewport', x: Math.round(x), y: Math.round(y), duration: 40 });
  await page.pointer('mouse', [move(start.x, start.y), { type: 'pointerDown', button: 0 }, move(end.x, end.y), { type: 'pause', duration: 150 }]);
  check.equal(await page.has(TOOLBAR), false);
  await page.pointer('mouse', [{ type: 'pointerUp', button: 0 }]);
  await page.get(TOOLBAR);
  await page.clickText('Nobody asked');
  await page.gone(TOOLBAR);
});

journey('a double click selects a word to highlight', async ({ page, server, check }) => {
  await open(page, server);
  await page.doubleClickText('jetty');
  await page.click(swatch('green'));
  await becomes(page, () => places(page), [['exact', 'jetty']], check);
});

journey('a selection is made longer with Shift and arrows, and the toolbar is reached by keys', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('ferry');
  await page.press('Shift+ArrowRight', 4);
  check.equal(await page.selection(), 'ferry was');
  await page.get(TOOLBAR);
  await page.press('t');
  check.deepEqual(await page.focused(), { role: 'button', name: 'Highlight yellow', tag: 'button' });
  await page.press('ArrowRight', 2);
  check.equal((await page.focused()).name, 'Highlight blue');
  await page.press('Enter');
  await becomes(page, () => places(page), [['exact', 'ferry was']], check);
  check.equal((await notes(page))[0].color, 'blue');
});

journey('a selection made by touch has its toolbar too', async ({ page, server, engine, skip, check }) => {
  if (!engine.can.touch) skip('its touch actions arrive as mouse');
  await open(page, server);
  check.equal(await page.touchSelect('two boats came in'), 'two boats came in');
  await page.get(TOOLBAR);
  await page.tap(swatch('pink'));
  await becomes(page, () => places(page), [['exact', 'two boats came in']], check);
});

journey('passages cross bold, links, headings, lists, tables, code and paragraphs', async ({ page, server, check }) => {
  await open(page, server);
  const pairs = [
    ['one line a day', 'first line was'],
    ['Nobody asked', 'harbour office only'],
    ['flask', 'Most entries'],
    ['heron stood', 'boats came'],
    ['thirty one', 'nine cans'],
    ['March', 'April'],
    ['wind NW 6', 'wind N 4'],
    ['diary, said', 'lamp lit 17:40'],
    ['The ferry was', 'single word'],
  ];
  for (const [from, to] of pairs) {
    await page.select(from, to);
    await page.click(swatch('yellow'));
    await page.gone(TOOLBAR);
  }
  const text = [...await call(page, 'getText')];
  const list = await call(page, 'getPlacements');
  check.equal(list.length, pairs.length);
  for (const one of list) {
    check.equal(one.state, 'exact');
    check.equal(one.text, text.slice(one.start, one.end).join(''));
  }
  for (const [from, to] of pairs) check.ok(list.some((one) => one.text.startsWith(from) && one.text.endsWith(to)), `${from} … ${to}`);
  await page.reload();
  await ready(page);
  check.deepEqual((await call(page, 'getPlacements')).map(({ state, text: now }) => [state, now]), list.map((one) => ['exact', one.text]));
});

journey('a note in either copy of a doubled paragraph stays in that copy', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('copied by hand', undefined, { occurrence: 1 });
  await page.click(swatch('orange'));
  await page.gone(TOOLBAR);
  await page.select('differ from what', undefined, { occurrence: 0 });
  await page.click(swatch('blue'));
  await page.gone(TOOLBAR);
  const copies = async () => {
    const text = await call(page, 'getText');
    return (await call(page, 'getPlacements')).map((one) => [one.state, one.text, one.start > [...text.slice(0, text.indexOf('How to read it'))].length]);
  };
  const expected = [['exact', 'differ from what', false], ['exact', 'copied by hand', true]];
  await becomes(page, copies, expected, check);
  await page.reload();
  await ready(page);
  check.deepEqual(await copies(), expected);
});

journey('overlapping highlights stay separate, and a click on both offers a choice', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('The ferry was late on the second');
  await page.click(swatch('yellow'));
  await page.gone(TOOLBAR);
  await page.select('late on the second morning');
  await page.click(swatch('purple'));
  await page.gone(TOOLBAR);
  await becomes(page, () => places(page), [['exact', 'The ferry was late on the second'], ['exact', 'late on the second morning']], check);
  await page.clickText('on the second');
  const menu = { role: 'menu', name: 'Notes here' };
  await page.get(menu);
  check.equal((await page.all({ role: 'menuitem', within: menu })).length, 2);
  check.equal((await page.focused()).role, 'menuitem');
  await page.press('ArrowDown');
  await page.press('Enter');
  await page.gone(menu);
  await page.waitFor(async () => (await page.focused())?.role === 'article');
  // Elsewhere in the overlap: a second click on the same spot, soon enough, is a double click and selects.
  await page.clickText('late on');
  await page.get(menu);
  await page.press('Escape');
  await page.gone(menu);
  await page.clickText('The ferry');
  await page.waitFor(async () => /The ferry was late/.test((await page.focused())?.name));
  check.equal(await page.has(menu), false);
});

journey('a click on highlighted text goes to its card, and from the card back to the passage', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The keeper of Skerry Point', { bodyValue: 'Above.' });
  await add(page, '🪶 stands for a feather', { bodyValue: 'Below.' });
  await page.clickText('Skerry Point', { occurrence: 1 });
  await page.waitFor(async () => /Skerry Point/.test((await page.focused())?.name));
  await page.run(() => window.scrollTo(0, 0));
  await page.click(card('feather'));
  await page.waitFor(async () => {
    const top = await topOf(page, 'stands for a feather');
    return top > 0 && top < 850;
  });
  check.equal(await page.attribute(card('feather'), 'aria-current'), 'true');
  await page.run(() => window.scrollTo(0, 0));
  await page.click(button('🪶 stands for a feather', card('feather')));
  await page.waitFor(async () => (await topOf(page, 'stands for a feather')) < 850);
});

journey('words of a highlight are selected again: by a drag that ends in it, and by a double click', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'late on the second morning', {});
  await page.select('The ferry was late on');
  await page.click(swatch('pink'));
  await page.gone(TOOLBAR);
  await page.doubleClickText('second');
  await page.click(swatch('green'));
  await becomes(page, () => places(page), [['exact', 'The ferry was late on'], ['exact', 'late on the second morning'], ['exact', 'second']], check);
});

journey('a link inside a highlight is still a link', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'the harbour office only', {});
  await page.run(() => document.querySelector('postil-article a').addEventListener('click', (event) => {
    event.preventDefault();
    window.followed = true;
  }));
  await page.clickText('harbour office');
  await page.until(() => window.followed === true);
  check.equal((await page.focused())?.role === 'article', false);
});

journey('the text stays where it is while notes come and go', async ({ page, server, engine, check }) => {
  for (const width of [1280, 800, Math.max(390, engine.can.narrowest)]) {
    await page.resize(width, 800);
    await open(page, server);
    const before = await topOf(page, 'The ferry was late');
    const { id } = await add(page, 'Nobody asked her', {});
    await page.until(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(true))); }));
    check.equal(await topOf(page, 'The ferry was late'), before, `${width} px`);
    await call(page, 'deleteAnnotation', id);
    check.equal(await topOf(page, 'The ferry was late'), before, `${width} px`);
  }
});

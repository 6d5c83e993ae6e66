// What a machine can tell of accessibility: the accessibility tree of the main states, axe in every theme, zoom,
// text spacing, motion. docs/accessibility.md says what each of these stands for.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, button, card, open } from '../reader.mjs';
import { golden, tree } from '../tree.mjs';

const PANEL = { role: 'dialog', name: 'All notes' };
const HELP = { role: 'dialog', name: 'Keyboard shortcuts' };
const sideways = (page) => page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const LANDMARKS = { before: '<main>', after: '</main>' };

/** Waits until nothing moves, in the document and in the shadow root. */
async function still(page) {
  await page.run(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(null))); }));
  await page.until(() => [document, document.querySelector('postil-article').shadowRoot]
    .every((root) => root.getAnimations().every((one) => one.playState !== 'running')));
}

/** Goes through the states that a reader meets; `names` are those of the interface's language. */
async function states(page, see, names = {}) {
  const say = (name) => names[name] ?? name;
  const at = async (state) => {
    await still(page);
    await see(state);
  };
  await at('empty');
  await page.select('The ferry was late');
  await page.get({ role: 'toolbar', name: say('Annotate selection') });
  await at('toolbar');
  await page.click(button(say('Add note'), { css: '[part~=toolbar]' }));
  await page.get({ css: '.editor textarea' });
  await page.type('**Words**');
  await at('editing');
  await page.click(button(say('Save')));
  await page.gone({ css: '.editor textarea' });
  await add(page, 'late on the second', { color: 'blue', tags: ['sea'] });
  await at('cards');
  await page.clickText('late', { occurrence: 0 });
  await page.get({ role: 'menu', name: say('Notes here') });
  await at('choice');
  await page.press('Escape');
  await page.click(button(say('All notes')));
  await page.get({ css: '[part~=panel]' });
  await at('panel');
  await page.press('Escape');
  await page.gone({ css: '[part~=panel]' });
  for (const name of ['Trash', 'Keyboard shortcuts']) {
    await page.click(button(say(name)));
    await page.get({ role: 'dialog', name: say(name) });
    await at(name === 'Trash' ? 'trash' : 'dialog');
    await page.press('Escape');
    await page.gone({ role: 'dialog', name: say(name) });
  }
  await page.resize(390, 800);
  await page.clickText('The ferry');
  await page.get({ css: '.sheet [part~=note]' });
  await at('phone');
}

journey('the accessibility tree of the main states is as it was looked at', { seconds: 90 }, async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('the tree is read as Chromium computes it');
  await page.resize(1280, 900);
  await open(page, server, LANDMARKS);
  await states(page, async (state) => {
    const found = await tree(page);
    check.equal(found, golden(state, found), `tests/golden/tree/${state}.txt`);
  });
});

const axe = (page, check) => (state) => page.axe().then((found) => check.deepEqual(found, [], state));

for (const [what, options, more] of [
  ['in the dark', { dark: true }, { head: '<style>html { color-scheme: dark; background: #121212; color: #eee; }</style>' }],
  ['in forced colours', { forcedColors: true }, {}],
  ['on sepia', {}, { attributes: 'theme="sepia"' }],
  ['on a dark article in a light page', {}, { attributes: 'theme="dark"' }],
]) {
  journey(`axe finds nothing wrong ${what}`, { seconds: 120, ...options }, async ({ page, server, engine, skip, check }) => {
    if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
    await page.resize(1280, 900);
    await open(page, server, { ...LANDMARKS, ...more });
    await states(page, axe(page, check));
  });
}

journey('axe finds nothing wrong in Arabic', { seconds: 120 }, async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
  await page.resize(1280, 900);
  await open(page, server, { ...LANDMARKS, attributes: 'ui-lang="ar"' });
  await states(page, axe(page, check), {
    'Annotate selection': 'التعليق على التحديد', 'Add note': 'إضافة ملاحظة', Save: 'حفظ', 'Notes here': 'الملاحظات هنا',
    'All notes': 'كل الملاحظات', Trash: 'سلة المحذوفات', 'Keyboard shortcuts': 'اختصارات لوحة المفاتيح',
  });
});

journey('at 400 % zoom everything is there, and nothing scrolls sideways', async ({ page, server, engine, skip, check }) => {
  // 1280 by 1024 CSS pixels at 400 %.
  if (engine.can.narrowest > 320) skip('the window does not get so narrow');
  await page.resize(320, 256);
  await open(page, server);
  const fits = async (state) => {
    check.equal(await sideways(page), 0, state);
    const wide = await page.run(() => [...document.querySelector('postil-article').shadowRoot.querySelectorAll('button, input, textarea')]
      .filter((one) => one.checkVisibility() && (one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1))
      .map((one) => one.getAttribute('aria-label') ?? one.textContent));
    check.deepEqual(wide, [], state);
  };
  await fits('empty');
  await add(page, 'The ferry was late', { bodyValue: 'A note of some length, so that it takes more than a line.' });
  await page.run((lib) => document.querySelector('postil-article').getAnnotations().then(([one]) => document.querySelector('postil-article').scrollToAnnotation(one.id)));
  await page.get(card('The ferry'));
  await fits('sheet');
  await page.click(button('Edit', card('The ferry')));
  await page.get(FIELD);
  await fits('editing');
  await page.click(button('Cancel'));
  await page.gone(FIELD);
  for (const [name, dialog] of [['All notes', PANEL], ['Keyboard shortcuts', HELP]]) {
    await page.press(name === 'All notes' ? 'a' : '?');
    await page.get(dialog);
    await fits(name);
    await page.press('Escape');
    await page.gone(dialog);
  }
});

journey('with the text spacing that a reader may set, no words are cut off', async ({ page, server, check }) => {
  await page.resize(1280, 900);
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'A note of some length', tags: ['sea'] });
  await page.run(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets.push(sheet);
    document.querySelector('postil-article').shadowRoot.adoptedStyleSheets.push(sheet);
  });
  const cut = () => page.run(() => [...document.querySelector('postil-article').shadowRoot.querySelectorAll('button, p, dd, dt, h2, label, .tag')]
    .filter((one) => one.checkVisibility() && !one.matches('.heard') && (one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 0 && getComputedStyle(one).overflow !== 'visible'))
    .map((one) => one.textContent));
  await page.click(card('The ferry'));
  check.deepEqual(await cut(), []);
  await page.click(button('Edit', card('The ferry')));
  await page.get(FIELD);
  check.deepEqual(await cut(), []);
  await page.click(button('Cancel'));
  await page.gone(FIELD);
  await page.click(button('Keyboard shortcuts'));
  await page.get(HELP);
  check.deepEqual(await cut(), []);
});

journey('who asked for less motion sees none', { reducedMotion: true }, async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'First' });
  await page.select('a heron');
  await page.get(TOOLBAR);
  const moving = () => page.run(() => document.querySelector('postil-article').shadowRoot.getAnimations()
    .filter((one) => Number(one.effect.getComputedTiming().duration) > 1).length);
  check.equal(await moving(), 0);
  await page.click(button('All notes'));
  await page.get(PANEL);
  check.equal(await moving(), 0);
});

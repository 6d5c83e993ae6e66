// Living in the margin: finding among many notes, the strip beside the text, questions and bookmarks, going on where one
// stopped, paper, completing tags.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, becomes, button, call, card, notes, open, painted, ready, topOf } from '../reader.mjs';

const PANEL = { role: 'dialog', name: 'All notes' };
const SEARCH = { role: 'searchbox', name: 'Search notes' };
const strip = { role: 'slider', name: 'Where notes are' };
const chip = (name) => ({ css: '.chip', text: name });
const listed = (page) => page.run((lib) => lib.findAll({ css: '.panel .item' }).map((one) => lib.tidy((one.querySelector('.said') ?? one.querySelector('q'))?.textContent ?? '')));
const paintedAs = async (page, name) => (await painted(page)).filter(([one]) => one === name).map(([, text]) => text);

/** A highlight, a note with a tag, a question, and a note on the whole text. */
async function four(page) {
  await add(page, 'The ferry was late', { color: 'green' });
  await add(page, 'heron stood on the slipway', { bodyValue: 'Déjà vu', tags: ['Zoölogie'], color: 'blue' });
  await add(page, 'nine cans', { bodyValue: 'How many litres?', motivation: 'questioning', color: 'blue' });
  await call(page, 'addAnnotation', { bodyValue: 'On all of it' });
}

async function openPanel(page) {
  await page.click(button('All notes'));
  await page.get(PANEL);
}

/** A text of many paragraphs, and a note on each of so many of them. */
async function long(page, server, count) {
  const paragraphs = Array.from({ length: 120 }, (_, at) => `<p>Paragraph ${at} speaks of the weather at length, and of the sea, and of nothing else that would be worth a line in any log.</p>`);
  await page.open(server.article({ path: '/long.html', attributes: 'load="eager" article-id="https://example.org/long"', content: paragraphs.join('') }));
  await ready(page);
  if (count > 0) await page.run(async (lib, wanted) => {
    const element = document.querySelector('postil-article');
    const text = await element.getText();
    for (let at = 0; at < wanted; at += 1) {
      const start = text.indexOf(`Paragraph ${at % 120} `) + 3 * Math.floor(at / 120);
      await element.addAnnotation({ start, end: start + 12, bodyValue: `Note number ${at}.` });
    }
  }, count);
}

journey('a reader finds notes by their kind, colour and tag, and the text and the margin follow', async ({ page, server, check }) => {
  await open(page, server);
  await four(page);
  await openPanel(page);
  await becomes(page, () => listed(page), ['On all of it', 'The ferry was late', 'Déjà vu', 'How many litres?'], check);
  await page.click({ css: '.sieve summary' });
  await page.click(chip('Blue 2'));
  await becomes(page, () => listed(page), ['Déjà vu', 'How many litres?'], check);
  await becomes(page, () => paintedAs(page, 'postil-aside'), ['The ferry was late'], check);
  await page.click(chip('Open questions 1'));
  await becomes(page, () => listed(page), ['How many litres?'], check);
  check.match(await page.textOf(PANEL), /1 note found/);
  check.equal(await page.attribute(chip('Open questions 1'), 'aria-pressed'), 'true');
  await page.click({ role: 'checkbox', name: 'Hide the others in the text' });
  await becomes(page, () => paintedAs(page, 'postil-aside'), [], check);
  await page.click(button('Close', PANEL));
  await page.gone(PANEL);
  await page.waitFor(async () => !(await page.has(card('The ferry'))), { message: 'what is hidden leaves the margin' });
  await page.click(button('Show all'));
  await page.get(card('The ferry'));
  await becomes(page, () => paintedAs(page, 'postil-green'), ['The ferry was late'], check);
});

journey('a search does not mind case and accents, and the list stands in the order asked for', async ({ page, server, check }) => {
  await open(page, server);
  await four(page);
  await openPanel(page);
  await page.waitFor(async () => (await page.focused())?.name === 'Search notes');
  await page.type('ZOOLOGIE deja');
  await becomes(page, () => listed(page), ['Déjà vu'], check);
  await page.fill(SEARCH, '');
  await becomes(page, async () => (await listed(page)).length, 4, check);
  await page.run(() => {
    const select = document.querySelector('postil-article').shadowRoot.querySelector('select');
    select.value = 'newest';
    select.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  });
  await becomes(page, () => listed(page), ['On all of it', 'How many litres?', 'Déjà vu', 'The ferry was late'], check);
  await page.click(button('Next note', PANEL));
  await page.click(button('Next note', PANEL));
  await page.waitFor(async () => /The ferry/.test(await page.nameOf({ css: '[part~=note][aria-current]' })), { message: 'the next note is the next in the text' });
  await page.get(PANEL);
});

journey('of a long list only what is near is in the document, and its end can be reached', { seconds: 120 }, async ({ page, server, check }) => {
  await long(page, server, 300);
  await openPanel(page);
  const items = () => page.run((lib) => lib.findAll({ css: '.panel .item', hidden: true }).length);
  await page.waitFor(async () => (await items()) > 5);
  check.ok((await items()) < 80, `${await items()} items are in the document`);
  check.equal(await page.attribute({ css: '.panel li', index: 0 }, 'aria-setsize'), '300');
  await page.run(() => { const panel = document.querySelector('postil-article').shadowRoot.querySelector('.panel'); panel.scrollTop = panel.scrollHeight; });
  await page.waitFor(async () => page.run((lib) => {
    const panel = document.querySelector('postil-article').shadowRoot.querySelector('.panel');
    panel.scrollTop = panel.scrollHeight;
    return lib.findAll({ css: '.panel li', hidden: true }).some((one) => one.getAttribute('aria-posinset') === '300');
  }), { message: 'the last note never came' });
  check.ok((await items()) < 80);
});

journey('the strip beside the text shows where notes are, and goes there by pointer and by keys', async ({ page, server, check }) => {
  await long(page, server, 0);
  await add(page, 'Paragraph 3 speaks', { bodyValue: 'Early' });
  await add(page, 'Paragraph 60 speaks', { bodyValue: 'In the middle', color: 'pink' });
  await add(page, 'Paragraph 110 speaks', { bodyValue: 'Late' });
  await page.get(strip);
  check.equal(await page.attribute(strip, 'aria-valuemax'), '3');
  const box = await page.box(strip);
  await page.clickAt(box.left + box.width / 2, box.top + box.height * 0.5);
  await page.waitFor(async () => { const top = await topOf(page, 'Paragraph 60 speaks'); return top > 0 && top < 800; }, { message: 'the passage in the middle does not come into view' });
  check.match(await page.attribute(strip, 'aria-valuetext'), /Paragraph 60/);
  await page.run((lib) => lib.findAll({ css: '.strip' })[0].focus());
  await page.press('ArrowDown');
  await page.waitFor(async () => { const top = await topOf(page, 'Paragraph 110 speaks'); return top > 0 && top < 800; }, { message: 'an arrow key does not go to the next note' });
  check.equal((await page.focused()).role, 'slider');
  await page.press('Enter');
  await page.waitFor(async () => /^Note: Paragraph 110/.test((await page.focused())?.name), { message: 'Enter does not go to the card' });
});

journey('on a phone there is no strip, and the panel closes when a note is chosen', async ({ page, server, engine, check }) => {
  await page.resize(Math.max(390, engine.can.narrowest), 800);
  await open(page, server);
  await four(page);
  check.equal(await page.has(strip), false);
  await openPanel(page);
  await page.click({ css: '.item', text: /Déjà vu/ });
  await page.gone(PANEL);
  await page.waitFor(async () => /Déjà vu/.test(await page.textOf(card('heron'))), { message: 'the sheet does not open' });
  await page.click(button('Next note'));
  await page.waitFor(async () => /litres/.test(await page.textOf(card('nine cans'))), { message: 'the next note does not come' });
});

journey('a question is marked as answered, and the file says so', async ({ page, server, check }) => {
  await open(page, server);
  await four(page);
  await page.click(card('nine cans'));
  await page.click(button('Mark as answered', card('nine cans')));
  await page.waitFor(async () => /Answered/.test(await page.textOf(card('nine cans'))));
  await page.waitFor(async () => (await page.announced()).includes('Marked as answered.'));
  const file = await page.run(async () => JSON.parse(await (await document.querySelector('postil-article').exportNotes('jsonld')).text()));
  const items = file.items ?? file.first?.items;
  check.match(items.find((one) => one.motivation === 'questioning')['postil:answered'], /^\d{4}-\d\d-\d\dT/);
  await page.reload();
  await ready(page);
  await page.click(card('nine cans'));
  await page.click(button('Mark as open', card('nine cans')));
  await page.waitFor(async () => !/Answered/.test(await page.textOf(card('nine cans'))));
  await page.click(button('Undo'));
  await page.waitFor(async () => /Answered/.test(await page.textOf(card('nine cans'))));
});

journey('a passage is bookmarked by a key, and a place by a button', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('The ferry was late');
  await page.get(TOOLBAR);
  await page.press('b');
  await becomes(page, async () => (await notes(page)).map((one) => one.motivation), ['bookmarking'], check);
  await page.waitFor(async () => (await page.announced()).includes('Bookmark kept.'));
  await becomes(page, () => paintedAs(page, 'postil-bookmark'), ['The ferry was late'], check);
  await page.click(button('Undo'));
  await becomes(page, () => notes(page), [], check);
  await page.click(button('Bookmark'));
  await becomes(page, async () => (await notes(page)).map((one) => one.motivation), ['bookmarking'], check);
  check.match((await call(page, 'getPlacements'))[0].text, /^The lamp at Skerry Point/);
});

journey('a reader who comes back is offered to go on where the last visit ended', { seconds: 90 }, async ({ page, server, check }) => {
  await long(page, server, 0);
  check.equal(await page.has(button('Continue there')), false);
  const far = () => page.run((lib) => { scrollTo(0, lib.passage({ from: 'Paragraph 80 speaks' }).getBoundingClientRect().top + scrollY - 40); });
  await far();
  // The place is kept once the page rests; a page that is left too soon has not kept it.
  await page.run(() => new Promise((done) => { setTimeout(done, 1_500); }));
  check.match(await page.attribute({ role: 'progressbar', name: 'Read so far' }, 'aria-valuenow'), /^[67]\d$/);
  await page.open('/pages/plain.html');
  await page.open('/long.html');
  await ready(page);
  await page.get(button('Continue there'));
  check.equal(await page.run(() => scrollY), 0);
  await page.click(button('Continue there'));
  await page.waitFor(async () => { const top = await topOf(page, 'Paragraph 80 speaks'); return top > -60 && top < 800; }, { message: 'the place does not come into view' });
  await page.gone(button('Continue there'));
  check.deepEqual(await notes(page), []);
  check.equal(/left-off/.test(await page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text())), false);
});

journey('paper has the highlights as marks, and the notes numbered at the end or beside the text', async ({ page, server, check }) => {
  await open(page, server);
  await four(page);
  const print = (name) => page.run((lib, event) => { window.dispatchEvent(new Event(event)); }, name);
  const copy = () => page.run(() => {
    const paper = document.querySelector('.postil-paper');
    const texts = (css) => [...paper.querySelectorAll(css)].map((one) => one.textContent);
    return paper && { marks: texts('mark').join('|'), numbers: texts('sup').join(' '), end: texts('.postil-endnotes').join(' '), beside: texts('p aside, li aside, .postil-paper > div aside').length };
  });
  await print('beforeprint');
  const endnotes = await copy();
  check.equal(endnotes.marks, 'The ferry was late|heron stood on the slipway|nine cans');
  check.equal(endnotes.numbers, '1 2');
  check.match(endnotes.end, /Déjà vu.*How many litres/);
  check.equal(endnotes.beside, 0);
  await print('afterprint');
  check.equal(await page.has({ css: '.postil-paper', hidden: true }), false);
  await page.click(button('Print'));
  await page.click({ role: 'radio', name: 'Beside the text' });
  await page.press('Escape');
  await page.gone({ role: 'dialog', name: 'Print' });
  await print('beforeprint');
  const beside = await copy();
  check.equal(beside.end, '');
  check.equal(beside.beside, 2);
  await print('afterprint');
  check.deepEqual(await paintedAs(page, 'postil-green'), ['The ferry was late']);
  await page.click(button('Print'));
  await page.click({ role: 'radio', name: /Left out/ });
  await page.press('Escape');
  await print('beforeprint');
  check.equal(await page.has({ css: '.postil-paper', hidden: true }), false);
  await becomes(page, () => painted(page), [], check);
  await print('afterprint');
  await becomes(page, () => paintedAs(page, 'postil-green'), ['The ferry was late'], check);
});

journey('tags complete from those in use, by keys and by pointer, and Escape closes the list alone', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'nine cans', { bodyValue: 'Oil', tags: ['driver', 'river', 'Rívage'] });
  await page.select('The ferry was late');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  const tags = { role: 'combobox', name: 'Tags' };
  await page.click(tags);
  await page.type('riv');
  const options = () => page.run((lib) => lib.findAll({ css: '[role=option]' }).map((one) => lib.tidy(one.textContent)));
  await becomes(page, options, ['Rívage', 'river', 'driver'], check);
  await page.press('ArrowDown');
  check.equal(await page.attribute({ role: 'option', name: 'Rívage' }, 'aria-selected'), 'true');
  await page.press('Escape');
  await becomes(page, options, [], check);
  await page.get(FIELD);
  await page.press('ArrowDown');
  await becomes(page, options, ['Rívage', 'river', 'driver'], check);
  await page.press('ArrowUp');
  await page.press('ArrowUp');
  await page.press('Enter');
  await page.get(button('Remove tag river'));
  await page.type('dri');
  await page.click({ role: 'option', name: 'driver' });
  await page.get(button('Remove tag driver'));
  await page.click(button('Save'));
  await page.gone(FIELD);
  await becomes(page, async () => (await notes(page))[0].tags, ['river', 'driver'], check);
});

journey('axe finds nothing wrong in the panel\'s filter, the print dialog, the strip and the list of tags', { seconds: 90 }, async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
  await open(page, server, { body: undefined, before: '<main>', after: '</main>' });
  await four(page);
  const fine = async (state) => {
    await page.run(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(null))); }));
    await page.until(() => [document, document.querySelector('postil-article').shadowRoot].every((root) => root.getAnimations().every((one) => one.playState !== 'running')));
    check.deepEqual(await page.axe(), [], state);
  };
  await page.get(strip);
  await fine('strip');
  await openPanel(page);
  await page.click({ css: '.sieve summary' });
  await page.click(chip('Blue 2'));
  await fine('filter');
  await page.press('Escape');
  await page.gone(PANEL);
  await fine('filtered margin');
  await page.click(button('Print'));
  await page.get({ role: 'dialog', name: 'Print' });
  await fine('print');
  await page.press('Escape');
  await page.click(button('Edit', card('heron')));
  await page.get(FIELD);
  await page.click({ role: 'combobox', name: 'Tags' });
  await page.type('z');
  await fine('tags');
});

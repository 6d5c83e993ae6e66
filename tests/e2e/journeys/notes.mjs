// Writing notes: the editor, its preview, tags and drafts; cards and their places; changing, deleting, undoing; the trash.
import { journey } from '../run.mjs';
import { FIELD, TOOLBAR, add, becomes, button, call, card, cardBoxes, notes, open, painted, places, ready, swatch, topOf, words, writeNote } from '../reader.mjs';

const undo = button('Undo');
const redo = button('Redo');

journey('a reader writes a note, and its card stands at the height of its passage', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('The ferry was late');
  await page.click(button('Add note', TOOLBAR));
  await page.waitFor(async () => (await page.focused())?.name === 'Note');
  check.equal((await page.focused()).role, 'textbox');
  await page.type('Again? Naïve café 🪶');
  await page.click(button('Save'));
  await page.gone(FIELD);
  const region = await page.get({ role: 'region', name: 'Notes' });
  const there = await page.get({ css: '[part~=note]', name: /^Note: The ferry was late/, within: region });
  check.match(await page.textOf(there), /Again\? Naïve café 🪶/);
  check.ok(Math.abs((await page.box(there)).top - await topOf(page, 'The ferry was late')) < 12);
  check.deepEqual(await notes(page), [{ color: 'yellow', motivation: 'commenting', words: 'Again? Naïve café 🪶', tags: [] }]);
  await page.waitFor(async () => (await page.announced()).includes('Note saved.'));
});

journey('a note is Markdown, and its preview shows what it becomes', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('The ferry was late');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Why **always**?\n\n- one\n- [two](https://example.org/two)\n\n<img src=x onerror=alert(1)>');
  await page.click({ role: 'tab', name: 'Preview' });
  const preview = await page.get({ role: 'tabpanel', name: 'Preview' });
  check.equal(await page.textOf({ css: 'strong', within: preview }), 'always');
  check.equal((await page.all({ css: 'li', within: preview })).length, 2);
  check.equal(await page.has({ css: 'img', within: preview }), false);
  await page.click({ role: 'tab', name: 'Write' });
  await page.get(FIELD);
  await page.click(button('Save'));
  const link = await page.get({ role: 'link', name: 'two', within: card('The ferry') });
  check.match(await link.attribute('rel'), /noopener/);
  check.equal(await page.has({ css: 'img', within: card('The ferry') }), false);
});

journey('a note is edited, tagged, recoloured and deleted, and every step is undone and redone', async ({ page, server, check }) => {
  await open(page, server);
  await writeNote(page, 'The ferry was late', 'First words');
  await page.click(button('Edit', card('The ferry')));
  await page.get(FIELD);
  check.equal(await page.value(FIELD), 'First words');
  await page.press('End');
  await page.type(', and more');
  await page.click({ css: 'input', name: 'Tags' });
  await page.type('sea, ferry');
  await page.press('Enter');
  await page.type('late');
  await page.click(button('Save'));
  await page.gone(FIELD);
  await becomes(page, () => notes(page), [{ color: 'yellow', motivation: 'commenting', words: 'First words, and more', tags: ['sea', 'ferry', 'late'] }], check);
  await page.click({ role: 'radio', name: 'Purple', within: card('The ferry') });
  await becomes(page, async () => (await notes(page))[0].color, 'purple', check);
  check.ok((await painted(page)).some(([, text]) => text === 'The ferry was late'));
  await page.click(button('Delete', card('The ferry')));
  await page.gone(card('The ferry'));
  await becomes(page, () => notes(page), [], check);
  check.equal((await painted(page)).some(([, text]) => text === 'The ferry was late'), false);
  await page.click(undo);
  await becomes(page, () => words(page), ['First words, and more'], check);
  await page.click(undo);
  await becomes(page, async () => (await notes(page))[0].color, 'yellow', check);
  await page.click(undo);
  await becomes(page, () => words(page), ['First words'], check);
  await page.click(undo);
  await becomes(page, () => notes(page), [], check);
  for (let step = 0; step < 3; step += 1) {
    await page.click(redo);
    await page.waitFor(async () => (await page.announced()).length > 0);
  }
  await becomes(page, () => notes(page), [{ color: 'purple', motivation: 'commenting', words: 'First words, and more', tags: ['sea', 'ferry', 'late'] }], check);
  await page.reload();
  await ready(page);
  check.deepEqual(await words(page), ['First words, and more']);
});

journey('undo and redo have keys, and there is nothing to undo after a reload', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('The ferry was late');
  await page.click(swatch('blue'));
  await page.click(card('The ferry'));
  await page.press('Mod+z');
  await page.gone(card('The ferry'));
  await page.focused();
  await page.clickText('Most entries');
  await page.click(undo);
  await page.press('Mod+Shift+z');
  await page.get(card('The ferry'));
  await page.press('Mod+z');
  await page.gone(card('The ferry'));
  await page.press('Mod+y');
  await page.get(card('The ferry'));
  await page.reload();
  await ready(page);
  check.equal(await call(page, 'undo'), false);
  check.deepEqual(await places(page), [['exact', 'The ferry was late']]);
});

journey('what was deleted lies in the trash and can be restored, also after a reload', async ({ page, server, check }) => {
  await open(page, server);
  await writeNote(page, 'Most entries are short', 'Like this one');
  await page.click(button('Delete', card('Most entries')));
  await page.gone(card('Most entries'));
  await becomes(page, () => notes(page), [], check);
  await page.reload();
  await ready(page);
  await page.click(button('Trash'));
  const trash = await page.get({ role: 'dialog', name: 'Trash' });
  check.match(await page.textOf(trash), /Most entries are short.*Like this one/);
  await page.click(button('Restore', trash));
  await becomes(page, () => words(page), ['Like this one'], check);
  await page.press('Escape');
  await page.gone({ role: 'dialog', name: 'Trash' });
  await page.get(card('Most entries'));
  check.deepEqual(await places(page), [['exact', 'Most entries are short']]);
});

journey('a reload finds notes, tags, colours and page notes again', async ({ page, server, check }) => {
  await open(page, server);
  await writeNote(page, 'The ferry was late', 'Was it?');
  await page.click(button('Note on the whole text'));
  await page.get(FIELD);
  await page.type('A calm read.');
  await page.click(button('Save'));
  await page.gone(FIELD);
  await add(page, 'heron stood', { color: 'green', tags: ['birds'] });
  const before = await call(page, 'getAnnotations');
  check.deepEqual(before.map((one) => one.motivation), ['describing', 'commenting', 'highlighting']);
  await page.reload();
  await ready(page);
  check.deepEqual(await call(page, 'getAnnotations'), before);
  check.deepEqual(await places(page), [['exact', 'The ferry was late'], ['exact', 'heron stood']]);
  for (const name of ['A calm read', 'The ferry', 'heron']) await page.get(card(name));
  const ranges = await painted(page);
  check.ok(['The ferry was late', 'heron stood'].every((text) => ranges.some(([, one]) => one === text)));
});

journey('words that were typed and not saved survive a reload', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('two boats came in');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Not saved yet');
  await page.until(() => new Promise((done) => { setTimeout(() => done(true), 700); }));
  check.deepEqual(await notes(page), []);
  await page.reload();
  await ready(page);
  await page.get(FIELD);
  check.equal(await page.value(FIELD), 'Not saved yet');
  await page.click(button('Save'));
  await becomes(page, () => words(page), ['Not saved yet'], check);
  check.deepEqual(await places(page), [['exact', 'two boats came in']]);
});

journey('Cancel and Escape lose no words: undo brings the editor back', async ({ page, server, check }) => {
  await open(page, server);
  await page.select('two boats came in');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Half a thought');
  await page.click(button('Cancel'));
  await page.gone(FIELD);
  check.deepEqual(await notes(page), []);
  await page.click(undo);
  await page.get(FIELD);
  check.equal(await page.value(FIELD), 'Half a thought');
  await page.press('Escape');
  await page.gone(FIELD);
  await page.click(undo);
  await page.get(FIELD);
  check.equal(await page.value(FIELD), 'Half a thought');
});

journey('a note is written on while the text is clicked: nothing typed is lost', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'Most entries are short', { bodyValue: 'Elsewhere' });
  await page.select('two boats came in');
  await page.click(button('Add note', TOOLBAR));
  await page.get(FIELD);
  await page.type('Half a thought');
  await page.clickText('Most entries');
  await page.clickText('Nobody asked her');
  await page.select('The ferry was late');
  await page.click(button('Add note', TOOLBAR));
  await page.waitFor(async () => (await page.value(FIELD)) === '');
  await page.type('Another');
  await page.click(button('Save'));
  await becomes(page, async () => (await words(page)).sort(), ['Another', 'Elsewhere', 'Half a thought'], check);
});

journey('a reply stands under the note it answers', async ({ page, server, check }) => {
  await open(page, server);
  await add(page, 'Most entries are short', { bodyValue: 'Are they?' });
  await page.click(button('Reply', card('Most entries')));
  await page.get(FIELD);
  await page.type('They are.');
  await page.click(button('Save'));
  await becomes(page, () => words(page), ['Are they?', 'They are.'], check);
  check.match(await page.textOf(card('Most entries')), /Are they\?.*They are\./);
});

for (const count of [10, 60]) {
  journey(`${count} cards never lie over each other`, async ({ page, server, check }) => {
    await open(page, server);
    await page.run(async (lib, many) => {
      const element = document.querySelector('postil-article');
      const text = [...await element.getText()];
      const step = Math.floor((text.length - 20) / many / 2);
      for (let at = 0; at < many; at += 1) {
        await element.addAnnotation({ start: 20 + at * step, end: 20 + at * step + 12, bodyValue: `Note ${at}: ${'word '.repeat(at % 25)}` });
      }
    }, count);
    const apart = async () => {
      const boxes = await cardBoxes(page);
      check.ok(boxes.length >= Math.min(count, 20), `${boxes.length} cards`);
      boxes.reduce((above, box) => {
        check.ok(box.top >= above.bottom, `${box.top} is over ${above.bottom}`);
        return box;
      });
      return true;
    };
    await page.waitFor(apart);
    await page.click({ css: '[part~=note]', index: 4 });
    await page.waitFor(apart);
    await page.resize(1100, 700);
    await page.waitFor(apart);
  });
}

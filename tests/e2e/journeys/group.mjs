// A group that reads together by files alone: who is who, whose notes are shown, what several marked, what was asked,
// what a teacher gives, and notes that go round in any order.
import { readFileSync } from 'node:fs';
import { journey } from '../run.mjs';
import { FIELD, add, becomes, button, call, card, notes, open, painted, ready, words } from '../reader.mjs';

const ARTICLE = 'urn:example:lamp';
const ATTRIBUTES = `article-id="${ARTICLE}"`;
const PEOPLE = { role: 'dialog', name: 'People' };
const PROFILE = { role: 'dialog', name: 'Who you are' };
const exported = (page) => page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text());
const uuid = (number) => `urn:uuid:0190a0a0-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** A quote with the words around it. */
const READING = readFileSync(new URL('../pages/reading.md', import.meta.url), 'utf8').replace(/^- /gm, '').replace(/\s+/g, ' ');
const around = (exact) => {
  const at = READING.indexOf(exact);
  const end = at + exact.length;
  return { exact, prefix: READING.slice(Math.max(0, at - 40), at), suffix: READING.slice(end, end + 40) };
};

/** An annotation by somebody, as a file has it. */
const by = (name, number, quote, text, rest = {}) => ({
  type: 'Annotation',
  id: uuid(number),
  motivation: 'commenting',
  created: '2026-01-02T03:04:05Z',
  creator: { id: `urn:uuid:${name.toLowerCase().replace(' ', '-')}`, type: 'Person', name },
  body: { type: 'TextualBody', value: text },
  target: { source: ARTICLE, selector: { type: 'TextQuoteSelector', ...around(quote) } },
  ...rest,
});
const reply = (name, number, to, text) => by(name, number, '', text, { motivation: 'replying', target: to });
const take = async (page, check, ...items) => {
  const report = await call(page, 'importNotes', JSON.stringify(items));
  check.deepEqual(report.rejected, []);
  return report;
};
async function openPeople(page) {
  await page.click(button('People'));
  await page.get(PEOPLE);
}
/** The checkbox of a person is found by its name, which stands after it. */
const shows = (name) => ({ role: 'checkbox', name: `Show the notes of ${name}`, within: PEOPLE });

journey('group: a reader can highlight without a name, and gives one when there is somebody to give it to', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  await add(page, 'The ferry was late', { bodyValue: 'Mine' });
  check.equal(await page.has({ role: 'dialog' }), false);
  const before = (await call(page, 'getAnnotations'))[0].creator;
  check.equal(before.name, undefined);
  await take(page, check, by('Bo', 1, 'two boats came in', 'Which ones?'));
  await openPeople(page);
  await page.click(button('Who you are', PEOPLE));
  await page.fill({ role: 'textbox', name: 'Your name', within: PROFILE }, 'Ada Lovelace');
  check.equal(await page.value({ role: 'textbox', name: 'Your name', within: PROFILE }), 'Ada Lovelace');
  await page.click({ role: 'radio', name: 'Purple', within: PROFILE });
  await page.click(button('Done', PROFILE));
  await page.gone(PROFILE);
  await becomes(page, async () => (await call(page, 'getAnnotations')).map((one) => one.creator.name), ['Ada Lovelace', 'Bo'], check);
  check.equal((await call(page, 'getAnnotations'))[0].creator.id, before.id, 'the id stays');
  const file = JSON.parse(await exported(page));
  check.deepEqual([file.creator.id, file.creator.name, file.creator.color], [before.id, 'Ada Lovelace', 'purple']);
  await page.reload();
  await ready(page);
  check.equal((await call(page, 'getAnnotations'))[0].creator.name, 'Ada Lovelace');
  await page.run(() => document.querySelector('postil-article').setAttribute('reader', 'Student 7'));
  await becomes(page, async () => (await call(page, 'getAnnotations'))[0].creator.name, 'Student 7', check);
  check.equal((await call(page, 'getAnnotations'))[0].creator.id, before.id);
});

journey('group: every person has a badge and a pattern; a hidden layer is neither painted nor in the margin', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  await add(page, 'The ferry was late', { bodyValue: 'Mine' });
  await take(page, check, by('Bo Diddley', 1, 'two boats came in', 'Which ones?'), by('Cy', 2, 'heron stood', 'A bird'));
  const patterns = async () => (await painted(page)).filter(([name]) => name.startsWith('postil-by-'));
  await page.waitFor(async () => (await patterns()).length === 2);
  check.equal(new Set((await patterns()).map(([name]) => name)).size, 2, 'two people, two patterns');
  await page.get(card('Bo Diddley: two boats'));
  check.equal(await page.has(button('Edit', card('Bo Diddley'))), false);
  await openPeople(page);
  check.match(await page.textOf(PEOPLE), /You.*1 note.*BD.*Bo Diddley.*1 note.*C.*Cy.*1 note/);
  await page.click(shows('Bo Diddley'));
  await page.gone(card('two boats'));
  await becomes(page, async () => (await painted(page)).some(([, text]) => text === 'two boats came in'), false, check);
  check.equal((await call(page, 'getAnnotations')).length, 3, 'hidden is not gone');
  await page.click(shows('Bo Diddley'));
  await page.get(card('two boats'));
  await page.press('Escape');
  await page.gone(PEOPLE);
});

journey('group: notes of my other device become mine when I say so, and not when their file does; undo takes it back', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  const own = await add(page, 'The ferry was late', { bodyValue: 'Mine' });
  const claim = { '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'AnnotationCollection', creator: { id: 'urn:uuid:phone', type: 'Person', name: 'Ada’s phone', 'postil:also': [own.creator.id], revision: 1 }, first: { type: 'AnnotationPage', items: [by('Phone', 1, 'two boats came in', 'From the phone')] } };
  await call(page, 'importNotes', JSON.stringify(claim));
  check.equal((await call(page, 'deleteAnnotation', uuid(1))).error, 'AnnotationError', 'a claim is not believed');
  await openPeople(page);
  check.match(await page.textOf(PEOPLE), /file of Ada’s phone says that this is you/);
  await page.click(button('These are mine too', PEOPLE));
  await page.waitFor(async () => /You.*2 notes.*Also you: Ada’s phone/.test(await page.textOf(PEOPLE)));
  await page.press('Escape');
  await page.click(card('two boats'));
  await page.click(button('Edit', card('two boats')));
  await page.get(FIELD);
  await page.press('Control+End');
  await page.type(', changed here');
  await page.click(button('Save'));
  await becomes(page, () => words(page), ['Mine', 'From the phone, changed here'], check);
  check.equal((await call(page, 'getAnnotations'))[1].creator.id, 'urn:uuid:phone', 'its author there stays');
  check.deepEqual(JSON.parse(await exported(page)).creator['postil:also'], ['urn:uuid:phone']);
  await page.reload();
  await ready(page);
  await openPeople(page);
  check.match(await page.textOf(PEOPLE), /Also you/);
  await page.click(button('Not mine', PEOPLE));
  await page.waitFor(async () => /You.*1 note.*Ada’s phone.*1 note/.test(await page.textOf(PEOPLE)));
  await page.press('Escape');
  await page.click(button('Undo'));
  await becomes(page, async () => (await call(page, 'updateAnnotation', { id: uuid(1), bodyValue: 'Mine again' })).error, undefined, check);
});

journey('group: what several marked and what was asked stand in lists, and a reply answers', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  await add(page, 'two boats came in', { color: 'green' });
  await take(page, check,
    by('Bo', 1, 'boats came in under one', 'Odd'),
    by('Cy', 2, 'heron stood', 'Why a heron?', { motivation: 'questioning' }),
    by('Bo', 3, 'The ferry was late', 'How late?', { motivation: 'questioning' }));
  await openPeople(page);
  check.match(await page.textOf(PEOPLE), /Marked by several.*boats came in.*You.*Bo.*Questions.*How late\?.*Bo.*Not answered yet.*Why a heron\?.*Cy.*Not answered yet/);
  await page.press('Escape');
  await call(page, 'addAnnotation', { target: uuid(2), bodyValue: 'It was there' });
  await openPeople(page);
  await page.waitFor(async () => /Why a heron\?.*Answered.*1 reply/.test(await page.textOf(PEOPLE)));
  await page.click({ role: 'button', name: /^How late/, within: PEOPLE });
  await page.waitFor(async () => (await page.attribute(card('Bo: The ferry'), 'aria-current')) === 'true');
});

journey('group: replies wait for what they answer, in whatever order they come', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  await take(page, check, reply('Cy', 3, uuid(2), 'To Bo'));
  await page.get({ css: '[part~=note]', text: /answers a note that is not here/ });
  await take(page, check, reply('Bo', 2, uuid(1), 'To Ann'));
  await take(page, check, by('Ann', 1, 'heron stood', 'First'));
  await page.get({ ...card('^Ann: heron stood'), text: /First.*To Ann.*To Bo/ });
  check.deepEqual(await words(page), ['First', 'To Ann', 'To Bo']);
  check.equal(await page.has({ role: 'group', name: 'Notes without a place' }), false);
});

const teacherFile = JSON.stringify({
  '@context': 'http://www.w3.org/ns/anno.jsonld',
  type: 'AnnotationCollection',
  first: { type: 'AnnotationPage', items: [
    by('Ms Byron', 901, 'The ferry was late', 'Mark the sentence that tells why.', { motivation: 'questioning' }),
    by('Ms Byron', 902, 'heron stood', 'Note the bird.'),
  ] },
});

journey('teach: the site owner\'s notes are seen by everybody, belong to nobody here, and replies to them are the reader\'s', async ({ page, server, check }) => {
  server.put('/notes/teacher.jsonld', teacherFile);
  const attributes = `${ATTRIBUTES} layers="/notes/teacher.jsonld"`;
  await open(page, server, { attributes });
  check.deepEqual(await words(page), ['Mark the sentence that tells why.', 'Note the bird.']);
  const prompt = card('^Ms Byron: The ferry');
  check.equal(await page.has(button('Edit', prompt)), false);
  check.equal((await call(page, 'updateAnnotation', { id: uuid(901), bodyValue: 'x' })).error, 'AnnotationError');
  await page.click(button('Answer', prompt));
  await page.get(FIELD);
  await page.type('Because of the fog');
  await page.click(button('Save'));
  await page.gone(FIELD);
  await page.gone(button('Answer', prompt));
  const file = JSON.parse(await exported(page));
  check.deepEqual(file.first.items.map((one) => one.target), [uuid(901)], 'only the reply is the reader\'s to give away');
  check.match(JSON.stringify((await call(page, 'importNotes', teacherFile)).rejected), /layer|read/i);
  await openPeople(page);
  check.match(await page.textOf(PEOPLE), /You.*1 note.*Ms Byron.*2 notes.*from this page/);
  check.equal(await page.has(button('These are mine too', PEOPLE)), false);
  await page.click(shows('Ms Byron'));
  await page.gone(prompt);
  await page.press('Escape');
});

journey('teach: a file that is out of reach says so, the rest works, replies wait, and trying again brings it', async ({ page, server, origin, check }) => {
  const elsewhere = await origin();
  elsewhere.put('/teacher.jsonld', teacherFile, { type: 'application/ld+json', headers: { 'Access-Control-Allow-Origin': '*' } });
  server.put('/other.jsonld', JSON.stringify([by('Mr Babbage', 801, 'two boats came in', 'Count them.')]));
  const attributes = `${ATTRIBUTES} layers="${elsewhere.url}/teacher.jsonld other.jsonld"`;
  await open(page, server, { attributes });
  check.deepEqual(await words(page), ['Mark the sentence that tells why.', 'Note the bird.', 'Count them.']);
  await call(page, 'addAnnotation', { target: uuid(901), bodyValue: 'My answer' });
  elsewhere.behave('/teacher.jsonld', { status: 503 });
  await page.reload();
  await ready(page);
  const alert = { role: 'alert', text: /could not be loaded.*teacher\.jsonld/ };
  await page.get(alert);
  check.deepEqual(await words(page), ['Count them.', 'My answer']);
  await page.get({ css: '[part~=note]', text: /My answer.*answers a note that is not here/ });
  await page.click(button('Try again', alert));
  await page.get(alert);
  elsewhere.behave('/teacher.jsonld', null);
  await page.click(button('Try again', alert));
  await page.gone(alert);
  await page.get({ ...card('^Ms Byron: The ferry'), text: /My answer/ });
  check.deepEqual(await words(page), ['Mark the sentence that tells why.', 'My answer', 'Note the bird.', 'Count them.']);
  // Without the other site's leave the browser gives nothing, and a file of nonsense is no notes.
  elsewhere.put('/closed.jsonld', teacherFile);
  server.put('/nonsense.jsonld', '{"hello": 1');
  await page.run((lib, url) => document.querySelector('postil-article').setAttribute('layers', `${url}/closed.jsonld nonsense.jsonld other.jsonld`), elsewhere.url);
  for (const name of ['closed', 'nonsense']) await page.get({ role: 'alert', text: new RegExp(`${name}\\.jsonld`) });
  await becomes(page, () => words(page), ['Count them.', 'My answer'], check);
});

journey('teach: a file that does not answer holds nothing up', async ({ page, server, check }) => {
  server.put('/slow.jsonld', teacherFile, { hang: true });
  await open(page, server, { attributes: `${ATTRIBUTES} layers="/slow.jsonld"` });
  await add(page, 'The ferry was late', { bodyValue: 'Meanwhile' });
  check.deepEqual(await words(page), ['Meanwhile']);
});

journey('group: a note changed on two devices shows both texts until its author chooses', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  const { id } = await add(page, 'The ferry was late', { bodyValue: 'As it was' });
  const file = JSON.parse(await exported(page));
  const [item] = file.first.items;
  const elsewhere = (text, device) => JSON.stringify([{ ...item, body: { type: 'TextualBody', format: 'text/markdown', value: text }, modified: '1999-01-01T00:00:00Z', 'postil:version': { ...item['postil:version'], [device]: 1 }, revision: 2 }]);
  await call(page, 'updateAnnotation', { id, bodyValue: 'Changed here' });
  const report = await call(page, 'importNotes', elsewhere('Changed there', 'phone'));
  check.equal(report.conflicts, 1);
  await page.get({ css: '[part~=note]', text: /two versions/ });
  check.match(await page.textOf(card('The ferry')), /Changed (here|there).*two versions of this note.*Changed (here|there)/);
  await page.click(button('Keep both texts', card('The ferry')));
  await page.waitFor(async () => /Changed here[^]*Changed there|Changed there[^]*Changed here/.test((await words(page))[0]));
  check.equal((await call(page, 'getAnnotations'))[0]['postil:conflicts'], undefined);
  await page.click(button('Undo'));
  await page.get(button('Use this one', card('The ferry')));
  const [shown] = await words(page);
  await page.click(button('Use this one', card('The ferry')));
  await page.waitFor(async () => (await words(page))[0] !== shown);
  check.equal((await call(page, 'getAnnotations'))[0]['postil:conflicts'], undefined);
  // Deleted in one place and changed in another: the words stay to be seen.
  const stone = { ...item, body: undefined, deleted: '2031-01-01T00:00:00Z', 'postil:version': { ...item['postil:version'], watch: 9 }, revision: 10 };
  await call(page, 'importNotes', JSON.stringify([stone]));
  await page.get({ css: '[part~=note]', text: /deleted in one place and changed in another/ });
  await page.click(button('Keep it', card('The ferry')));
  await page.gone({ css: '[part~=note]', text: /deleted in one place/ });
  check.equal((await words(page)).length, 1);
});

journey('group: two tabs that change different parts of one note end with both changes', async ({ page, server, check }) => {
  await open(page, server, { attributes: ATTRIBUTES });
  const { id } = await add(page, 'The ferry was late', { bodyValue: 'As it was' });
  const other = await page.newTab('/article.html');
  await ready(other);
  const begin = (tab, patch) => tab.run((lib, change) => { document.querySelector('postil-article').updateAnnotation(change); }, { id, ...patch });
  await begin(page, { bodyValue: 'Words from one' });
  await begin(other, { tags: ['from two'], color: 'pink' });
  for (const tab of [page, other]) {
    await becomes(tab, async () => (await notes(tab)).map((one) => [one.words, one.tags, one.color]), [['Words from one', ['from two'], 'pink']], check);
    check.equal((await call(tab, 'getAnnotations'))[0]['postil:conflicts'], undefined);
  }
  await other.close();
});

journey('group: three readers send files round in different orders until all three show the same', { seconds: 150 }, async ({ page, server, origin, check }) => {
  const servers = [server, await origin(), await origin()];
  const names = ['Ada', 'Bo', 'Cy'];
  const at = async (reader) => open(page, servers[reader], { attributes: `${ATTRIBUTES} reader="${names[reader]}"` });
  const files = [];
  const quotes = ['The ferry was late', 'two boats came in', 'heron stood'];
  for (const reader of [0, 1, 2]) {
    await at(reader);
    await add(page, quotes[reader], { bodyValue: `By ${names[reader]}` });
    await add(page, 'boats came', { color: 'blue' });
    files[reader] = [await exported(page)];
  }
  // Everybody reads somebody else's first, answers what is there, changes and deletes something of their own.
  for (const reader of [0, 1, 2]) {
    await at(reader);
    for (const turn of [1, 2]) await call(page, 'importNotes', files[(reader + turn) % 3][0]);
    const all = await call(page, 'getAnnotations');
    const own = all.filter((one) => one.creator.name === names[reader]);
    const theirs = all.find((one) => one.creator.name === names[(reader + 1) % 3] && one.motivation === 'commenting');
    await call(page, 'addAnnotation', { target: theirs.id, bodyValue: `${names[reader]} answers` });
    await call(page, 'updateAnnotation', { id: own.find((one) => one.motivation === 'commenting').id, bodyValue: `By ${names[reader]}, changed` });
    if (reader === 2) await call(page, 'deleteAnnotation', own.find((one) => one.motivation === 'highlighting').id);
    files[reader].push(await exported(page));
  }
  const orders = [[1, 0, 2, 2], [2, 1, 0, 1], [0, 2, 1, 0]];
  const seen = [];
  for (const reader of [0, 1, 2]) {
    await at(reader);
    for (const from of orders[reader]) for (const file of from === 1 ? files[from] : [...files[from]].reverse()) await call(page, 'importNotes', file);
    files[reader].push(await exported(page));
  }
  for (const reader of [0, 1, 2]) {
    await at(reader);
    for (const from of orders[reader]) await call(page, 'importNotes', files[from][2]);
    const all = await call(page, 'getAnnotations');
    check.ok(all.every((one) => one['postil:conflicts'] === undefined));
    seen.push(all.map(({ id, creator, body, target, color, 'postil:version': version }) => ({ id, creator, body, target, color, version })));
  }
  check.equal(seen[0].length, 8);
  check.deepEqual(seen[1], seen[0]);
  check.deepEqual(seen[2], seen[0]);
  check.deepEqual(seen[0].flatMap((one) => [one.body ?? []].flat()).filter((body) => /changed|answers/.test(body.value)).length, 6);
});

journey('group: nothing of the group breaks what a machine can check of accessibility', async ({ page, server, engine, skip, check }) => {
  if (engine.name !== 'chromium') skip('one engine is enough: what axe reads is the same in all');
  server.put('/teacher.jsonld', teacherFile);
  await open(page, server, { attributes: `${ATTRIBUTES} layers="/teacher.jsonld"`, before: '<main>', after: '</main>' });
  const { id } = await add(page, 'two boats came in', { bodyValue: 'Mine' });
  const [item] = JSON.parse(await exported(page)).first.items;
  await take(page, check, by('Bo', 1, 'boats came in', 'Odd', { motivation: 'questioning' }), by('Cy', 2, 'heron stood', 'Bird'));
  await call(page, 'updateAnnotation', { id, bodyValue: 'Here' });
  await call(page, 'importNotes', JSON.stringify([{ ...item, body: { type: 'TextualBody', value: 'There' }, 'postil:version': { ...item['postil:version'], phone: 1 }, revision: 2 }]));
  const fine = async (state) => {
    await page.run(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done(null))); }));
    await page.until(() => [document, document.querySelector('postil-article').shadowRoot]
      .every((root) => root.getAnimations().every((one) => one.playState !== 'running')));
    check.deepEqual(await page.axe(), [], state);
  };
  await page.get({ css: '[part~=note]', text: /two versions/ });
  await fine('cards of four people, a prompt and a conflict');
  await openPeople(page);
  await fine('people');
  await page.click(button('Who you are', PEOPLE));
  await page.get(PROFILE);
  await fine('profile');
  await page.press('Escape');
  await page.gone(PROFILE);
  await page.resize(390, 800);
  await openPeople(page);
  await fine('people at the width of a phone');
});

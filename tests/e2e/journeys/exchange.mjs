// Notes between people: every format, links, the export, what is dropped and pasted, backups, long work, hostile files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { journey } from '../run.mjs';
import { CHOOSER, add, becomes, button, call, listen, heard, notes, open, places, ready, words } from '../reader.mjs';

const IMPORT = { role: 'dialog', name: 'Import notes' };
const EXPORT = { role: 'dialog', name: 'Export notes' };
const RESTORE = { role: 'dialog', name: 'Restore a backup' };
const HERE = 'article-id="urn:example:lamp"';
const folder = mkdtempSync(join(tmpdir(), 'postil-exchange-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name, content) => {
  const path = join(folder, `${Math.random().toString(36).slice(2)}-${name}`);
  writeFileSync(path, content);
  return path;
};
/** An export as `{ type, text, bytes }`; bytes as base64. */
const exported = (page, format) => page.run(async (lib, name) => {
  const blob = await document.querySelector('postil-article').exportNotes(name);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return { type: blob.type, text: await blob.text(), bytes: btoa(letters) };
}, format);
const importBytes = (page, base64, options) => page.run(async (lib, letters, how) => {
  const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  try {
    return await document.querySelector('postil-article').importNotes(new Blob([bytes]), how);
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}, base64, options ?? {});
async function choose(page, ...paths) {
  await page.click(button('Import notes'));
  await page.upload({ css: '#chooser' }, paths.join('\n'));
}
async function group(page, server, more = '') {
  await open(page, server, { attributes: `${HERE} ${more}`, head: CHOOSER });
}
async function some(page) {
  await add(page, 'The ferry was late', { bodyValue: 'Déjà **vu** 🪶', tags: ['sea side'] });
  await add(page, 'heron stood', { color: 'green' });
  const { id } = await add(page, 'two boats came in', { bodyValue: 'Which ones?', motivation: 'questioning' });
  await call(page, 'addAnnotation', { target: id, bodyValue: 'The red one.' });
  await call(page, 'addAnnotation', { bodyValue: 'On the whole.' });
}
const quotes = async (page) => (await places(page)).map(([state, text]) => [state, text]);

journey('every format is exported with its media type, and what can be read comes back in a fresh browser', { seconds: 90 }, async ({ page, server, origin, check }) => {
  await group(page, server);
  await some(page);
  const kept = await notes(page);
  const types = {
    jsonld: 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',
    annotationset: 'application/zip;profile="https://www.w3.org/TR/epub-anno-10/"',
    hypothesis: 'application/json', markdown: 'text/markdown', csv: 'text/csv', html: 'text/html',
  };
  const files = {};
  for (const [format, type] of Object.entries(types)) {
    files[format] = await exported(page, format);
    check.equal(files[format].type, type.toLowerCase(), 'browsers write the types of blobs small');
  }
  check.match(files.markdown.text, /^---\ntitle: "The lamp at Skerry Point"\nurl: .*\nauthor: "Ada Brink"/);
  check.match(files.markdown.text, /> The ferry was late\n\nDéjà \*\*vu\*\* 🪶\n\n#sea-side · .*#:~:text=/);
  check.match(files.csv.text, /^Highlight,Title,Author,URL,Note,Location,Date\r?\n/);
  check.match(files.html.text, /^<!DOCTYPE html>[^]*<strong>vu<\/strong>/);
  check.ok(!/<script|<img|<link/i.test(files.html.text));
  check.equal(JSON.parse(files.hypothesis.text).annotations.length, 5);
  const zip = Buffer.from(files.annotationset.bytes, 'base64');
  check.equal(zip.readUInt32LE(0), 0x04034b50);
  check.equal(zip.readUInt16LE(8), 8, 'deflated');
  const length = zip.readUInt32LE(18);
  const set = JSON.parse(inflateRawSync(zip.subarray(30 + zip.readUInt16LE(26), 30 + zip.readUInt16LE(26) + length)));
  check.equal(set.type, 'AnnotationSet');
  check.equal(set.items.length, 4, 'a reply has no place in a set');
  for (const format of ['jsonld', 'annotationset', 'hypothesis', 'markdown']) {
    const other = await origin();
    await group(page, other);
    const report = await importBytes(page, files[format].bytes);
    check.equal(report.format, format);
    const expected = format === 'annotationset' ? 4 : 5;
    check.deepEqual([report.added, report.rejected, report.unplaced], [expected, [], 0], format);
    if (format === 'jsonld' || format === 'markdown') check.deepEqual(await notes(page), kept);
    else check.deepEqual((await words(page)).filter(Boolean).length, format === 'annotationset' ? 3 : 4);
    check.deepEqual((await quotes(page)).map(([state]) => state), ['exact', 'exact', 'exact']);
  }
  for (const format of ['csv', 'html']) check.equal((await importBytes(page, files[format].bytes)).error, 'ImportError');
  for (const wrong of ['docx', '', null, 7]) check.equal((await call(page, 'exportNotes', wrong)).error, 'AnnotationError');
});

journey('a link carries the notes: whoever opens it sees the preview first, and the address is clean after', async ({ page, server, origin, check }) => {
  await group(page, server, 'reader="Ann"');
  await some(page);
  const link = await call(page, 'shareLink');
  check.match(link, /\/article\.html#postil=z\.[A-Za-z0-9_-]+$/);
  check.ok(link.length < 8000, `${link.length}`);
  const kept = await notes(page);
  const other = await origin();
  await group(page, other);
  await page.open(`${other.url}/article.html?a=b${new URL(link).hash}`);
  await ready(page);
  await page.get(IMPORT);
  check.match(await page.textOf(IMPORT), /The link holds:.*5 new notes.*Ann/);
  check.deepEqual(await notes(page), [], 'nothing is written before Import');
  check.match(await page.url(), /#postil=/, 'a reload offers it again');
  await page.click(button('Import', IMPORT));
  await page.gone(IMPORT);
  await becomes(page, () => notes(page), kept, check);
  check.equal(await page.url(), `${other.url}/article.html?a=b`);
  check.ok(!other.requests.some((line) => line.includes('postil=')), 'no server gets them');
  await page.reload();
  await ready(page);
  check.equal(await page.has(IMPORT), false);
  // The same page, another link: no reload happens.
  await page.run((lib, hash) => { location.hash = hash; }, new URL(link).hash);
  await page.get(IMPORT);
  check.match(await page.textOf(IMPORT), /5 notes that you have already/);
  await page.click(button('Cancel', IMPORT));
  await page.gone(IMPORT);
  check.equal(await page.url(), `${other.url}/article.html?a=b`);
  await page.run((lib, hash) => { location.hash = hash; }, `${new URL(link).hash.slice(0, 60)}`);
  await page.get({ role: 'alert', text: /cut off on their way/ });
  check.ok(!(await page.url()).includes('#postil='));
});

journey('the export shows every format with what it keeps, saves the file, and shows how long a link is', async ({ page, server, origin, engine, check }) => {
  await group(page, server, 'reader="Ann Lee"');
  await some(page);
  await page.click(button('Export notes'));
  await page.get(EXPORT);
  const radios = await page.all({ role: 'radio', within: EXPORT });
  check.equal(radios.length, 6);
  for (const one of radios) check.ok((await page.nameOf(one)).length > 20, 'one line on what it keeps');
  await page.click({ role: 'radio', name: /^EPUB/, within: EXPORT });
  await page.gone(button('Copy', EXPORT));
  if (engine.can.download) {
    const { name, bytes } = await page.download(() => page.click(button('Download', EXPORT)));
    check.match(name, /^The lamp at Skerry Point Ann Lee \d{4}-\d\d-\d\d\.annotations$/);
    check.equal(bytes.readUInt32LE(0), 0x04034b50);
    await page.get({ role: 'status', text: /^Saved as The lamp.* 1 note cannot be kept/, within: EXPORT });
  }
  await page.click({ role: 'radio', name: /^Markdown/, within: EXPORT });
  await page.get(button('Copy', EXPORT));
  await page.click(button('Make a link', EXPORT));
  const link = await page.value({ role: 'textbox', name: 'Link', within: EXPORT });
  check.equal(link, await call(page, 'shareLink'));
  check.match(await page.textOf(EXPORT), new RegExp(`${link.length.toLocaleString('en')} characters\\. Whoever opens it`));
  await page.get({ role: 'meter', name: 'Length of the link', within: EXPORT });
  await page.press('Escape');
  await page.gone(EXPORT);
  check.equal((await page.focused()).name, 'Export notes');
});

journey('only what the search shows is exported when that is chosen', async ({ page, server, origin, engine, skip, check }) => {
  if (!engine.can.download) skip('it cannot be driven to keep a download');
  await group(page, server);
  await some(page);
  await page.click(button('All notes'));
  await page.click({ role: 'searchbox' });
  await page.type('boats');
  await page.press('Escape');
  await page.gone({ role: 'searchbox' });
  await page.click(button('Export notes'));
  await page.click({ role: 'radio', name: /shows: 2 notes/, within: EXPORT });
  const { bytes } = await page.download(() => page.click(button('Download', EXPORT)));
  check.deepEqual(JSON.parse(bytes).first.items.map((one) => one.body.value), ['Which ones?', 'The red one.']);
});

journey('several files at once: people are chosen, refusals named, and one undo takes all back', async ({ page, server, origin, check }) => {
  const item = (number, name, more = {}) => ({
    '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'Annotation', id: `urn:uuid:0190a0a0-0000-7000-8000-00000000000${number}`, motivation: 'commenting',
    creator: { id: `urn:uuid:${name}`, name }, body: { type: 'TextualBody', value: `${name} ${number}`, format: 'text/markdown' }, target: 'urn:example:lamp', ...more,
  });
  await group(page, server);
  await add(page, 'heron stood', { bodyValue: 'Mine' });
  await choose(page,
    fileOf('ann.jsonld', JSON.stringify([item(1, 'Ann'), item(2, 'Ann'), { type: 'Annotation' }])),
    fileOf('bo.jsonld', JSON.stringify([item(3, 'Bo'), item(4, 'Bo', { target: 'https://elsewhere.example/' })])),
    fileOf('broken.json', '{"a":'));
  await page.get(IMPORT);
  const told = await page.textOf(IMPORT);
  check.match(told, /3 new notes/);
  check.match(told, /1 note is about another text/);
  check.match(told, /broken\.json: This file is broken in line 1/);
  await page.click({ css: 'summary', within: IMPORT });
  const reasons = await page.textOf({ css: 'details', within: IMPORT });
  check.match(reasons, /ann\.jsonld: Item 3: “\S+” is missing/);
  check.match(reasons, /bo\.jsonld: Item 2: it is about another text/);
  await page.click({ role: 'checkbox', name: /^Bo/, within: IMPORT });
  await page.waitFor(async () => /2 new notes/.test(await page.textOf(IMPORT)));
  check.deepEqual(await words(page), ['Mine']);
  await page.click(button('Import', IMPORT));
  await page.gone(IMPORT);
  await becomes(page, () => words(page), ['Ann 1', 'Ann 2', 'Mine'], check);
  await page.click(button('Undo'));
  await becomes(page, () => words(page), ['Mine'], check);
});

/** Drops a file, or pastes a text, as the browser would tell the page of it. */
const drop = (page, name, content) => page.run((lib, file, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], file));
  const event = (type) => new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, composed: true });
  const target = document.querySelector('postil-article p');
  return [!target.dispatchEvent(event('dragover')), !target.dispatchEvent(event('drop'))];
}, name, content);
const paste = (page, css, text) => page.run((lib, selector, words) => {
  const data = new DataTransfer();
  data.setData('text/plain', words);
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true });
  // Some engines do not take what the constructor was given.
  if (!event.clipboardData?.getData('text/plain')) Object.defineProperty(event, 'clipboardData', { value: data });
  return !document.querySelector(selector).dispatchEvent(event);
}, css, text);

journey('a file can be dropped on the article, and notes or a link pasted; what is pasted elsewhere is left alone', async ({ page, server, origin, check }) => {
  await group(page, server);
  await some(page);
  const { text } = await exported(page, 'jsonld');
  const link = await call(page, 'shareLink');
  const other = await origin();
  await open(page, other, { attributes: HERE, before: '<input id="field">' });
  const opened = async (how) => {
    check.ok((await how()).toString().includes('true'));
    await page.get(IMPORT);
    check.match(await page.textOf(IMPORT), /5 new notes/);
    await page.press('Escape');
    await page.gone(IMPORT);
  };
  await opened(() => drop(page, 'dropped.jsonld', text));
  await opened(() => paste(page, 'body', text));
  await opened(() => paste(page, 'postil-article p', `Look at this: ${link} and tell me`));
  check.equal(await paste(page, '#field', text), false);
  check.equal(await paste(page, 'body', 'Some words, no notes.'), false);
  await paste(page, 'body', '{"some": "other JSON"}');
  check.equal(await page.has(IMPORT), false);
  check.equal(await page.has({ role: 'alert' }), false);
  check.deepEqual(await notes(page), []);
});

journey('a backup holds all articles, the trash and what is not saved; restoring overwrites nothing', { seconds: 90 }, async ({ page, server, origin, engine, skip, check }) => {
  if (!engine.can.download) skip('it cannot be driven to keep a download');
  await open(page, server, { path: '/other.html', attributes: 'article-id="urn:example:other"' });
  await add(page, 'heron stood', { bodyValue: 'On the other' });
  await group(page, server);
  await add(page, 'The ferry was late', { bodyValue: 'Kept' });
  const { id } = await add(page, 'two boats came in', { bodyValue: 'Thrown away' });
  await call(page, 'deleteAnnotation', id);
  await page.click(button('Note on the whole text'));
  await page.waitFor(async () => (await page.focused())?.name === 'Note');
  await page.type('Half a word');
  await page.waitFor(() => page.run(() => new Promise((done) => {
    const request = indexedDB.open('postil');
    request.onsuccess = () => {
      const database = request.result;
      const count = database.transaction('drafts').objectStore('drafts').count();
      count.onsuccess = () => { database.close(); done(count.result === 1); };
    };
  })), { message: 'the draft is not kept' });
  await page.click(button('Export notes'));
  const { name, bytes } = await page.download(() => page.click(button('Save a backup', EXPORT)));
  check.match(name, /^The lamp at Skerry Point \d{4}-\d\d-\d\d\.postil-backup\.jsonl$/);
  check.equal(String(bytes).trim().split('\n').length, 5, 'a head, three notes, a draft');
  const path = fileOf('backup.jsonl', bytes);
  const fresh = await origin();
  await group(page, fresh);
  await add(page, 'heron stood', { bodyValue: 'Already here' });
  await choose(page, path);
  await page.get(RESTORE);
  const told = await page.textOf(RESTORE);
  check.match(told, /2 new notes.*1 note that was deleted.*notes on 2 texts.*1 note that was not saved yet/);
  check.deepEqual(await words(page), ['Already here']);
  await page.click(button('Restore', RESTORE));
  await page.gone(RESTORE);
  await becomes(page, () => words(page), ['Kept', 'Already here'], check);
  await choose(page, path);
  await page.get(RESTORE);
  check.match(await page.textOf(RESTORE), /3 notes that you have already/);
  await page.click(button('Cancel', RESTORE));
  await page.reload();
  await ready(page);
  check.equal(await page.value({ role: 'textbox', name: 'Note' }), 'Half a word');
  await open(page, fresh, { path: '/other.html', attributes: 'article-id="urn:example:other"' });
  check.deepEqual(await words(page), ['On the other']);
  const refused = await importBytes(page, bytes.toString('base64'));
  check.equal(refused.error, 'ImportError');
});

journey('who wrote much and kept no copy is reminded once, and not again after a copy', async ({ page, server, origin, check }) => {
  await group(page, server);
  for (let number = 0; number < 21; number += 1) await call(page, 'addAnnotation', { bodyValue: `Note ${number}` });
  await page.reload();
  await ready(page);
  const reminder = { role: 'group', name: 'Backup' };
  check.equal(await page.has(reminder), false, 'all is young');
  const days = 9 * 86_400_000;
  const later = `${CHOOSER}<script>const RealDate = Date; globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length ? given : [RealDate.now() + ${days}])); }
    static now() { return RealDate.now() + ${days}; }
  };</script>`;
  await open(page, server, { attributes: HERE, head: later });
  await page.get(reminder);
  await page.click(button('Not now', reminder));
  await page.gone(reminder);
  await page.reload();
  await ready(page);
  check.equal(await page.has(reminder), false);
});

const many = (count, more = {}) => JSON.stringify(Array.from({ length: count }, (_, at) => ({
  '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'Annotation', id: `urn:uuid:0190a0a0-0000-7000-8000-${String(at).padStart(12, '0')}`, motivation: 'highlighting',
  creator: { id: 'urn:uuid:ann', name: 'Ann' }, target: { source: 'urn:example:lamp', selector: [{ type: 'TextQuoteSelector', exact: 'heron stood', prefix: 'a ', suffix: ' on the slipway' }] }, ...more,
})));

journey('long work shows how far it is and can be stopped; nothing is changed then', { seconds: 120 }, async ({ page, server, origin, engine, check }) => {
  await group(page, server);
  await page.run(() => {
    globalThis.longest = 0;
    globalThis.asked = [];
    let last = performance.now();
    const channel = new MessageChannel();
    const tick = () => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      setTimeout(() => channel.port2.postMessage(0), 0);
    };
    channel.port1.onmessage = tick;
    tick();
  });
  await choose(page, fileOf('many.jsonld', many(90_000)));
  const working = { role: 'dialog', name: 'Reading the notes' };
  await page.get(working, { seconds: 30 });
  await page.get({ role: 'progressbar', name: 'Reading the notes', within: working });
  await page.click(button('Stop', working));
  await page.gone(working);
  check.equal(await page.has(IMPORT), false);
  check.deepEqual(await notes(page), []);
  check.ok(engine.name !== 'chromium' || await page.run(() => globalThis.longest) < 1000);
});

const HOSTILE = [
  ['nested 10,000 deep', '['.repeat(10_000), /damaged, or made to do harm/],
  ['wrong JSON', '{"type": "AnnotationCollection", "first": {"items": [{]}}', /broken in line 1/],
  ['a ZIP that lies about its size', (() => {
    const data = deflateRawSync(Buffer.alloc(30_000_000));
    const name = Buffer.from('annotations.json');
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(100, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, name, data]);
    const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, Buffer.alloc(14), name]);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(central.length, 12);
    end.writeUInt32LE(local.length, 16);
    return Buffer.concat([local, central, end]);
  })(), /damaged, or made to do harm/],
  ['not text', Buffer.from([0xff, 0xfe, 0x41, 0x00]), /no notes that can be read/],
  ['empty', '', /nothing in this file/],
  ['of pages elsewhere', '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "total": 9, "first": "https://example.org/page1"}', /nothing is downloaded/],
  ['too large', Buffer.alloc(50_000_001, ' '), /too large: 51 MB; the limit is 50 MB/],
];

journey('hostile files are answered with the reason, and nothing runs, is fetched or changed', { seconds: 120 }, async ({ page, server, origin, check }) => {
  await group(page, server);
  await add(page, 'heron stood', { bodyValue: 'Mine' });
  const before = await call(page, 'getAnnotations');
  for (const [name, content, words] of HOSTILE) {
    await choose(page, fileOf('evil.json', content));
    await page.get({ role: 'alert', text: words }).catch((error) => { throw new Error(`${name}: ${error.message}`); });
    await page.click(button('Dismiss', { role: 'alert' }));
    await page.gone({ role: 'alert' });
  }
  check.deepEqual(await call(page, 'getAnnotations'), before);
  check.equal((await call(page, 'importNotes', `[${'1,'.repeat(100_000)}1]`)).error, 'ImportError', '100,001 items');
  const [mine] = before;
  const evil = {
    ...mine, id: 'urn:uuid:0190a0a0-0000-7000-8000-0000000000ee', creator: { id: 'urn:uuid:evil', name: '\u202Eevil <img src=/trap/name.png onerror=alert(1)>' },
    created: '9999-12-31T23:59:59Z', modified: '9999-12-31T23:59:59Z', color: 'url(/trap/color.png)', 'postil:version': {}, revision: 4e9,
    body: [{ type: 'TextualBody', format: 'text/markdown', value: '<script>window.ran = 1</script> ![x](/trap/image.png) [press](javascript:window.ran=2) <img src=/trap/raw.png onerror="window.ran=3">' },
      { type: 'TextualBody', purpose: 'tagging', value: '=cmd|calc' }, { type: 'Image', id: `${server.url}/trap/body.png` }],
  };
  const forged = { ...mine, body: { type: 'TextualBody', value: 'I never said so', format: 'text/markdown' }, 'postil:version': { ...mine['postil:version'], evil: 9_000_000 }, revision: 9_000_001 };
  const stolen = { ...mine, creator: { id: 'urn:uuid:evil', name: 'Evil' } };
  const asked = server.requests.length;
  await choose(page, fileOf('evil.jsonld', JSON.stringify([evil, forged, stolen, { ...evil, id: 7 }, { ...evil, id: 'urn:uuid:0190a0a0-0000-7000-8000-0000000000ef', created: 'soon' }])));
  await page.get(IMPORT);
  await page.click({ css: 'summary', within: IMPORT });
  const told = await page.textOf(IMPORT);
  check.match(told, /1 new note 1 note that changed/);
  check.match(told, /3 items cannot be imported/);
  check.match(told, /Item 3: somebody else’s note here has the same id/);
  check.match(told, /Item 5: “created” cannot be read/);
  check.ok(!told.includes('\u202E'), 'no name turns the text around');
  check.deepEqual(await call(page, 'getAnnotations'), before);
  await page.click(button('Import', IMPORT));
  await page.gone(IMPORT);
  await page.waitFor(async () => (await notes(page)).length === 2);
  check.equal(await page.run(() => globalThis.ran ?? null), null);
  const csv = await exported(page, 'csv');
  check.ok(!/(^|,|")[=@]/m.test(csv.text), csv.text);
  for (const format of ['html', 'markdown', 'hypothesis', 'annotationset']) await exported(page, format);
  check.deepEqual(server.requests.slice(asked), []);
  // What was the reader's own and a forged version took its place waits in the trash.
  await page.click(button('Trash'));
  await page.get({ role: 'dialog', name: 'Trash', text: /Mine/ });
  await page.press('Escape');
  check.equal(await call(page, 'undo'), true);
  check.deepEqual(await call(page, 'getAnnotations'), before);
});

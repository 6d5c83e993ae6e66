// The public methods and events, as the design promises them.
import { journey } from '../run.mjs';
import { add, becomes, button, call, card, heard, listen, notes, open, places, ready, swatch, words } from '../reader.mjs';

journey('addAnnotation takes offsets in code points, selectors, or nothing for the whole article', async ({ page, server, check }) => {
  await open(page, server);
  const text = [...await call(page, 'getText')];
  const feather = text.indexOf('🪶');
  const emoji = await call(page, 'addAnnotation', { start: feather, end: feather + 1 });
  check.match(emoji.id, /^urn:uuid:/);
  check.equal(emoji.revision, 1);
  check.equal(emoji.motivation, 'highlighting');
  check.equal(emoji.color, 'yellow');
  check.equal(emoji['@context'][0], 'http://www.w3.org/ns/anno.jsonld');
  const quoted = await call(page, 'addAnnotation', { target: { selector: { type: 'TextQuoteSelector', exact: 'two boats came in', prefix: 'until noon ', suffix: ' under one sail' } }, bodyValue: 'Words', tags: ['a', 'b'], color: 'blue' });
  check.equal(quoted.bodyValue, undefined);
  check.deepEqual(quoted.body.filter((body) => body.purpose === 'tagging').map((body) => body.value), ['a', 'b']);
  check.equal(quoted.body.find((body) => body.purpose !== 'tagging').format, 'text/markdown');
  const whole = await call(page, 'addAnnotation', { bodyValue: 'On all of it' });
  check.equal(whole.motivation, 'describing');
  check.equal(typeof whole.target, 'string');
  const reply = await call(page, 'addAnnotation', { target: quoted.id, bodyValue: 'Yes' });
  check.equal(reply.motivation, 'replying');
  const lost = await call(page, 'addAnnotation', { target: { selector: { type: 'TextQuoteSelector', exact: 'words that do not stand here' } } });
  const past = await call(page, 'addAnnotation', { target: { selector: { type: 'TextPositionSelector', start: 900000, end: 900010 } } });
  const order = (await call(page, 'getAnnotations')).map((one) => one.id);
  check.deepEqual(order.slice(0, 4), [whole.id, quoted.id, reply.id, emoji.id]);
  check.deepEqual(order.slice(4).sort(), [lost.id, past.id].sort());
  const list = await call(page, 'getPlacements');
  check.deepEqual(list.slice(0, 2).map(({ state, text: words }) => [state, words]), [['exact', 'two boats came in'], ['exact', '🪶']]);
  check.deepEqual(list.slice(2).map(({ state, start, end, text: words }) => [state, start, end, words]), [['unplaced', null, null, null], ['unplaced', null, null, null]]);
  check.deepEqual([list[1].start, list[1].end], [feather, feather + 1]);
  await page.get({ role: 'group', name: 'Notes without a place' });
});

journey('addAnnotation refuses what is no passage', async ({ page, server, check }) => {
  await open(page, server);
  const length = [...await call(page, 'getText')].length;
  const wrong = [{ start: 5, end: 5 }, { start: 9, end: 5 }, { start: -1, end: 5 }, { start: 0, end: length + 1 }, { start: '0', end: 5 },
    { start: 0.5, end: 5 }, { start: 3 }, { start: 1, end: 4, color: 'mauve' }, { target: 'urn:uuid:nobody', bodyValue: 'x' }, null, 'words'];
  for (const partial of wrong) {
    const answer = await call(page, 'addAnnotation', partial);
    check.equal(answer?.error, 'AnnotationError', JSON.stringify([partial, answer]));
    check.ok(answer.message.length > 10);
  }
  check.deepEqual(await notes(page), []);
});

journey('updateAnnotation is a patch: what is absent is kept, null removes', async ({ page, server, check }) => {
  await open(page, server);
  const { id } = await add(page, 'The ferry was late', { bodyValue: 'One', tags: ['sea'], color: 'pink' });
  const second = await call(page, 'updateAnnotation', { id, bodyValue: 'Two' });
  check.equal(second.revision, 2);
  check.deepEqual((await notes(page))[0], { color: 'pink', motivation: 'commenting', words: 'Two', tags: ['sea'] });
  await call(page, 'updateAnnotation', { id, color: 'green', tags: ['sea', 'late'] });
  check.deepEqual((await notes(page))[0], { color: 'green', motivation: 'commenting', words: 'Two', tags: ['sea', 'late'] });
  await call(page, 'updateAnnotation', { id, tags: null });
  check.deepEqual((await notes(page))[0].tags, []);
  await call(page, 'updateAnnotation', { id, bodyValue: null });
  check.equal((await notes(page))[0].words, undefined);
  await call(page, 'updateAnnotation', { id, motivation: 'questioning', bodyValue: 'Why?' });
  check.equal((await notes(page))[0].motivation, 'questioning');
  check.equal((await call(page, 'updateAnnotation', { id: 'urn:uuid:nobody', bodyValue: 'x' })).error, 'AnnotationError');
  check.equal((await call(page, 'updateAnnotation', { bodyValue: 'x' })).error, 'AnnotationError');
});

journey('deleting answers what was there, restoring brings it back', async ({ page, server, check }) => {
  await open(page, server);
  const added = await add(page, 'The ferry was late', { bodyValue: 'One' });
  check.deepEqual(await call(page, 'deleteAnnotation', added.id), added);
  check.deepEqual(await notes(page), []);
  check.equal((await call(page, 'deleteAnnotation', added.id)).error, 'AnnotationError');
  const restored = await call(page, 'restoreAnnotation', added.id);
  check.equal(restored.id, added.id);
  check.deepEqual(await words(page), ['One']);
  check.equal((await call(page, 'restoreAnnotation', added.id)).error, 'AnnotationError');
});

journey('every change fires its event, by calls and by clicks alike', async ({ page, server, check }) => {
  await open(page, server);
  await listen(page);
  await page.select('The ferry was late');
  await page.click(swatch('yellow'));
  await becomes(page, () => places(page), [['exact', 'The ferry was late']], check);
  const [{ id }] = await call(page, 'getAnnotations');
  await call(page, 'updateAnnotation', { id, color: 'blue' });
  await call(page, 'deleteAnnotation', id);
  await call(page, 'undo');
  await call(page, 'redo');
  await call(page, 'restoreAnnotation', id);
  await page.clickText('The ferry');
  await page.waitFor(async () => (await heard(page, 'select')).length === 1);
  const events = (await heard(page, 'create', 'update', 'delete', 'select')).map(([name, detail]) => [name, detail.id ?? detail]);
  check.deepEqual(events, [['create', id], ['update', id], ['delete', id], ['create', id], ['delete', id], ['create', id], ['select', [id]]]);
});

journey('a click on an overlap tells all ids under it', async ({ page, server, check }) => {
  await open(page, server);
  const one = await add(page, 'The ferry was late on', {});
  const two = await add(page, 'late on the second', {});
  await listen(page);
  await page.clickText('late on');
  await page.waitFor(async () => (await heard(page, 'select')).length === 1);
  check.deepEqual((await heard(page, 'select'))[0][1].sort(), [one.id, two.id].sort());
});

journey('undo and redo answer whether there was something', async ({ page, server, check }) => {
  await open(page, server);
  check.deepEqual([await call(page, 'undo'), await call(page, 'redo')], [false, false]);
  await add(page, 'heron stood', {});
  check.equal(await call(page, 'undo'), true);
  check.deepEqual(await notes(page), []);
  check.equal(await call(page, 'redo'), true);
  check.deepEqual(await places(page), [['exact', 'heron stood']]);
  check.equal(await call(page, 'redo'), false);
});

journey('scrollToAnnotation brings the passage into view and makes its card active', async ({ page, server, check }) => {
  await open(page, server, { before: '<div style="height: 200vh"></div>' });
  const { id } = await add(page, 'feather pen', { bodyValue: 'Far down' });
  await call(page, 'scrollToAnnotation', id);
  const { top, height } = await page.run((lib) => ({ top: lib.passage({ from: 'feather pen' }).getBoundingClientRect().top, height: innerHeight }));
  check.ok(top > 0 && top < height, String(top));
  await page.waitFor(async () => (await page.attribute(card('feather pen'), 'aria-current')) === 'true');
  const reply = await call(page, 'addAnnotation', { target: id, bodyValue: 'To that' });
  const whole = await call(page, 'addAnnotation', { bodyValue: 'On all of it' });
  for (const [of, words] of [[whole.id, 'ferry was late'], [reply.id, 'feather pen']]) {
    await page.run(() => scrollTo(0, 0));
    await call(page, 'scrollToAnnotation', of);
    const at = await page.run((lib, from) => lib.passage({ from }).getBoundingClientRect().top, words);
    check.ok(at > 0 && at < height, `${words} ${at}`);
  }
  check.equal((await call(page, 'scrollToAnnotation', 'urn:uuid:nobody')).error, 'AnnotationError');
});

journey('a read-only article shows notes and takes none', async ({ page, server, check }) => {
  await open(page, server);
  const { id } = await add(page, 'heron stood', { bodyValue: 'Before' });
  await page.run(() => document.querySelector('postil-article').setAttribute('readonly', ''));
  await page.gone(button('Import notes'));
  for (const [method, argument] of [['addAnnotation', { bodyValue: 'x' }], ['updateAnnotation', { id, bodyValue: 'x' }], ['deleteAnnotation', id], ['restoreAnnotation', id], ['importNotes', '[]']]) {
    check.equal((await call(page, method, argument)).error, 'AnnotationError', method);
  }
  await page.select('two boats came in');
  check.equal(await page.has({ role: 'toolbar', name: 'Annotate selection' }), false);
  await page.click(card('heron'));
  check.equal(await page.has(button('Delete', card('heron'))), false);
  check.deepEqual(await words(page), ['Before']);
  await page.run(() => document.querySelector('postil-article').removeAttribute('readonly'));
  await page.get(button('Import notes'));
});

journey('the reader has a name when the page says so, and keeps the id', async ({ page, server, check }) => {
  await open(page, server);
  const first = await add(page, 'heron stood', {});
  check.equal(first.creator.name, undefined);
  await page.run(() => document.querySelector('postil-article').setAttribute('reader', 'Ada'));
  await page.waitFor(async () => (await add(page, 'two boats', {})).creator.name === 'Ada');
  const last = (await call(page, 'getAnnotations')).at(-1);
  check.equal(last.creator.id, first.creator.id);
});

journey('another src is another article, and ready is a new promise', async ({ page, server, check }) => {
  server.put('/other.md', '# Another text\n\nQuite another one.\n', { type: 'text/markdown' });
  await open(page, server);
  await add(page, 'heron stood', {});
  await listen(page);
  const isNew = await page.run(async () => {
    const element = document.querySelector('postil-article');
    const before = element.ready;
    element.setAttribute('src', '/other.md');
    const after = element.ready;
    await after;
    return before !== after;
  });
  check.equal(isNew, true);
  check.match(await call(page, 'getText'), /Quite another one/);
  check.deepEqual(await notes(page), []);
  check.equal((await heard(page, 'ready')).length, 1);
  await page.run(() => document.querySelector('postil-article').setAttribute('src', '/reading.md'));
  await ready(page);
  check.deepEqual(await places(page), [['exact', 'heron stood']]);
});

journey('a selector that a page gives means the text at hand, however short its quote', async ({ page, server, check }) => {
  await open(page, server);
  for (const exact of ['ferry was late', 'two boats', 'noon']) {
    const { target } = await call(page, 'addAnnotation', { target: { selector: { type: 'TextQuoteSelector', exact } } });
    check.deepEqual(target.selector.map(({ type }) => type).slice(0, 2), ['TextQuoteSelector', 'TextPositionSelector']);
    check.equal(target.selector[0].exact, exact);
    check.ok(target.selector[0].prefix.length + target.selector[0].suffix.length > 30);
  }
  check.deepEqual((await call(page, 'getPlacements')).map(({ state }) => state), ['exact', 'exact', 'exact']);
});

journey('offsets inside a character that is several code points take all of it', async ({ page, server, check }) => {
  await page.open(server.article({ content: '<p>A family 👨‍👩‍👧 by the sea, and a cafe\u0301.</p>' }));
  await ready(page);
  const text = [...await call(page, 'getText')];
  const family = text.indexOf('👩');
  await call(page, 'addAnnotation', { start: family, end: family + 1 });
  const mark = text.indexOf('\u0301');
  await call(page, 'addAnnotation', { start: mark, end: mark + 1 });
  check.deepEqual((await call(page, 'getPlacements')).map((one) => one.text), ['👨‍👩‍👧', 'e\u0301']);
});

journey('nothing becomes a reply to itself, nor to what replies to it', async ({ page, server, check }) => {
  await open(page, server);
  const note = await add(page, 'The ferry was late', { bodyValue: 'One' });
  const reply = await call(page, 'addAnnotation', { target: note.id, bodyValue: 'Two' });
  for (const target of [note.id, reply.id]) {
    check.equal((await call(page, 'updateAnnotation', { id: note.id, target })).error, 'AnnotationError');
  }
  check.equal((await notes(page)).length, 2);
});

journey('what a page writes as its last act before the article leaves is kept', async ({ page, server, check }) => {
  await open(page, server);
  const answers = await page.run(async () => {
    const article = document.querySelector('postil-article');
    const calls = [
      article.addAnnotation({ bodyValue: 'A page note' }),
      article.addAnnotation({ start: 4, end: 9, bodyValue: 'A passage' }),
      article.importNotes({ '@context': 'http://www.w3.org/ns/anno.jsonld', id: 'urn:uuid:0191e2f4-5b0a-7c3d-8e21-6f5a4b3c2d1e', type: 'Annotation', body: { type: 'TextualBody', value: 'From elsewhere' }, target: 'https://example.org/another' }),
    ];
    const parent = article.parentNode;
    article.remove();
    const kept = await Promise.allSettled(calls);
    parent.append(article);
    await article.ready;
    return kept.map(({ status, value }) => [status, value?.type ?? value?.format]);
  });
  check.deepEqual(answers, [['fulfilled', 'Annotation'], ['fulfilled', 'Annotation'], ['fulfilled', 'jsonld']]);
  check.deepEqual((await notes(page)).map((one) => one.words), ['A page note', 'A passage']);
});

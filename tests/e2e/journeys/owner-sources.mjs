// Where an article comes from: files of three kinds, scripts inside the tag, and what the page wrote itself.
import { journey } from '../run.mjs';
import { HEAR, call, callOf, getText, heard, outcome, ready } from '../owner.mjs';

const MARKDOWN = `---
title: The lamp
author: Ada Keeper
date: 2024-03-01
lang: nl
---
# Oil

A *lamp* burns ~~oil~~ **paraffin**.[^1] See [the wick](wick.html) and [oil](#oil).

- [x] filled
- [ ] lit

| when | who |
| --- | --- |
| dusk | Ada |

[^1]: Since 1881.
`;

journey('owner: a Markdown file with front matter, a table, a footnote and tasks', async ({ page, server, check }) => {
  server.put('/texts/lamp.md', MARKDOWN);
  await page.open(server.article({ attributes: 'src="/texts/lamp.md"' }));
  const text = await getText(page);
  check.match(text, /^The lamp\n/);
  check.match(text, /Ada Keeper/);
  check.ok(text.includes('\nOil\nA lamp burns oil paraffin.'), text);
  check.ok(text.includes('\nfilled\nlit\nwhen\twho\ndusk\tAda\n'), text);
  check.match(text, /Since 1881\./);
  const built = await page.run(() => {
    const article = document.querySelector('postil-article');
    return {
      titles: Array.from(article.querySelectorAll('h1, h2'), (one) => one.textContent),
      id: article.querySelector('#oil') !== null,
      struck: article.querySelector('del, s').textContent,
      link: article.querySelector('a[href*=wick]').href,
      tasks: article.querySelectorAll('li').length >= 2,
      cell: article.querySelector('td').textContent,
      lang: article.querySelector('p').closest('[lang]').lang,
    };
  });
  check.equal(built.titles[0], 'The lamp');
  check.deepEqual({ ...built, titles: undefined }, { titles: undefined, id: true, struck: 'oil', link: `${server.url}/texts/wick.html`, tasks: true, cell: 'dusk', lang: 'nl' });
});

journey('owner: an HTML file and a text file, with links relative to the file', async ({ page, server, check }) => {
  server.put('/texts/dune.html', '<!doctype html><html lang="en"><head><title>Dune</title><style>p{color:red}</style></head><body><h1>The dune</h1><p>It <a href="../other.html#x">moves</a>.<img src="dune.png" alt="A dune"></p></body></html>');
  server.put('/texts/dune.png', '', { type: 'image/png' });
  server.put('/texts/small.txt', 'The small text\n\nIt has two paragraphs,\nof which one was wrapped.\n\nThis is the second. See https://example.org/page.\n');
  await page.open(server.article({ body: '<postil-article id="html" src="/texts/dune.html"></postil-article><postil-article id="text" src="/texts/small.txt"></postil-article>' }));
  check.equal(await getText(page, '#html'), 'The dune\nIt moves.');
  check.deepEqual(await page.run(() => [document.querySelector('#html a').href, document.querySelector('#html img').getAttribute('src')]), [`${server.url}/other.html#x`, `${server.url}/texts/dune.png`]);
  const text = await getText(page, '#text');
  check.match(text, /^The small text\nIt has two paragraphs,[ \n]of which one was wrapped\.\nThis is the second\. See https:\/\/example\.org\/page\.$/);
  check.equal(await page.run(() => document.querySelector('#text a').href), 'https://example.org/page');
});

journey('owner: format says more than the file ending and the media type', async ({ page, server, check }) => {
  server.put('/notes.txt', '# Title\n\nSome *words*.\n');
  server.put('/stars.md', '# not a title\n');
  server.put('/page-without-ending', '<h1>Title</h1><p>Words.</p>', { type: 'text/html; charset=utf-8' });
  server.put('/plain-without-ending', '<b>no tag</b>', { type: 'text/plain; charset=utf-8' });
  await page.open(server.article({ body: `
    <postil-article id="a" src="notes.txt" format="markdown"></postil-article><postil-article id="b" src="stars.md" format="text"></postil-article>
    <postil-article id="c" src="page-without-ending"></postil-article><postil-article id="d" src="plain-without-ending"></postil-article>` }));
  check.equal(await getText(page, '#a'), 'Title\nSome words.');
  check.equal(await getText(page, '#b'), '# not a title');
  check.equal(await getText(page, '#c'), 'Title\nWords.');
  check.equal(await getText(page, '#d'), '<b>no tag</b>');
});

journey('owner: the text stands in a script inside the tag, as Markdown, plain text or HTML', async ({ page, server, check }) => {
  await page.open(server.article({ body: `
    <postil-article id="a">
      <script type="text/markdown">
        # Indented

        With the tag, *not* as code.

            this is code
      </script>
    </postil-article>
    <postil-article id="b"><script type="text/plain">Just *text* &amp; no more.</script></postil-article>
    <postil-article id="c"><script type="text/html"><h2>HTML</h2><p>with <b>bold</b><script>globalThis.ran = true<\\/script></p></script></postil-article>
    <postil-article id="d"><script type="text/plain" id="given"># Read as Markdown</script></postil-article>
    <script>document.querySelector('#d').setAttribute('format', 'markdown');</script>` }));
  check.equal(await getText(page, '#a'), 'Indented\nWith the tag, not as code.\nthis is code');
  check.equal(await getText(page, '#b'), 'Just *text* &amp; no more.');
  check.match(await getText(page, '#c'), /^HTML\nwith bold/);
  check.equal(await getText(page, '#d'), 'Read as Markdown');
  check.deepEqual(await page.run(() => [document.querySelector('#a pre').textContent.trim(), document.querySelector('#d h1') !== null, globalThis.ran === undefined]), ['this is code', true, true]);
  const ids = await Promise.all(['#a', '#b'].map(async (css) => (await callOf(page, css, 'addAnnotation', { bodyValue: 'x' })).target));
  check.equal(ids[0].source ?? ids[0], `${server.url}/article.html`);
  check.notEqual(ids[1].source ?? ids[1], ids[0].source ?? ids[0]);
});

const CONTENT = '<h2 id="title" class="host">The page wrote this</h2><p id="words" style="color: rgb(1, 2, 3)" onclick="globalThis.clicked = true">Words of the <em>page</em> itself.</p>';

journey('owner: what the page wrote into the tag is shown before the widget comes, and never rebuilt', async ({ page, server, check }) => {
  server.behave('/sub/postil/postil_bg.wasm', { delay: 1500, times: 1 });
  await page.open(server.article({ head: HEAR, content: CONTENT }));
  check.equal(await page.textOf({ css: '#words' }), 'Words of the page itself.');
  await page.run(() => {
    window.nodes = [document.querySelector('#title'), document.querySelector('#words'), document.querySelector('#words em').firstChild];
    window.html = document.querySelector('postil-article').innerHTML;
  });
  check.deepEqual(await heard(page, 'ready'), []);
  check.equal(await getText(page), 'The page wrote this\nWords of the page itself.');
  await call(page, 'addAnnotation', { start: 20, end: 25 });
  const same = await page.run(() => ({
    nodes: window.nodes[0] === document.querySelector('#title') && window.nodes[1] === document.querySelector('#words') && window.nodes[2] === document.querySelector('#words em').firstChild,
    parent: window.nodes[0].parentElement.localName,
    html: document.querySelector('postil-article').innerHTML.replaceAll(/ aria-details="[^"]*"/g, '') === window.html,
    color: getComputedStyle(window.nodes[1]).color,
  }));
  check.deepEqual(same, { nodes: true, parent: 'postil-article', html: true, color: 'rgb(1, 2, 3)' });
  check.equal(await page.textOf({ css: '#words' }), 'Words of the page itself.');
  await page.clickText('Words of the page');
  await page.until(() => globalThis.clicked === true);
  check.deepEqual(await page.errors(), []);
});

for (const file of ['postil_glue.js', 'postil_bg.wasm']) {
  journey(`owner: without ${file} the article stays readable, and a quiet line says that notes are not available`, async ({ page, server, check }) => {
    server.behave(`/sub/postil/${file}`, { status: 404 });
    server.put('/ferries.md', '# On ferries\n');
    await page.open(server.article({ head: HEAR, body: `<postil-article id="inside">${CONTENT}</postil-article><postil-article id="file" src="ferries.md"></postil-article>` }));
    const { state, name, isError } = await outcome(page, '#inside');
    check.deepEqual({ state, name, isError }, { state: 'failed', name: 'UnsupportedError', isError: true });
    check.equal((await outcome(page, '#file')).name, 'UnsupportedError');
    const line = { role: 'status', text: /not available/ };
    check.equal((await page.all(line)).length, 2);
    check.equal(await page.textOf({ css: '#words' }), 'Words of the page itself.');
    check.equal(await page.run(() => document.querySelector('#file').shadowRoot.querySelector('a').href), `${server.url}/ferries.md`);
    const errors = await heard(page, 'error');
    check.deepEqual(errors.map(({ id, detail }) => [id, detail.name]).sort(), [['file', 'UnsupportedError'], ['inside', 'UnsupportedError']]);
    check.ok(!await page.has({ role: 'alert' }));
    check.deepEqual(await page.errors(), []);
    // Once the files are there, a call brings the widget; an engine may remember a module that failed.
    if (file === 'postil_bg.wasm') {
      server.behave(`/sub/postil/${file}`, null);
      check.equal(await getText(page, '#file'), 'On ferries');
      check.equal((await page.all(line)).length, 1);
    }
  });
}

journey('owner: src wins over what stands inside the tag, which is shown when src fails', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n', { delay: 800 });
  await page.open(server.article({ attributes: 'src="ferries.md"', content: CONTENT }));
  check.equal(await page.textOf({ css: '#words' }), 'Words of the page itself.');
  check.equal(await getText(page), 'On ferries');
  check.ok(!await page.has({ css: '#words' }), 'the file stands in its place');
  server.behave('/ferries.md', { status: 404, delay: 0 });
  await page.reload();
  check.equal((await outcome(page)).name, 'ArticleError');
  check.equal(await page.textOf({ css: '#words' }), 'Words of the page itself.');
  await page.get({ role: 'alert', text: /not found/ });
  server.behave('/ferries.md', null);
  await page.click({ role: 'button', name: 'Try again' });
  await ready(page);
  check.equal(await getText(page), 'On ferries');
  check.ok(!await page.has({ css: '#words' }));
  await page.gone({ role: 'alert' });
  check.deepEqual(await page.errors(), []);
});

journey('owner: the article is named by its file, by the canonical address, or as the tag says', async ({ page, server, check }) => {
  server.put('/texts/ferries.md', '# On ferries\n');
  let count = 0;
  const source = async (attributes, content, head = '') => {
    count += 1;
    await page.open(`${server.article({ path: `/article-${count}.html`, attributes, content, head })}?q=1#part`);
    // A driver may not wait for an address with a fragment.
    await page.until((at) => location.pathname === at && document.readyState === 'complete', `/article-${count}.html`);
    await ready(page);
    const made = await call(page, 'addAnnotation', { start: 0, end: 2 });
    return made.target.source;
  };
  check.equal(await source('src="texts/ferries.md?v=3#top"', ''), `${server.url}/texts/ferries.md`);
  check.equal(await source('', '<p>Of the page.</p>', '<link rel="canonical" href="https://example.org/canonical">'), 'https://example.org/canonical');
  check.equal(await source('article-id="names/one"', '<p>Of the page.</p>'), `${server.url}/names/one`);
  check.equal(await source('article-id="" src="texts/ferries.md"', ''), `${server.url}/texts/ferries.md`);
});

journey('owner: two elements with one article-id follow each other', async ({ page, server, check }) => {
  await page.open(server.article({ body: ['a', 'b'].map((id) => `<postil-article id="${id}" article-id="urn:example:shared"><p>The same words in both of them.</p></postil-article>`).join('') }));
  await ready(page, '#a');
  await ready(page, '#b');
  const { id } = await callOf(page, '#a', 'addAnnotation', { start: 4, end: 8, bodyValue: 'Seen by both.' });
  await page.waitFor(async () => (await callOf(page, '#b', 'getPlacements')).some((one) => one.id === id && one.text === 'same'));
  await callOf(page, '#b', 'deleteAnnotation', id);
  await page.waitFor(async () => (await callOf(page, '#a', 'getAnnotations')).length === 0);
});

journey('owner: a layer of the site is shown read-only beside the own notes', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n\nThe ferry crosses twice a day. Nobody waits for it.\n');
  const target = { source: `${server.url}/ferries.md`, selector: [{ type: 'TextQuoteSelector', exact: 'twice a day', prefix: 'The ferry crosses ', suffix: '. Nobody waits for it.' }] };
  server.put('/teacher.jsonld', JSON.stringify({
    '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'AnnotationCollection', total: 1,
    first: { type: 'AnnotationPage', items: [{ id: 'urn:uuid:00000000-0000-4000-8000-000000000001', type: 'Annotation', motivation: 'commenting', creator: { id: 'urn:example:teacher', name: 'The teacher' }, created: '2024-01-01T00:00:00Z', target, body: [{ type: 'TextualBody', value: 'Mind the timetable.', format: 'text/markdown' }] }] },
  }));
  await page.open(server.article({ head: HEAR, attributes: 'src="ferries.md" layers="teacher.jsonld nowhere.jsonld"' }));
  await ready(page);
  await page.get({ text: /Mind the timetable\./, css: 'article, li' });
  const [given] = await call(page, 'getAnnotations');
  check.equal(given.creator.name, 'The teacher');
  check.equal((await call(page, 'getPlacements'))[0].text, 'twice a day');
  check.equal((await call(page, 'deleteAnnotation', given.id)).rejected, 'AnnotationError');
  check.equal((await call(page, 'updateAnnotation', { id: given.id, bodyValue: 'x' })).rejected, 'AnnotationError');
  await call(page, 'addAnnotation', { start: 12, end: 21, bodyValue: 'Mine.' });
  await page.get({ text: /Mine\./, css: 'article, li' });
  const file = await page.run(async () => (await document.querySelector('postil-article').exportNotes('jsonld')).text());
  check.ok(file.includes('Mine.') && !file.includes('Mind the timetable'), 'the layer is not exported');
  await page.run(() => document.querySelector('postil-article').removeAttribute('layers'));
  await page.waitFor(async () => (await call(page, 'getAnnotations')).length === 1);
  check.deepEqual(await page.errors(), []);
});

journey('owner: text that comes to an empty article is shown; text that goes takes the places with it', async ({ page, server, check }) => {
  await page.open(server.article({ content: '' }));
  check.equal((await outcome(page)).name, 'ArticleError');
  await page.run(() => document.querySelector('postil-article').insertAdjacentHTML('beforeend', '<p>Late, but here.</p>'));
  await page.until(() => document.querySelector('postil-article').ready.then(() => true, () => false));
  check.equal(await getText(page), 'Late, but here.');
  await call(page, 'addAnnotation', { start: 0, end: 4 });
  const state = (wanted) => page.until(async (name) => (await document.querySelector('postil-article').getPlacements())[0].state === name, wanted);
  await state('exact');
  await page.run(() => document.querySelector('postil-article').replaceChildren());
  await state('unplaced');
  check.equal(await getText(page), '');
  await page.run(() => document.querySelector('postil-article').insertAdjacentHTML('beforeend', '<p>Late, but here again.</p>'));
  await state('exact');
});

journey('owner: the type of a script of text is read as a media type is', async ({ page, server, check }) => {
  await page.open(server.article({ content: '<script type="Text/Markdown; charset=utf-8"># A heading</script>' }));
  await ready(page);
  check.equal(await page.run(() => document.querySelector('postil-article h1').textContent), 'A heading');
});

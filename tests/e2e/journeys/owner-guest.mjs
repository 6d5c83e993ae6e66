// A good guest: what is asked for and when, what is left behind, strict policies, and styles that mean no harm.
import { readFileSync } from 'node:fs';
import { journey } from '../run.mjs';
import { HEAR, asked, call, getText, ready } from '../owner.mjs';

const LOADER = '/sub/postil/postil.js';
const OWN = ['GET /sub/postil/postil.js', 'GET /sub/postil/postil_bg.wasm', 'GET /sub/postil/postil_glue.js'];
const host = (name) => readFileSync(new URL(`../../../examples/hosts/${name}`, import.meta.url), 'utf8');

journey('owner: below the fold only the loader is asked for, until the reader comes near', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n');
  await page.open(server.article({ head: HEAR, before: '<div style="height: 6000px">Far above.</div>', attributes: 'src="ferries.md"' }));
  await page.until(() => customElements.get('postil-article') !== undefined);
  await page.run((lib) => lib.frame().then(lib.frame));
  await new Promise((done) => setTimeout(done, 300));
  check.deepEqual(asked(server), [`GET ${LOADER}`]);
  await page.run(() => scrollTo({ top: 3000, behavior: 'instant' }));
  await new Promise((done) => setTimeout(done, 200));
  check.deepEqual(asked(server), [`GET ${LOADER}`]);
  await page.run(() => scrollTo({ top: 5200, behavior: 'instant' }));
  await ready(page);
  check.deepEqual([...new Set(asked(server))].sort(), ['GET /ferries.md', ...OWN]);
});

journey('owner: load="eager" loads at once, and so does a call', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n');
  const before = '<div style="height: 6000px">Far above.</div>';
  await page.open(server.article({ before, attributes: 'src="ferries.md" load="eager"' }));
  await ready(page);
  check.equal(await page.run(() => scrollY), 0);
  await page.open(server.article({ before, attributes: 'src="ferries.md"' }));
  check.equal(await getText(page), 'On ferries');
  check.equal(await page.run(() => scrollY), 0);
});

journey('owner: nothing is asked for but the own files and the article, and nothing is left in the page', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n\nThe ferry crosses twice a day. Nobody waits for it.\n');
  await page.open(server.article({ head: `${HEAR}<script>globalThis.before = Object.getOwnPropertyNames(globalThis); globalThis.steps = history.length;</script>`, attributes: 'src="ferries.md"' }));
  await ready(page);
  await call(page, 'addAnnotation', { start: 15, end: 20, bodyValue: 'A [link](https://example.org/) and ![no picture](https://example.org/x.png).' });
  await page.select('twice a day');
  await page.click({ role: 'button', name: 'Highlight green' });
  await page.waitFor(async () => (await call(page, 'getAnnotations')).length === 2);
  check.deepEqual([...new Set(asked(server))].sort(), ['GET /ferries.md', ...OWN]);
  const left = await page.run((lib) => ({
    cookie: document.cookie, local: localStorage.length, session: sessionStorage.length, steps: history.length - steps,
    globals: Object.getOwnPropertyNames(window).filter((name) => !before.includes(name) && !/^(before|steps|__|cdc_|\$cdc|ret_nodes)/.test(name)),
    elsewhere: performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith(origin)),
    outside: Array.from(document.body.children, (one) => one.localName),
  }));
  check.deepEqual(left, { cookie: '', local: 0, session: 0, steps: 0, globals: [], elsewhere: [], outside: ['postil-article'] });
  check.deepEqual(await page.errors(), []);
});

journey('owner: a strict policy with trusted types is never violated, from the start to a note in Markdown', async ({ page, server, check }) => {
  const collector = '<script src="/pages/collect.js"></script>\n  ';
  server.put('/hosts/strict-watched.html', host('strict.html').replace('<meta charset="utf-8">', '$&\n  ').replace('<script type="module"', `${collector}$&`));
  await page.open('/hosts/strict-watched.html');
  await ready(page);
  const text = await getText(page);
  check.ok(text.length > 200);
  await page.until(() => Array.isArray(globalThis.collected));
  const words = text.split('\n').find((line) => line.length > 60).slice(0, 24).trim();
  await page.select(words);
  await page.click({ role: 'button', name: 'Add note' });
  await page.get({ role: 'textbox', name: 'Note' });
  await page.type('**Bold**, `code`, [a link](https://example.org/) <img src=x onerror=alert(1)>\n\n- one');
  const preview = { role: 'button', name: 'Preview' };
  if (await page.has(preview)) {
    await page.click(preview);
    await page.get({ css: 'strong', text: 'Bold' });
  }
  await page.click({ role: 'button', name: 'Save' });
  await page.get({ css: 'strong', text: 'Bold' });
  const [placement] = await call(page, 'getPlacements');
  check.equal(placement.text, words);
  await page.click({ role: 'button', name: 'All notes', index: 0 });
  await page.get({ role: 'searchbox', name: 'Search notes' });
  await page.press('Escape');
  await page.click({ role: 'button', name: 'Keyboard shortcuts', index: 0 });
  await page.press('Escape');
  check.ok((await page.run(() => document.querySelectorAll('postil-article')[1].getText())).startsWith('These two paragraphs'));
  check.deepEqual(await page.errors(), []);
});

for (const name of ['reset.html', 'bare.html']) {
  journey(`owner: on ${name} the controls are usable and the page keeps its looks`, async ({ page, server, check }) => {
    const source = host(name);
    const path = server.put(`/hosts/without-${name}`, source.replace(/<script type="module".*<\/script>/, ''));
    const looks = () => page.run(() => {
      // The same width for a short page and a long one, where scroll bars take room.
      document.documentElement.style.overflowY = 'scroll';
      return Array.from(document.querySelectorAll('body > *:not(postil-article), #host-button, .bar, mark, label, input[name]'), (one) => {
      const style = getComputedStyle(one);
      return [one.localName, style.color, style.backgroundColor, style.font, style.display, one.offsetWidth].join(' ');
      });
    });
    await page.open(path);
    const before = await looks();
    await page.open(`/hosts/${name}`);
    await ready(page);
    check.deepEqual(await looks(), before);
    const text = await getText(page);
    const words = text.split('\n').find((line) => line.length > 60).slice(0, 20).trim();
    await page.select(words);
    for (const color of ['yellow', 'purple']) {
      const { width, height } = await page.box({ role: 'button', name: `Highlight ${color}` });
      check.ok(width >= 24 && height >= 24 && width < 80 && height < 80, `${color} is ${width} by ${height}`);
    }
    const { width, height } = await page.box({ role: 'toolbar', name: 'Annotate selection' });
    check.ok(width < 500 && height < 120, `the toolbar is ${width} by ${height}`);
    await page.click({ role: 'button', name: 'Add note' });
    await page.get({ role: 'textbox', name: 'Note' });
    await page.type('Usable.');
    const field = await page.run((lib) => {
      const style = getComputedStyle(lib.deepActive());
      return [style.backgroundColor, style.borderTopWidth, style.textTransform];
    });
    check.ok(field[0] !== 'rgb(255, 231, 241)' && parseFloat(field[1]) < 3 && field[2] === 'none', field.join(' '));
    await page.click({ role: 'button', name: 'Save' });
    await page.get({ text: /Usable\./, css: 'article, li' });
    check.equal((await call(page, 'getPlacements'))[0].text, words);
    await page.clickText(words);
    await page.click({ role: 'button', name: 'Delete' });
    await page.waitFor(async () => (await call(page, 'getAnnotations')).length === 0);
  });
}

journey('owner: ui-lang="nl" speaks Dutch, and a browser without a real language breaks nothing', async ({ page, server, check }) => {
  server.put('/ferries.md', '# On ferries\n\nThe ferry crosses twice a day.\n');
  const strange = '<script>for (const [name, value] of [["language", "C"], ["languages", ["C"]]]) Object.defineProperty(navigator, name, { get: () => value });</script>';
  await page.open(server.article({ lang: '', head: strange, attributes: 'src="ferries.md"' }));
  await ready(page);
  await page.get({ role: 'toolbar', name: 'Reading tools' });
  await call(page, 'addAnnotation', { start: 15, end: 20, bodyValue: 'When?' });
  await page.get({ text: /When\?/, css: 'article, li' });
  check.deepEqual(await page.errors(), []);
  await page.run(() => document.querySelector('postil-article').setAttribute('ui-lang', 'nl'));
  await page.get({ role: 'button', name: 'Notities exporteren' });
  check.equal(server.requests.filter((line) => line.endsWith('/sub/postil/locale/nl.txt')).length, 1);
  await page.open(server.article({ lang: 'nl-BE', attributes: 'src="ferries.md"' }));
  await ready(page);
  await page.get({ role: 'button', name: 'Notities exporteren' });
  check.deepEqual(await page.errors(), []);
});

journey('owner: a link inside the article goes to its place, under a base address of the page too', async ({ page, server, check }) => {
  server.put('/texts/long.md', `# Long\n\nSee [the end](#the-end).\n\n${'A paragraph that takes room.\n\n'.repeat(60)}## The end\n\nHere.\n`);
  await page.open(server.article({ head: '<base href="/elsewhere/">', attributes: 'src="/texts/long.md" load="eager"' }));
  await ready(page);
  await page.click({ role: 'link', name: 'the end' });
  await page.waitFor(async () => (await page.box({ role: 'heading', name: 'The end' })).top < 900, { message: 'the heading did not come into view' });
  check.equal(new URL(await page.url()).pathname, '/article.html');
});

journey('owner: inside a shadow tree of the page the article looks as it does outside', async ({ page, server, check }) => {
  await page.open(server.article({ content: '<p>Outside.</p>' }));
  await ready(page);
  const looks = await page.run(async () => {
    const look = (article) => {
      const { fontSize, lineHeight } = getComputedStyle(article.querySelector('p'));
      return [fontSize, lineHeight];
    };
    const outside = document.querySelector('postil-article');
    const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    root.innerHTML = '<postil-article load="eager"><p>Inside.</p></postil-article>';
    await root.firstChild.ready;
    return [look(outside), look(root.firstChild)];
  });
  check.deepEqual(looks[1], looks[0]);
});

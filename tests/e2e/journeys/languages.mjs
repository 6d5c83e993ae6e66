// The interface in every language that has a file, and the mirrored one beside a text that is not.
import { readFileSync, readdirSync } from 'node:fs';
import { journey } from '../run.mjs';
import { add, becomes, open } from '../reader.mjs';

const folder = new URL('../../../src/locale/', import.meta.url).pathname;
const tags = readdirSync(folder).filter((name) => name.endsWith('.txt')).map((name) => name.slice(0, -4));
const messages = (tag) => Object.fromEntries(readFileSync(`${folder}${tag}.txt`, 'utf8').split('\n')
  .filter((line) => !line.startsWith('#') && line.includes(': ')).map((line) => line.split(/: (.*)/)));

/** The widget's language, direction and the names in its bar. */
const shown = (page) => page.run(() => {
  const side = document.querySelector('postil-article').shadowRoot.querySelector('.side');
  return { lang: side.lang, dir: side.dir, bar: side.querySelector('[role=toolbar]').getAttribute('aria-label'), margin: side.querySelector('[part~=margin]').getAttribute('aria-label') };
});

journey('every language is spoken on demand, and English where there is none', { seconds: 90 }, async ({ page, server, check }) => {
  await open(page, server);
  for (const tag of [...tags, 'tlh']) {
    const own = messages(tags.includes(tag) ? tag : 'en');
    await page.run((lib, lang) => document.querySelector('postil-article').setAttribute('ui-lang', lang), tag);
    const wanted = { lang: tags.includes(tag) ? tag : 'en', dir: own.direction, bar: own['reading-tools'], margin: own.notes };
    await becomes(page, () => shown(page), wanted, check);
  }
  const asked = (tag) => server.requests.filter((line) => line.endsWith(`/locale/${tag}.txt`)).length;
  for (const tag of tags) check.equal(asked(tag), tag === 'en' ? 0 : 1, tag);
  check.equal(asked('tlh'), 0);
});

journey('plural forms are those of the language: Arabic has six', async ({ page, server, check }) => {
  await open(page, server, { attributes: 'ui-lang="ar"' });
  const own = messages('ar');
  for (const word of ['keeper', 'ferry', 'heron']) await add(page, word);
  await page.click({ role: 'button', name: own['all-notes'] });
  const panel = { role: 'dialog', name: own['all-notes'] };
  await page.waitFor(async () => /[3٣] ملاحظات/.test(await page.textOf(panel)));
});

journey('a mirrored interface stays on the side of the margin, and notes keep the direction of their words', async ({ page, server, check }) => {
  await page.resize(1280, 800);
  await open(page, server, { attributes: 'ui-lang="ar"' });
  await add(page, 'The ferry was late', { bodyValue: 'In English' });
  await add(page, 'a heron', { bodyValue: 'بالعربية' });
  const geometry = () => page.run(() => {
    const root = document.querySelector('postil-article').shadowRoot;
    const text = root.querySelector('.text').getBoundingClientRect();
    return [...root.querySelectorAll('.slot .card')].map((one) => {
      const style = getComputedStyle(one);
      return { isRight: one.getBoundingClientRect().left > text.right, rule: style.borderLeftWidth, body: one.querySelector('.body') && getComputedStyle(one.querySelector('.body > *')).direction };
    });
  });
  await page.waitFor(async () => (await geometry()).length === 2);
  check.deepEqual(await geometry(), [{ isRight: true, rule: '4px', body: 'ltr' }, { isRight: true, rule: '4px', body: 'rtl' }]);
  check.equal(await page.run(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
});

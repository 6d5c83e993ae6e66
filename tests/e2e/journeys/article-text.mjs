// The article text, as the element answers it, in real pages: the rules of white space, blocks and what is left out.
import { existsSync, readFileSync } from 'node:fs';
import { journey } from '../run.mjs';
import { call, getText, ready } from '../owner.mjs';

const TORTURE = `
  <h1> A   title
    with <em>odd</em>  space </h1>
  text outside of any block <b>bold</b>
  <p>One<br>two <br> three</p><p></p><div>  </div>
  <ul><li>first</li><li>second <ol><li>inner</li></ol> after</li></ul>
  <table><caption>Caption</caption><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><p>2</p><p>2b</p></td></tr><tr><td></td><td>4</td></tr></tbody></table>
  <pre>line 1
  line  2

line 4
</pre>
  <p>x<span hidden>gone</span>y<span data-postil-skip>skipped</span>z<script>var s;</script><style>p{}</style><template>t</template><noscript>n</noscript></p>
  <p>漢<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>。</p>
  <details><summary>Sum</summary>closed counts</details>
  <p>no&nbsp;break &nbsp; soft&shy;hyphen <img src="data:," alt="alt text">end</p>
  <dl><dt>term</dt><dd>meaning</dd></dl>
  <blockquote><p>quoted</p></blockquote><hr>
  <p>a<span> b</span><i> </i>c <a href="#">link</a>.</p>
  <p style="display: none">no style is asked</p>
  <p>emoji 👩‍👩‍👧 end</p>`;
const EXPECTED = [
  'A title with odd space', 'text outside of any block bold', 'One', 'two', 'three', 'first', 'second', 'inner', 'after',
  'Caption', 'a\tb', '1\t2', '2b', '4', 'line 1', '  line  2', '', 'line 4', 'xyz', '漢字。', 'Sum', 'closed counts',
  'no\u00a0break \u00a0 soft\u00adhyphen end', 'term', 'meaning', 'quoted', 'a b c link.', 'no style is asked', 'emoji 👩‍👩‍👧 end',
];

journey('article text: what a page wrote, by every rule of white space and blocks', async ({ page, server, check }) => {
  await page.open(server.article({ content: TORTURE }));
  await ready(page);
  const text = await getText(page);
  check.deepEqual(text.split('\n'), EXPECTED);
  // Offsets are code points, and a passage is what the browser selects.
  const points = Array.from(text);
  const start = points.indexOf('👩');
  const made = await call(page, 'addAnnotation', { start, end: start + 5, bodyValue: 'A family.' });
  check.equal(made.target.selector.find((one) => one.type === 'TextQuoteSelector').exact, '👩‍👩‍👧');
  const position = made.target.selector.find((one) => one.type === 'TextPositionSelector');
  check.deepEqual([position.start, position.end], [start, start + 5]);
});

journey('article text: a passage in every kind of block is painted where it stands', async ({ page, server, check }) => {
  await page.open(server.article({ content: TORTURE }));
  await ready(page);
  const text = Array.from(await getText(page)).join('');
  for (const words of ['odd', 'bold', 'three', 'inner', 'Caption', '2b', 'line  2', 'xyz', '漢字', 'quoted', 'link']) {
    const start = Array.from(text.slice(0, text.indexOf(words))).length;
    await call(page, 'addAnnotation', { start, end: start + Array.from(words).length });
  }
  const placed = (await call(page, 'getPlacements')).map(({ state, text: now }) => `${state} ${now}`);
  check.deepEqual(placed, ['odd', 'bold', 'three', 'inner', 'Caption', '2b', 'line  2', 'xyz', '漢字', 'quoted', 'link'].map((words) => `exact ${words}`));
});

const DUTCH = new URL('../../../../shared/readings/leiderschap-in-verbinding-met-klanten.txt', import.meta.url);

journey('article text: a Dutch text as copied from a web page becomes an article', async ({ page, server, skip, check }) => {
  if (!existsSync(DUTCH)) skip('the reading is not beside the project');
  const source = readFileSync(DUTCH, 'utf8');
  server.put('/dutch.txt', source);
  await page.open(server.article({ lang: 'nl', attributes: 'src="dutch.txt" ui-lang="en"' }));
  await ready(page);
  const lines = source.split('\n').map((line) => line.trim()).filter(Boolean);
  const text = await getText(page);
  // The title stands twice in the source and once in the article, date and author make one line; all the rest stays, in its order.
  const [title, , date, author, ...rest] = lines;
  check.deepEqual(text.split('\n'), [title, `${author} · ${date}`, ...rest]);
  const built = await page.run(() => {
    const article = document.querySelector('[data-postil-content]');
    const texts = (css) => Array.from(article.querySelectorAll(css), (one) => one.textContent);
    return { titles: texts('h1'), headings: texts('h2, h3'), links: Array.from(article.querySelectorAll('a'), (one) => one.href), paragraphs: article.querySelectorAll('p').length };
  });
  check.deepEqual(built.titles, [lines[0]]);
  check.deepEqual(built.headings, ['Welkome complexiteit']);
  check.equal(built.links.length, 1);
  check.match(built.links[0], /^https?:\/\/www\.customerfirst\.nl\/?$/);
  // A passage in either copy of the paragraph that stands twice is of that copy.
  const words = 'De nieuwe wereld is ook complexer geworden.';
  const first = text.indexOf(words);
  const second = text.indexOf(words, first + 1);
  check.ok(second > first && text.indexOf(words, second + 1) < 0);
  check.equal(await page.select(words, undefined, { occurrence: 1 }), words);
  await page.click({ role: 'button', name: 'Highlight blue' });
  await page.waitFor(async () => (await call(page, 'getPlacements')).length === 1);
  const at = (offset) => Array.from(text.slice(0, offset)).length;
  await call(page, 'addAnnotation', { start: at(first), end: at(first) + words.length, color: 'green' });
  const places = async () => (await call(page, 'getPlacements')).map(({ state, start, text: now }) => [state, start, now]);
  const wanted = [['exact', at(first), words], ['exact', at(second), words]];
  check.deepEqual(await places(), wanted);
  await page.reload();
  check.deepEqual(await places(), wanted);
});

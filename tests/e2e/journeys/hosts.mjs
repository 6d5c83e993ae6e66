// Four unlike host pages: what we show is the same on each, and the article is the host's to style.
import { journey } from '../run.mjs';
import { add, becomes, button, call, card, places, ready } from '../reader.mjs';

const LOOKS = {
  bare: {},
  reset: {},
  revert: {},
  framework: { accent: true },
};

for (const [name, { accent }] of Object.entries(LOOKS)) {
  journey(`on the host page "${name}" a card, the bar and the toolbar keep their looks at every width`, async ({ page, server, engine, check }) => {
    await page.resize(1280, 900);
    await page.open(`/hosts/${name}.html`);
    await ready(page);
    const text = await call(page, 'getText');
    const [first, second] = text.split('\n').filter((line) => line.length > 60);
    const words = first.split(' ').slice(1, 6).join(' ');
    await add(page, words, { bodyValue: 'A note on a host page', tags: ['one'] });
    await becomes(page, async () => (await places(page)).length, 1, check);
    await page.get(card('Note'));
    const looks = await page.run(() => {
      const root = document.querySelector('postil-article').shadowRoot;
      const of = (css) => root.querySelector(css);
      const bar = of('.bar').getBoundingClientRect();
      const style = getComputedStyle(of('.card .body'));
      return {
        body: style.fontSize, lines: Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize), spacing: style.letterSpacing,
        isBarWhole: [...root.querySelectorAll('.bar button')].every((one) => one.getBoundingClientRect().right <= bar.right + 1),
        margin: of('.side').getBoundingClientRect().width >= 240,
        measure: of('.text').getBoundingClientRect().width >= 480,
        display: getComputedStyle(of('.card')).display,
        accent: getComputedStyle(of('.bar .count'), '::after').backgroundColor,
      };
    });
    const { accent: painted, lines, ...rest } = looks;
    check.deepEqual(rest, { body: '15px', spacing: 'normal', isBarWhole: true, margin: true, measure: true, display: 'block' });
    check.ok(lines > 1.3 && lines < 1.6, String(lines));
    if (accent) {
      const wanted = await page.run(() => getComputedStyle(document.querySelector('a')).color);
      check.equal(painted, wanted, 'the host\'s accent');
    }
    check.ok(second === undefined || text.includes(second));
    await page.resize(Math.max(390, engine.can.narrowest), 800);
    check.equal(await page.run(() => document.querySelector('postil-article').scrollWidth - document.querySelector('postil-article').clientWidth <= 0), true);
    await page.get(button('All notes'));
  });
}

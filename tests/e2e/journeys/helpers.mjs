// The helpers themselves, on a page without the widget: what a journey relies on holds in every engine.
import { journey } from '../run.mjs';

journey('helpers: text is selected by dragging, by keys and by double click', async ({ page, check }) => {
  await page.open('/pages/plain.html');
  check.equal(await page.select('twice that day'), 'twice that day');
  check.equal(await page.select('wrote it', 'second morning', { within: '#text' }).then((text) => text.replace(/\s+/g, ' ')), 'wrote it down. On the second morning');
  check.equal(await page.select('الحارس سطرا'), 'الحارس سطرا');
  check.equal((await page.doubleClickText('ferry')).trim(), 'ferry');
  check.equal(await page.select('keep'), 'keep');
  await page.press('Shift+ArrowRight', 2);
  check.equal(await page.selection(), 'keeper');
});

journey('helpers: words typed in a shadow root are kept over a reload, on an origin of their own', async ({ page, check }) => {
  await page.open('/pages/plain.html');
  check.equal(await page.textOf({ role: 'status', name: 'Kept words' }), '');
  await page.fill({ role: 'textbox', name: 'Words' }, 'naïve café, 書く 🪶\nand more');
  check.deepEqual(await page.focused(), { role: 'textbox', name: 'Words', tag: 'textarea' });
  await page.click({ role: 'button', name: /^Keep/ });
  await page.get({ role: 'status', text: /🪶 and more$/ });
  check.ok(await page.run(() => events.every((one) => one.endsWith('true'))), 'every event is trusted');
  await page.reload();
  check.equal(await page.textOf(await page.get({ role: 'status', text: /more/ })), 'naïve café, 書く 🪶 and more');
  const computed = await page.computed({ role: 'button', name: 'Keep the words' });
  check.deepEqual(computed, { role: 'button', name: 'Keep the words' });
  check.deepEqual(await page.errors(), []);
});

journey('helpers: a second tab shares the storage and is told of a change', async ({ page, check }) => {
  await page.open('/pages/plain.html');
  const other = await page.newTab('/pages/plain.html');
  await page.fill({ role: 'textbox', name: 'Words' }, 'from one tab');
  await page.click({ role: 'button', name: 'Keep the words' });
  await other.get({ role: 'status', text: 'from one tab' });
  await other.close();
  check.equal(await page.title(), 'Plain page');
});

journey('helpers: a finger touches', async ({ page, engine, skip, check }) => {
  if (!engine.can.touch) skip('its touch actions arrive as mouse');
  await page.open('/pages/plain.html');
  await page.tap({ role: 'button', name: 'Keep the words' });
  await page.until(() => events.some((one) => one.startsWith('touchstart')) && events.includes('pointerup touch true'));
  check.equal(await page.touchSelect('twice that day'), 'twice that day');
});

journey('helpers: the window becomes narrow and wide', async ({ page, engine, check }) => {
  await page.open('/pages/plain.html');
  const [narrow] = await page.resize(engine.can.narrowest, 800);
  check.ok(narrow <= engine.can.narrowest, `asked ${engine.can.narrowest}, became ${narrow}`);
  const [wide] = await page.resize(1280, 900);
  check.equal(wide, 1280);
  check.deepEqual(await page.axe({ within: '#text' }), []);
});

journey('helpers: dark and quiet', { dark: true, reducedMotion: true }, async ({ page, check }) => {
  await page.open('/pages/plain.html');
  check.deepEqual(await page.run(() => [matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(prefers-reduced-motion: reduce)').matches]), [true, true]);
});

journey('helpers: a browser in Dutch', { lang: 'nl' }, async ({ page, check }) => {
  await page.open('/pages/plain.html');
  check.equal(await page.run(() => navigator.language.slice(0, 2)), 'nl');
});

journey('helpers: forced colours', { forcedColors: true }, async ({ page, check }) => {
  await page.open('/pages/plain.html');
  check.ok(await page.run(() => matchMedia('(forced-colors: active)').matches));
});

journey('helpers: the server can fail, wait and fall silent', async ({ page, server, check }) => {
  await page.open(server.put('/in-memory.html', '<!doctype html><title>In memory</title>'));
  server.behave('/pages/plain.js', { status: 503, times: 1 });
  server.behave('/examples/slow.md', { delay: 200, status: 404 });
  const seen = () => page.run(async (lib, paths) => Promise.all(paths.map((path) => fetch(path).then((one) => `${one.status} ${one.headers.get('content-type')}`, () => 'nothing'))), ['/pages/plain.js', '/examples/slow.md']);
  check.deepEqual(await seen(), ['503 text/plain; charset=utf-8', '404 text/plain; charset=utf-8']);
  server.pause();
  check.deepEqual(await seen(), ['nothing', 'nothing']);
  server.resume();
  check.deepEqual((await seen())[0], '200 text/javascript; charset=utf-8');
});

journey('helpers: a file is saved, and another one is chosen', async ({ page, check }) => {
  await page.open('/pages/plain.html');
  const { name, bytes } = await page.download(() => page.click({ role: 'link', name: 'Save the text' }));
  check.equal(name, 'lamp.md');
  check.equal(String(bytes), '# The lamp\n');
  await page.upload({ css: '#file' }, new URL('../pages/collect.js', import.meta.url).pathname);
  await page.get({ role: 'status', text: /^collect\.js: \d+$/ });
});

journey('helpers: a frame without an origin is looked into', async ({ page, check }) => {
  await page.open('/pages/plain.html');
  await page.inFrame('#frame', async () => {
    await page.click({ role: 'button', name: 'Inner' });
    check.equal(await page.run(() => origin), 'null');
  });
  check.equal(await page.title(), 'Plain page');
});

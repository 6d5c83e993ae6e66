// What the journeys of the site owner share: pages around a tag, and what came of it.

/** Stands in the head of a page: keeps the widget's events and the console's warnings, as JSON. */
export const HEAR = `<script>
globalThis.heard = [];
globalThis.warned = [];
for (const type of ['ready', 'create', 'update', 'delete', 'select', 'import', 'placement', 'error']) {
  addEventListener('postil-' + type, ({ detail, target }) => heard.push({ type, detail: JSON.parse(JSON.stringify(detail ?? null)), id: target.id }));
}
const warn = console.warn;
console.warn = (...words) => { warned.push(words.join(' ')); warn(...words); };
</script>`;

/** A page without any script of ours but the collector; `head` and `body` bring the rest. */
export function plainPage(server, { path = '/page.html', head = '', body = '', lang = 'en', headers } = {}) {
  return server.put(path, `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Test page</title>
<script src="/pages/collect.js"></script>${HEAR}${head}</head>
<body>${body}</body></html>`, { headers });
}

/** What becomes of the promise `ready`: `{state: 'ready'}` or `{state: 'failed', name, message}`. */
export async function outcome(page, css = 'postil-article') {
  await page.until((selector) => customElements.get('postil-article') && document.querySelector(selector), css);
  return page.run(async (lib, selector) => document.querySelector(selector).ready.then(
    () => ({ state: 'ready' }),
    (error) => ({ state: 'failed', name: error.name, message: error.message, isError: error instanceof Error }),
  ), css);
}

/** Waits until the article is there; fails with what went wrong otherwise. */
export async function ready(page, css) {
  const { state, name, message } = await outcome(page, css);
  if (state !== 'ready') throw new Error(`no article: ${name}: ${message}`);
}

/** Calls a method of the element; what it rejects with comes as `{rejected, message}`. */
export function call(page, method, ...args) {
  return callOf(page, 'postil-article', method, ...args);
}

export function callOf(page, css, method, ...args) {
  return page.run(async (lib, selector, name, list) => document.querySelector(selector)[name](...list).then(
    (value) => value ?? null,
    (error) => ({ rejected: error.name, message: error.message }),
  ), css, method, args);
}

export const getText = (page, css = 'postil-article') => callOf(page, css, 'getText');
export const heard = (page, type) => page.run((lib, wanted) => heard.filter((one) => one.type === wanted), type);
/** The requests that a page made for anything but itself and the collector. */
export const asked = (server) => server.requests.filter((line) => !/ \/(page|article|favicon)|collect\.js/.test(line));

// The demo site on this machine: node scripts/lib/serve.mjs [FILE] [PORT]
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { TYPES, startServer } from './static-server.mjs';

const [file, wanted] = process.argv.slice(2);
const root = new URL('../../', import.meta.url).pathname;
const demo = join(root, 'examples/demo');
// Pictures beside the file are shown; nothing else of its folder is given out.
const pictures = ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif', '.svg'];

const escape = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0)};`);

function pageFor(path) {
  const name = basename(path);
  const style = existsSync(join(demo, 'demo.css')) ? '\n  <link rel="stylesheet" href="/demo.css">' : '';
  return `<!doctype html>
<html>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escape(name)} · Postil</title>${style}
  <script type="module" src="/postil.js"></script>
</head>
<body>
  <main class="page">
    <postil-article src="/file/${encodeURIComponent(name)}"></postil-article>
  </main>
</body>
</html>
`;
}

const mounts = { '/': [demo, join(root, 'dist')] };
if (file) {
  const shown = resolve(file);
  mounts['/file/'] = { dir: dirname(shown), only: (path) => path === shown || pictures.includes(extname(path).toLowerCase()) };
}

const first = Number(wanted || process.env.PORT || 8080);
let server;
for (let port = first; !server; port += 1) {
  try {
    server = await startServer({ port, mounts });
  } catch (error) {
    // A port that was asked for is meant; the usual one may be taken by another program.
    if (error.code !== 'EADDRINUSE' || wanted || port >= first + 50) {
      console.error(`error: cannot listen on port ${port}: ${error.message}\n  what to do: choose another one, scripts/serve --port N`);
      process.exit(1);
    }
  }
}
if (file) {
  const page = pageFor(resolve(file));
  server.put('/', page);
  server.put('/index.html', page);
  // A name without a known ending is taken for plain text.
  if (!TYPES[extname(file).toLowerCase()]) server.behave(`/file/${basename(file)}`, { type: TYPES['.txt'] });
}
console.log(`\n${file ? `"${basename(file)}" in the widget` : 'The demo site'}: ${server.url}/`);
if (server.port !== first) console.log(`(port ${first} is taken; notes belong to an address, so those made at another port are not seen here)`);
console.log('Stop with Ctrl+C.');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

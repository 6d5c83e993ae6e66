// A small static web server without dependencies, for scripts/serve and for the end-to-end tests.
//
//   import { startServer } from './static-server.mjs'
//   const server = await startServer({ port: 0, mounts: { '/': ['examples/demo', 'dist'], '/file/': { dir, only } } });
//   A mount is a folder, a folder with a filter `only(file) => boolean`, or a list of these: the first that has the file.
//   server.url                       'http://127.0.0.1:PORT'
//   server.put(path, body, options)  a page that exists only in memory; body is a string, a Buffer or (request) => string
//   server.behave(path, options)     how a path answers from now on; null takes it back. Options, for both:
//     { status, type, headers, delay (ms), drop (cut the connection), cut (the same in the middle of the body), hang (never answer), times (only the first N) }
//   server.requests                  ['GET /path', …] in the order they came
//   server.pause() / server.resume() nobody answers / answers again, as when the network is gone
//   await server.close()
//
// Every answer says no-cache, so that a reload sees what is on disk now.
import { createServer } from 'node:http';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const TYPES = {
  '.html': 'text/html; charset=utf-8', '.htm': 'text/html; charset=utf-8', '.xhtml': 'application/xhtml+xml; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.ts': 'text/plain; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.jsonld': 'application/ld+json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8', '.markdown': 'text/markdown; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.avif': 'image/avif',
  '.ico': 'image/x-icon', '.zip': 'application/zip', '.pdf': 'application/pdf', '.xml': 'application/xml; charset=utf-8',
};

/** The file behind a URL path, or null: unknown, outside its mount, or not let through. */
async function find(mounts, path) {
  const prefixes = Object.keys(mounts).filter((prefix) => path.startsWith(prefix)).sort((a, b) => b.length - a.length);
  const candidates = prefixes.flatMap((prefix) => [mounts[prefix]].flat().map((mount) => [prefix, mount]));
  for (const [prefix, entry] of candidates) {
    const mount = typeof entry === 'string' ? { dir: entry } : entry;
    const dir = resolve(mount.dir);
    const file = resolve(dir, `.${sep}${path.slice(prefix.length)}`);
    if (file !== dir && !file.startsWith(dir.endsWith(sep) ? dir : dir + sep)) continue;
    if (mount.only && !mount.only(file)) continue;
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return { file, size: found.size };
    if (!found?.isDirectory()) continue;
    if (!path.endsWith('/')) return { redirect: `${path}/` };
    const index = join(file, 'index.html');
    const inside = await stat(index).catch(() => null);
    if (inside?.isFile()) return { file: index, size: inside.size };
  }
  return null;
}

function send(request, response, status, headers, body) {
  response.writeHead(status, { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff', ...headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}

export async function startServer({ port = 0, host = '127.0.0.1', mounts = {} } = {}) {
  const pages = new Map();
  const behaviours = new Map();
  const requests = [];
  let paused = false;

  async function answer(request, response) {
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    } catch {
      return send(request, response, 400, { 'Content-Type': 'text/plain; charset=utf-8' }, 'not a path\n');
    }
    if (path.includes('\0')) return send(request, response, 400, {}, 'not a path\n');
    requests.push(`${request.method} ${path}`);
    if (paused) return request.socket.destroy();
    if (!['GET', 'HEAD'].includes(request.method)) return send(request, response, 405, { Allow: 'GET, HEAD' }, 'only GET and HEAD\n');
    const page = pages.get(path);
    const behaviour = behaviours.get(path);
    if (behaviour?.times !== undefined && --behaviour.times <= 0) behaviours.delete(path);
    const how = { ...page?.options, ...behaviour };
    if (how.hang) return undefined;
    if (how.delay) await wait(how.delay);
    if (how.drop) return request.socket.destroy();
    const headers = { ...(how.type ? { 'Content-Type': how.type } : {}), ...how.headers };
    if (page) {
      const body = typeof page.body === 'function' ? await page.body(request) : page.body;
      if (how.cut) {
        response.writeHead(how.status ?? 200, { 'Content-Type': TYPES[extname(path)] ?? TYPES['.html'], ...headers });
        response.write(body.slice(0, body.length / 2), () => setTimeout(() => request.socket.destroy(), 100));
        return undefined;
      }
      return send(request, response, how.status ?? 200, { 'Content-Type': TYPES[extname(path)] ?? TYPES['.html'], ...headers }, body);
    }
    if (how.status && how.status >= 400) {
      return send(request, response, how.status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, `status ${how.status}\n`);
    }
    const found = await find(mounts, path);
    if (!found) return send(request, response, 404, { 'Content-Type': 'text/plain; charset=utf-8' }, `nothing at ${path}\n`);
    if (found.redirect) return send(request, response, 301, { Location: encodeURI(found.redirect) }, '');
    response.writeHead(how.status ?? 200, {
      'Content-Type': TYPES[extname(found.file).toLowerCase()] ?? 'application/octet-stream', 'Content-Length': found.size,
      'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff', ...headers,
    });
    if (request.method === 'HEAD') return response.end();
    const stream = createReadStream(found.file);
    stream.on('error', () => response.destroy());
    return stream.pipe(response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(`static server: ${request.url}: ${error.message}`);
      response.destroy();
    });
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    port: server.address().port,
    requests,
    put(path, body, options = {}) {
      pages.set(path, { body, options });
      return this.url + path;
    },
    behave(path, options) {
      if (options) behaviours.set(path, { ...options });
      else behaviours.delete(path);
    },
    pause() { paused = true; server.closeAllConnections(); },
    resume() { paused = false; },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

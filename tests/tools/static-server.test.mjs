// The static server, as the demo and the end-to-end tests rely on it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startServer } from '../../scripts/lib/static-server.mjs';

let folder;
let server;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postil-server-'));
  mkdirSync(join(folder, 'site/deep'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  for (const [name, content] of [['index.html', 'home'], ['deep/index.html', 'deep'], ['a.md', '# café'], ['b.wasm', '\0asm'], ['odd name.txt', 'odd']]) {
    writeFileSync(join(folder, 'site', name), content);
  }
  const only = (file) => file.endsWith('.md');
  server = await startServer({ mounts: { '/': join(folder, 'site'), '/some/': { dir: join(folder, 'site'), only } } });
});

after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The path as it stands: `fetch` would tidy it first. */
function get(path, method = 'GET') {
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method }, (response) => {
      let body = '';
      response.on('data', (data) => { body += data; });
      response.on('end', () => done({ status: response.statusCode, type: response.headers['content-type'], headers: response.headers, body }));
    });
    asked.on('error', failed);
    asked.end();
  });
}

test('files have their media types, text says utf-8', async () => {
  assert.equal((await get('/')).type, 'text/html; charset=utf-8');
  assert.equal((await get('/a.md')).type, 'text/markdown; charset=utf-8');
  assert.equal((await get('/b.wasm')).type, 'application/wasm');
  assert.equal((await get('/odd%20name.txt')).body, 'odd');
  assert.equal((await get('/a.md?x=1')).body, '# café');
});

test('a folder shows its index and is redirected to its slash', async () => {
  assert.equal((await get('/deep/')).body, 'deep');
  const { status, headers } = await get('/deep');
  assert.deepEqual([status, headers.location], [301, '/deep/']);
});

test('HEAD has the headers and no body', async () => {
  const { status, body, headers } = await get('/a.md', 'HEAD');
  assert.deepEqual([status, body, headers['content-length']], [200, '', '7']);
});

test('nothing outside of the folder is given out', async () => {
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/deep/../../secret.txt', '/..%2fsecret.txt', '/%2e%2e%2fsecret.txt', '/%00', '/%ff']) {
    const { status, body } = await get(path);
    assert.ok([400, 404].includes(status), `${path}: ${status}`);
    assert.ok(!body.includes('secret\n') && body !== 'secret', path);
  }
});

test('a filtered mount gives out only what passes', async () => {
  assert.equal((await get('/some/a.md')).status, 200);
  assert.equal((await get('/some/b.wasm')).status, 404);
});

test('a path behaves as it is told, as often as it is told', async () => {
  server.behave('/a.md', { status: 503, times: 2 });
  const seen = [];
  for (let count = 0; count < 3; count += 1) seen.push((await get('/a.md')).status);
  assert.deepEqual(seen, [503, 503, 200]);
  server.behave('/a.md', { type: 'application/pdf', headers: { 'X-One': '1' } });
  const changed = await get('/a.md');
  assert.deepEqual([changed.type, changed.headers['x-one'], changed.body], ['application/pdf', '1', '# café']);
  server.behave('/a.md', { drop: true });
  await assert.rejects(get('/a.md'));
  server.behave('/a.md', null);
  assert.equal((await get('/a.md')).status, 200);
});

test('only GET and HEAD are answered', async () => {
  assert.equal((await get('/a.md', 'POST')).status, 405);
});

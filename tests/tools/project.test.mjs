// Facts about the project's own files that no other check sees.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url).pathname;
const read = (name) => readFileSync(root + name, 'utf8');

test('the lock file names no registry, so that any registry can serve it', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const bound = Object.entries(packages).filter(([, one]) => one.resolved);
  assert.deepEqual(bound, []);
  assert.ok(Object.entries(packages).every(([path, one]) => path === '' || one.integrity), 'every package has its hash');
});

test('the commands of the README can be run', () => {
  for (const name of ['scripts/serve', 'scripts/test', 'scripts/build', 'scripts/size', 'scripts/shots', '.ci/run']) {
    assert.ok(statSync(root + name).mode & 0o111, `${name} has no run bit`);
  }
});

test('the library and the command-line tool of wasm-bindgen are of one version', () => {
  assert.match(read('Cargo.toml'), /^wasm-bindgen = "=\d+\.\d+\.\d+"$/m);
});

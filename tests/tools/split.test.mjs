// Splitting a Wasm file in two: what stays, what moves, and that both halves work together.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { split } from '../../scripts/lib/split.mjs';

const WHOLE = `(module $t
 (type $0 (func (param i32) (result i32)))
 (type $1 (func (result i32)))
 (import "g" "seven" (func $seven (result i32)))
 (global $top (mut i32) (i32.const 100))
 (memory $0 1)
 (data $0 (i32.const 8) "\\05\\00\\00\\00")
 (table $0 3 3 funcref)
 (elem $0 (table $0) (i32.const 1) func $"app[0123456789abcdef]::core::twice" $"<app[0123456789abcdef]::rare::Row as app[0123456789abcdef]::core::Show>::show")
 (export "memory" (memory $0))
 (export "twice" (func $"app[0123456789abcdef]::core::twice"))
 (export "rare" (func $"app[0123456789abcdef]::core::ask"))
 (export "listed" (func $"app[0123456789abcdef]::core::listed"))
 (func $"app[0123456789abcdef]::core::twice" (param $0 i32) (result i32)
  (i32.add (local.get $0) (local.get $0))
 )
 (func $"app[0123456789abcdef]::core::ask" (param $0 i32) (result i32)
  (call $"app[0123456789abcdef]::rare::answer" (local.get $0))
 )
 (func $"app[0123456789abcdef]::core::listed" (param $0 i32) (result i32)
  (call_indirect $0 (type $0) (local.get $0) (i32.const 2))
 )
 (func $"app[0123456789abcdef]::rare::answer" (param $0 i32) (result i32)
  (global.set $top (i32.const 3))
  (i32.add (call $helper (local.get $0)) (call $"app[0123456789abcdef]::core::twice" (i32.load (i32.const 8))))
 )
 (func $helper (param $0 i32) (result i32)
  (i32.mul (local.get $0) (call $seven))
 )
 (func $"<app[0123456789abcdef]::rare::Row as app[0123456789abcdef]::core::Show>::show" (param $0 i32) (result i32)
  (i32.sub (call $helper (i32.const 0)) (i32.sub (global.get $top) (local.get $0)))
 )
)
`;

const RARE = { rare: ['app::rare'], entries: [/^app::rare::answer$/] };

function assembled(text) {
  const folder = mkdtempSync(join(tmpdir(), 'split-'));
  try {
    writeFileSync(join(folder, 'a.wat'), text);
    const tool = new URL('../../node_modules/binaryen/bin/wasm-as', import.meta.url).pathname;
    execFileSync(process.execPath, [tool, '--enable-reference-types', '--enable-mutable-globals', join(folder, 'a.wat'), '-o', join(folder, 'a.wasm')]);
    return new WebAssembly.Module(readFileSync(join(folder, 'a.wasm')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('rare functions and what only they call move; both halves share memory, globals and table', () => {
  const { core, more, called } = split(WHOLE, 'stamp', RARE);
  assert.deepEqual(called, ['app::rare::answer']);
  assert.ok(!core.includes('i32.mul') && more.includes('i32.mul'));
  const first = new WebAssembly.Instance(assembled(core), { g: { seven: () => 7 } }).exports;
  assert.equal(first.twice(4), 8);
  assert.throws(() => first.rare(2), WebAssembly.RuntimeError);
  assert.throws(() => first.listed(2), WebAssembly.RuntimeError);
  new WebAssembly.Instance(assembled(more), { c: first });
  assert.equal(first.rare(2), 24);
  assert.equal(first.listed(10), 7);
});

test('a half of another build is refused', () => {
  const first = new WebAssembly.Instance(assembled(split(WHOLE, 'stamp', RARE).core), { g: { seven: () => 7 } }).exports;
  const other = assembled(split(WHOLE, 'other', RARE).more);
  assert.throws(() => new WebAssembly.Instance(other, { c: first }), WebAssembly.LinkError);
});

test('a function with a rare argument in its name is not rare itself', () => {
  const text = WHOLE.replaceAll('<app[0123456789abcdef]::rare::Row as app[0123456789abcdef]::core::Show>::show', '<app[0123456789abcdef]::core::Once>::later::<app[0123456789abcdef]::rare::answer>');
  const { core } = split(text, 'stamp', RARE);
  assert.ok(core.includes('i32.sub'));
});

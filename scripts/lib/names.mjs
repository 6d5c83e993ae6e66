// Gives what the glue and the Wasm call each other by short names: node scripts/lib/names.mjs FOLDER
// wasm-bindgen's names carry 16 random digits each, in both files; nothing outside the two reads them.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Reader } from './wasm-reader.mjs';

const IMPORT_SECTION = 2;
const EXPORT_SECTION = 7;

/** Unsigned LEB128, as Wasm writes lengths. */
function unsigned(value) {
  const bytes = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push((value % 128) | (rest ? 128 : 0));
    value = rest;
  } while (value);
  return Buffer.from(bytes);
}

const named = (text) => Buffer.concat([unsigned(Buffer.byteLength(text)), Buffer.from(text)]);

/** Calls `entry` for each entry of an import or export section and joins what it answers. */
function entries(body, entry) {
  const reader = new Reader(body);
  const count = reader.unsigned();
  const parts = [unsigned(count)];
  for (let each = 0; each < count; each += 1) parts.push(entry(reader));
  return Buffer.concat(parts);
}

function renamed(wasm, imports, exports) {
  const parts = [wasm.subarray(0, 8)];
  const reader = new Reader(wasm, 8);
  while (reader.at < wasm.length) {
    const id = reader.byte();
    let body = reader.take(reader.unsigned());
    if (id === IMPORT_SECTION) {
      body = entries(body, (one) => {
        const from = one.name();
        const name = one.name();
        if (one.byte() !== 0) throw new Error(`${name} is imported and is no function`);
        return Buffer.concat([named(from), named(imports.get(name)), Buffer.from([0]), unsigned(one.unsigned())]);
      });
    } else if (id === EXPORT_SECTION) {
      body = entries(body, (one) => {
        const name = one.name();
        return Buffer.concat([named(exports.get(name)), Buffer.from([one.byte()]), unsigned(one.unsigned())]);
      });
    }
    parts.push(Buffer.from([id]), unsigned(body.length), body);
  }
  return Buffer.concat(parts);
}

/** Names counted up from `first`, a letter each that the other side does not use. */
const short = (names, first) => new Map(names.map((name, at) => [name, first + at.toString(36)]));

/**
 * The two files with short names.
 *
 * @param {Buffer} wasm after wasm-bindgen (and wasm-opt)
 * @param {string} glue its JavaScript, not minified
 */
export function shorten(wasm, glue) {
  const module = new WebAssembly.Module(wasm);
  const importNames = WebAssembly.Module.imports(module).map(({ name }) => name);
  const exportNames = WebAssembly.Module.exports(module).map(({ name }) => name);
  const imports = short(importNames, 'i');
  const exports = short(exportNames, 'e');
  const keys = new Set();
  const script = glue
    .replace(/^( *)("?)([\w$]+)\2: (?=function)/gm, (line, indent, quote, name) => {
      if (!imports.has(name)) return line;
      keys.add(name);
      return `${indent}${imports.get(name)}: `;
    })
    .replace(/\bwasm\.([\w$]+)/g, (whole, name) => (exports.has(name) ? `wasm.${exports.get(name)}` : whole));
  const lost = importNames.filter((name) => !keys.has(name));
  if (lost.length > 0) throw new Error(`the glue defines no ${lost.join(', ')}: does wasm-bindgen write it in another way now?`);
  return { wasm: renamed(wasm, imports, exports), glue: script };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  const [wasm, glue] = [join(folder, 'postil_bg.wasm'), join(folder, 'postil.js')];
  const made = shorten(await readFile(wasm), await readFile(glue, 'utf8'));
  await writeFile(wasm, made.wasm);
  await writeFile(glue, made.glue);
}

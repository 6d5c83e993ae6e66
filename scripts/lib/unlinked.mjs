// Takes the linker's relocations out of a Wasm file: node scripts/lib/unlinked.mjs LINKED.wasm OUT.wasm
import { readFile, writeFile } from 'node:fs/promises';
import { Reader } from './wasm-reader.mjs';

const [from, to] = process.argv.slice(2);
const bytes = await readFile(from);
const reader = new Reader(bytes, 8);
const kept = [bytes.subarray(0, 8)];
while (reader.at < bytes.length) {
  const start = reader.at;
  const isCustom = reader.byte() === 0;
  const length = reader.unsigned();
  const end = reader.at + length;
  const name = isCustom ? reader.name() : '';
  if (name !== 'linking' && !name.startsWith('reloc.')) kept.push(bytes.subarray(start, end));
  reader.at = end;
}
await writeFile(to, Buffer.concat(kept));

// Which data each function of a Wasm file refers to, from the relocations that the linker leaves with --emit-relocs.
// Format: "WebAssembly Object File Linking" of the tool-conventions, version 2.

import { Reader } from './wasm-reader.mjs';

const CUSTOM = 0;
const IMPORT = 2;
const CODE = 10;
const DATA = 11;
const SYMBOL_TABLE = 8;
const DATA_SYMBOL = 1;
const SECTION_SYMBOL = 3;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;
/** Relocations that carry an addend: those of memory, functions' and sections' offsets. */
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23]);

function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const list = [];
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.unsigned();
    const start = reader.at;
    const name = id === CUSTOM ? reader.name() : '';
    list.push({ id, name, start, body: reader.at, end: start + length });
    reader.at = start + length;
  }
  return list;
}

function importedFunctions(bytes, section) {
  const reader = new Reader(bytes, section.start);
  let functions = 0;
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    reader.name();
    reader.name();
    const kind = reader.byte();
    if (kind === 0) {
      functions += 1;
      reader.unsigned();
    } else if (kind === 1) {
      reader.byte();
      reader.limits();
    } else if (kind === 2) reader.limits();
    else reader.at += 2;
  }
  return functions;
}

/** Names of functions by index, from the section `name`. */
function functionNames(bytes, section) {
  const names = new Map();
  const reader = new Reader(bytes, section.body);
  while (reader.at < section.end) {
    const kind = reader.byte();
    const length = reader.unsigned();
    const end = reader.at + length;
    if (kind === 1) for (let count = reader.unsigned(); count > 0; count -= 1) names.set(reader.unsigned(), reader.name());
    reader.at = end;
  }
  return names;
}

/** Functions' bodies, or segments of data: where each lies within its section, and what it begins with. */
function parts(bytes, section, head) {
  const reader = new Reader(bytes, section.start);
  const list = [];
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    const more = head(reader);
    const length = reader.unsigned();
    list.push({ ...more, from: reader.at - section.start, to: reader.at + length - section.start });
    reader.at += length;
  }
  return list;
}

function symbols(bytes, section) {
  const reader = new Reader(bytes, section.body);
  const list = [];
  reader.unsigned();
  while (reader.at < section.end) {
    const kind = reader.byte();
    const length = reader.unsigned();
    const end = reader.at + length;
    for (let count = kind === SYMBOL_TABLE ? reader.unsigned() : 0; count > 0; count -= 1) {
      const symbol = { kind: reader.byte(), flags: reader.unsigned() };
      if (symbol.kind === DATA_SYMBOL) {
        reader.name();
        if (!(symbol.flags & UNDEFINED)) Object.assign(symbol, { segment: reader.unsigned(), offset: reader.unsigned(), size: reader.unsigned() });
      } else {
        reader.unsigned();
        if (symbol.kind !== SECTION_SYMBOL && (!(symbol.flags & UNDEFINED) || symbol.flags & EXPLICIT_NAME)) reader.name();
      }
      list.push(symbol);
    }
    reader.at = end;
  }
  return list;
}

function relocations(bytes, section) {
  const reader = new Reader(bytes, section.body);
  const list = [];
  reader.unsigned();
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    const type = reader.byte();
    list.push({ offset: reader.unsigned(), symbol: reader.unsigned() });
    if (WITH_ADDEND.has(type)) reader.signed();
  }
  return list;
}

/** The part of a sorted list within which an offset lies. */
function within(list, offset) {
  let [low, high] = [0, list.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle].from <= offset) low = middle;
    else high = middle;
  }
  const one = list[low];
  return one && offset >= one.from && offset < one.to ? one : undefined;
}

/**
 * What functions and data refer to.
 *
 * @param {Buffer} bytes as linked, before wasm-bindgen
 * @returns {{data: {address: number, size: number, bytes: Buffer, refers: Set}[], functions: Map<string, Set>, segments: object[]}}
 *   pieces of data with the pieces they point to, for each function by its (mangled) name the pieces it points to, and
 *   the data as they lie in memory
 */
export function references(bytes) {
  const list = sections(bytes);
  const find = (key) => {
    const found = list.find(({ id, name }) => id === key || (name && name === key));
    if (!found) throw new Error(`the linked Wasm has no section ${key}`);
    return found;
  };
  const imported = importedFunctions(bytes, find(IMPORT));
  const names = functionNames(bytes, find('name'));
  const bodies = parts(bytes, find(CODE), () => ({})).map((one, at) => ({ ...one, name: names.get(imported + at), refers: new Set() }));
  const section = find(DATA);
  const segments = parts(bytes, section, (reader) => {
    if (reader.unsigned() !== 0) throw new Error('expected data with a fixed place');
    reader.byte();
    const address = reader.signed();
    reader.byte();
    return { address };
  });
  const table = symbols(bytes, find('linking'));
  const pieces = new Map();
  for (const symbol of table) {
    if (symbol.kind !== DATA_SYMBOL || symbol.segment === undefined || symbol.size === 0) continue;
    const segment = segments[symbol.segment];
    const address = segment.address + symbol.offset;
    const from = segment.from + symbol.offset;
    const known = pieces.get(address);
    if (!known || known.size < symbol.size) {
      pieces.set(address, Object.assign(known ?? { refers: new Set() }, {
        address, size: symbol.size, from, to: from + symbol.size,
        bytes: bytes.subarray(section.start + from, section.start + from + symbol.size),
      }));
    }
    symbol.piece = pieces.get(address);
  }
  const data = [...pieces.values()].sort((a, b) => a.from - b.from);
  for (const { offset, symbol } of relocations(bytes, find('reloc.CODE'))) {
    const piece = table[symbol]?.piece;
    if (piece) within(bodies, offset)?.refers.add(piece);
  }
  for (const { offset, symbol } of relocations(bytes, find('reloc.DATA'))) {
    const piece = table[symbol]?.piece;
    if (piece) within(data, offset)?.refers.add(piece);
  }
  return {
    data,
    functions: new Map(bodies.map(({ name, refers }) => [name, refers])),
    segments: segments.map(({ address, from, to }) => ({ address, bytes: bytes.subarray(section.start + from, section.start + to) })),
  };
}

/** Names of functions by index, of a module after wasm-bindgen. */
export function namesOf(bytes) {
  return functionNames(bytes, sections(bytes).find(({ name }) => name === 'name'));
}

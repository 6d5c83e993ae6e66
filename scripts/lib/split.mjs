// Moves what most visits never need into a second Wasm file: node scripts/lib/split.mjs FOLDER LINKED.wasm FEATURE-FLAG...
// In: postil_bg.wasm (small, mangled names), mangled.wasm and readable/postil_bg.wasm (as wasm-bindgen made them, with
// either kind of names), postil.js. Out: postil_bg.wasm without the rare functions, and postil_more.wasm, which shares
// memory and table with it and is fetched when `more` of the glue is called.
//
// A function is rare when the table has it for one of the modules of RARE, or when it is reached through ENTRIES only.
// The first file calls an entry through a slot of the table that is empty until the second file is there; the widget
// awaits `more` before it does (see src/page/part.rs). Data that only rare functions refer to goes with them.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { namesOf, references } from './wasm-data.mjs';

/** Rust modules whose functions run only after `page::part` was awaited. */
export const RARE = [
  'postil::embed::exchange',
  'postil::exchange::annotation_set',
  'postil::exchange::csv',
  'postil::exchange::export',
  'postil::exchange::file',
  'postil::exchange::html_out',
  'postil::exchange::hypothesis',
  'postil::exchange::markdown',
  'postil::exchange::plan',
  'postil::exchange::share',
  'postil::exchange::zip',
  'postil::page::sharing',
  'postil::session::together',
  'postil::store::backup',
  'postil::ui::dialog_sheets',
  'postil::ui::export',
  'postil::ui::import',
  'postil::ui::list',
  'postil::ui::panel',
  'postil::ui::people',
  'postil::ui::print',
  'postil::ui::profile',
  'postil::ui::reasons',
  'postil::ui::restore',
  'postil::ui::shortcuts',
  'postil::ui::sieve',
  'postil::ui::trash',
  'postil::ui::working',
];

/** What the rest may call of them, once the part is there; what else it calls stays with it. */
const ENTRIES = [
  /^postil::embed::exchange::\w+$/,
  /^postil::exchange::file::read_bytes$/,
  /^postil::ui::(dialog_sheets|export|import|people|print|profile|restore|shortcuts|trash|working)::\1$/,
  /^postil::ui::reasons::\w+$/,
];

/** Functions that do without their large tables until those are there: an unknown entity stays as it is written. */
const LATE = { functions: /^pulldown_cmark::(?:scanners::scan_entity|entities::get_entity)/, bytes: 30_000 };

const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;
const first = (text, pattern) => text.match(new RegExp(pattern))?.[1];
const all = (text, pattern) => [...new Set([...text.matchAll(new RegExp(pattern, 'g'))].map((one) => one[1]))];

const bare = (name) => name.replace(/^\$"?|"$/g, '');
/** Readable paths without the compiler's hashes; `readable` has them for mangled names. */
const pathsBy = (readable) => (name) => (readable.get(bare(name)) ?? bare(name)).replace(/\[[0-9a-f]{16}\]/g, '');

/** The parts of a module's text that matter here. */
function parse(text) {
  const forms = text.replace(/\)\s*$/, '').split(/\n(?= \()/);
  const module = { head: forms.shift(), types: [], imports: [], functions: new Map(), rest: [], exports: [], tables: [], elements: [] };
  for (const form of forms) {
    const kind = first(form, String.raw`^ \((\w+)`);
    if (kind === 'func') {
      const name = first(form, String.raw`^ \(func (${NAME})`);
      module.functions.set(name, { name, text: form, calls: all(form, String.raw`\((?:return_)?call (${NAME})`) });
      if (/\(ref\.func /.test(form)) throw new Error(`${name} takes a function's address in a way that is not known here`);
    } else if (kind === 'elem') {
      const at = Number(first(form, String.raw`\(i32\.const (\d+)\)`));
      const list = [...form.slice(form.indexOf(' func ') + 5).matchAll(new RegExp(NAME, 'g'))].map(([name]) => name);
      module.elements.push({ table: first(form, String.raw`\(table (${NAME})\)`), at, list });
    } else if (kind === 'type' || kind === 'rec') module.types.push(form);
    else if (kind === 'import') module.imports.push(form);
    else if (kind === 'export') module.exports.push(form);
    else if (kind === 'table') module.tables.push(form);
    else module.rest.push(form);
  }
  return module;
}

/** What is small enough to stay, in characters of text: see `staying`. */
const SMALL = 2_000;

/** What stays: all that is reached from outside and from the table, short of the rare modules' entries. */
export function staying(module, { rare, entries }, plain) {
  const [crate] = rare[0].split('::');
  // In the table, the first path of ours says whose a function is; a generic argument does not.
  const firstIsRare = new RegExp(String.raw`^(?:(?!${crate}::).)*(?:${rare.join('|')})(?=::|>)`, 's');
  const stays = new Set();
  const reach = (names) => {
    const open = [...names];
    while (open.length > 0) {
      const name = open.pop();
      if (stays.has(name) || !module.functions.has(name)) continue;
      stays.add(name);
      for (const called of module.functions.get(name).calls) if (!entries.some((entry) => entry.test(plain(called)))) open.push(called);
    }
  };
  const listed = module.elements.flatMap(({ list }) => list);
  reach(module.exports.map((form) => first(form, String.raw`\(func (${NAME})\)`)).filter(Boolean));
  reach(listed.filter((name) => !firstIsRare.test(plain(name))));
  // The compiler makes one of functions that are alike, under either's name: a small one may be that of another.
  const isPlain = ({ text, calls }) => text.length < SMALL && calls.every((name) => stays.has(name) || !module.functions.has(name));
  reach(listed.filter((name) => module.functions.has(name) && isPlain(module.functions.get(name))));
  return stays;
}

const header = (text) => text.match(new RegExp(String.raw`^ \(func ${NAME}((?: \((?:param|result)[^()]*\))*)`))[1];

/** Functions of one signature and one course beside each other: brotli finds what they share nearer by (8 kB). */
function byShape(functions) {
  const shape = ({ text }) => header(text) + text.slice(text.indexOf('\n')).replace(/\$"(?:[^"\\]|\\.)*"/g, '').replace(/\d+/g, '0').replace(/^ +/gm, '');
  return functions.map((one) => [shape(one), one.text]).sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, text]) => text);
}

/** `(data …)` of pieces that follow one another. */
function dataForms(pieces) {
  const runs = [];
  for (const { address, bytes } of pieces) {
    const last = runs.at(-1);
    if (last && last.address + last.bytes.length === address) last.bytes = Buffer.concat([last.bytes, bytes]);
    else runs.push({ address, bytes });
  }
  return runs.map(({ address, bytes }) => ` (data (i32.const ${address}) "${bytes.toString('hex').replace(/../g, '\\$&')}")`);
}

/** The data of both halves: a piece moves when only functions that move refer to it, by themselves or through others. */
function sharedOut(linked, stays, moved, plain) {
  const reach = (names, isTaken) => {
    const reached = new Set();
    const open = [...names].flatMap((name) => [...(linked.functions.get(bare(name)) ?? [])].filter((piece) => isTaken(piece, name)));
    while (open.length > 0) {
      const piece = open.pop();
      if (reached.has(piece)) continue;
      reached.add(piece);
      open.push(...piece.refers);
    }
    return reached;
  };
  const isLate = (piece, name) => piece.size >= LATE.bytes && LATE.functions.test(plain(name));
  const needed = reach(stays, (piece, name) => !isLate(piece, name));
  const late = reach([...moved, ...stays], (piece, name) => moved.has(name) || isLate(piece, name));
  const goes = (piece) => late.has(piece) && !needed.has(piece);
  const stay = linked.segments.map(({ address, bytes }) => ({ address, bytes: Buffer.from(bytes) }));
  const fill = (piece, fillWith) => {
    const segment = stay.find(({ address, bytes }) => piece.address >= address && piece.address + piece.size <= address + bytes.length);
    fillWith(segment.bytes, piece.address - segment.address);
  };
  for (const piece of linked.data.filter(goes)) fill(piece, (bytes, at) => bytes.fill(0, at, at + piece.size));
  // Pieces may lie over one another.
  for (const piece of linked.data.filter((one) => !goes(one))) fill(piece, (bytes, at) => piece.bytes.copy(bytes, at));
  return { core: dataForms(stay), more: dataForms(linked.data.filter(goes)) };
}

/**
 * The texts of the two modules.
 *
 * @param {string} text the whole module, as wasm-dis writes it
 * @param {string} stamp keeps files of different builds apart
 * @param {object} how `rare`: paths of modules; `entries`: what may be called of them; `readable`: paths by mangled name; `linked`: what `references` found
 */
export function split(text, stamp, { rare = RARE, entries = ENTRIES, readable = new Map(), linked } = {}) {
  const module = parse(text);
  const plain = pathsBy(readable);
  const stays = staying(module, { rare, entries }, plain);
  const moved = [...module.functions.values()].filter(({ name }) => !stays.has(name));
  const isMoved = new Set(moved.map(({ name }) => name));
  const data = linked && sharedOut(linked, stays, isMoved, plain);
  if (data) module.rest = [...module.rest.filter((form) => !form.startsWith(' (data ')), ...data.core];
  const [main] = module.elements;
  if (module.elements.length !== 1 || !main) throw new Error('expected one list of functions in the table');

  // Slots at the end of the table, for what is called by name from what stays.
  const called = new Set([...stays].flatMap((name) => module.functions.get(name).calls).filter((name) => isMoved.has(name)));
  const end = main.at + main.list.length;
  const slots = new Map([...called].map((name, at) => [name, end + at]));
  /** Stands for a function that moved, and calls it through its slot. */
  const detour = (name) => {
    const signature = header(module.functions.get(name).text);
    const count = (signature.match(/\(param ([^()]*)\)/g) ?? []).reduce((sum, one) => sum + one.replace(/\$\S+/g, '').trim().split(/\s+/).length - 1, 0);
    const values = Array.from({ length: count }, (_, at) => `(local.get ${at})`).join(' ');
    return ` (func ${name}${signature} (call_indirect ${main.table}${signature.replace(/\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+) /g, '')} ${values} (i32.const ${slots.get(name)})))`;
  };

  const movedText = moved.map((one) => one.text).join('\n');
  const used = (kind, pattern) => all(movedText, pattern).filter((name) => kind.some((form) => form.includes(`${name} `)));
  const globals = used(module.rest.filter((form) => form.startsWith(' (global ')), String.raw`\(global\.[gs]et (${NAME})`);
  const imported = new Map(module.imports.map((form) => [first(form, String.raw`\(func (${NAME})`), form]));
  const shared = [...new Set(moved.flatMap(({ calls }) => calls))].filter((name) => !isMoved.has(name));
  const memory = first(module.rest.find((form) => form.startsWith(' (memory ')), String.raw`\((memory [^\n]*)\)`);
  const tables = module.tables.map((form) => ({ name: first(form, `(${NAME})`), type: form.match(/ (funcref|externref)\)/)[1] }));

  const names = new Map([...globals, ...shared, ...tables.map(({ name }) => name)].map((name, at) => [name, `x${at.toString(36)}`]));
  const size = end + slots.size;
  const core = [
    module.head, ...module.types, ...module.imports, ...module.rest,
    ...module.tables.map((form) => (first(form, `(${NAME})`) === main.table ? ` (table ${main.table} ${size} ${size} funcref)` : form)),
    ` (elem (table ${main.table}) (i32.const ${main.at}) func ${main.list.map((name) => (isMoved.has(name) ? '$empty' : name)).join(' ')})`,
    ...module.exports,
    ` (export "${stamp}" (memory ${first(memory, `(${NAME})`)}))`,
    ...globals.map((name) => ` (export "${names.get(name)}" (global ${name}))`),
    ...shared.map((name) => ` (export "${names.get(name)}" (func ${name}))`),
    ...tables.map(({ name }) => ` (export "${names.get(name)}" (table ${name}))`),
    ' (func $empty (unreachable))',
    ...[...slots.keys()].map(detour),
    ...byShape([...module.functions.values()].filter(({ name }) => stays.has(name))),
    ')',
  ].join('\n');

  const globalType = (name) => module.rest.find((form) => form.startsWith(` (global ${name} `)).slice(` (global ${name} `.length).match(/^(\(mut \w+\)|\w+)/)[1];
  const signatureOf = (name) => (imported.has(name)
    ? first(imported.get(name), String.raw`\(func ${NAME}((?: \((?:param|result)[^()]*\))*)\)`)
    : header(module.functions.get(name).text));
  const filled = [
    ...main.list.map((name, at) => ({ name, at: main.at + at })).filter(({ name }) => isMoved.has(name)),
    ...[...slots].map(([name, at]) => ({ name, at })),
  ];
  const runs = [];
  for (const one of filled) {
    const last = runs.at(-1);
    if (last && last.at + last.list.length === one.at) last.list.push(one.name);
    else runs.push({ at: one.at, list: [one.name] });
  }
  const more = [
    module.head, ...module.types,
    ` (import "c" "${stamp}" (${memory}))`,
    ...tables.map(({ name, type }) => ` (import "c" "${names.get(name)}" (table ${name} 0 ${type}))`),
    ...globals.map((name) => ` (import "c" "${names.get(name)}" (global ${name} ${globalType(name)}))`),
    ...shared.map((name) => ` (import "c" "${names.get(name)}" (func ${name}${signatureOf(name)}))`),
    ...(data?.more ?? []),
    ...runs.map(({ at, list }) => ` (elem (table ${main.table}) (i32.const ${at}) func ${list.join(' ')})`),
    ...byShape(moved),
    ')',
  ].join('\n');
  return { core, more, moved: moved.length, called: [...called].map(plain) };
}

async function main(folder, linkedFile, features) {
  const tool = (name, ...rest) => execFileSync(process.execPath, [new URL(`../../node_modules/binaryen/bin/${name}`, import.meta.url).pathname, ...features, ...rest], { maxBuffer: 1 << 30 });
  const file = (name) => join(folder, name);
  tool('wasm-dis', file('postil_bg.wasm'), '-o', file('whole.wat'));
  const stamp = `m${createHash('sha256').update(await readFile(file('postil_bg.wasm'))).digest('hex').slice(0, 10)}`;
  const mangled = namesOf(await readFile(file('postil_bg.wasm')));
  const readable = new Map();
  // Both were bound from the same file: their functions have the same numbers.
  const before = [namesOf(await readFile(file('mangled.wasm'))), namesOf(await readFile(file('readable/postil_bg.wasm')))];
  for (const [index, name] of before[0]) readable.set(name, before[1].get(index));
  if (![...mangled.values()].some((name) => readable.has(name))) throw new Error('names were lost between wasm-bindgen and here');
  const made = split(await readFile(file('whole.wat'), 'utf8'), stamp, { readable, linked: references(await readFile(linkedFile)) });
  for (const [name, text, out] of [['core.wat', made.core, 'postil_bg.wasm'], ['more.wat', made.more, 'postil_more.wasm']]) {
    await writeFile(file(name), text);
    tool('wasm-opt', file(name), '--remove-unused-module-elements', '--vacuum', '--memory-packing', '-o', file(out));
  }
  for (const name of ['whole.wat', 'core.wat', 'more.wat', 'mangled.wasm', 'unlinked.wasm', 'readable']) await rm(file(name), { recursive: true });
  const glue = await readFile(file('postil.js'), 'utf8');
  await writeFile(file('postil.js'), `${glue}\nexport async function more(address) { await __wbg_load(await fetch(address), { c: wasm }); }\n`);
  console.log(`${made.moved} functions moved, ${made.called.length} of them called by name`);
  if (process.env.POSTIL_SPLIT) for (const name of made.called) console.log(`  ${name}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2], process.argv[3], process.argv.slice(4));

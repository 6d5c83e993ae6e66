// Puts dist/ together: node scripts/lib/dist.mjs PACKED-FOLDER TOOLCHAIN TOOLCHAIN-IN-WORDS
// dist/ is both the folder to host and the npm package. Which compiler made it is kept beside, in target/, for scripts/size.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';

const [packed, toolchain, words, profile] = process.argv.slice(2);
const root = new URL('../../', import.meta.url).pathname;
const dist = join(root, 'dist');
const manifest = await readFile(join(root, 'Cargo.toml'), 'utf8');
const field = (name) => manifest.match(new RegExp(`^${name} = "(.*)"$`, 'm'))[1];
const version = field('version');
const banner = `/*! Postil ${version} | ${field('license')} */`;

/** Minified, readable by every browser that has Wasm reference types; the loader is a plain script and a module at once. */
async function script(from, to, format, change = (source) => source) {
  const source = change(await readFile(from, 'utf8'));
  const { code, warnings } = await transform(source, {
    minify: true, charset: 'utf8', target: 'es2022', legalComments: 'none', banner, format, sourcefile: from, logLevel: 'silent',
  });
  for (const warning of warnings) console.error(`${from}: ${warning.text}`);
  await writeFile(join(dist, to), code);
}

const embed = (name) => join(root, 'src/embed', name);
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

await copyFile(join(packed, 'postil_bg.wasm'), join(dist, 'postil_bg.wasm'));
// A quick build is in one piece.
const isSplit = existsSync(join(packed, 'postil_more.wasm'));
if (isSplit) await copyFile(join(packed, 'postil_more.wasm'), join(dist, 'postil_more.wasm'));
await script(join(packed, 'postil.js'), 'postil_glue.js', 'esm', (source) => source + (isSplit ? '' : 'export async function more() {}'));
await copyFile(embed('postil.d.ts'), join(dist, 'postil.d.ts'));
// Messages of the other languages, each fetched where it is spoken; English is in the Wasm. The loader knows them by the files there are.
await mkdir(join(dist, 'locale'));
const unavailable = {};
for (const name of (await readdir(join(root, 'src/locale'))).filter((name) => name.endsWith('.txt')).sort()) {
  const file = await readFile(join(root, 'src/locale', name), 'utf8');
  unavailable[name.slice(0, -4)] = file.match(/^unavailable: (.+)$/m)[1];
  if (name !== 'en.txt') await writeFile(join(dist, 'locale', name), file);
}
/** The source with each of these lines once, and another in its place. */
function swap(source, swaps) {
  return swaps.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`src/embed/postil.js says not once: ${from}`);
    return text.replace(from, () => to);
  }, source);
}
const english = /const UNAVAILABLE = \{.*?\};/.exec(await readFile(embed('postil.js'), 'utf8'))?.[0];
const languages = [[english, `const UNAVAILABLE = ${JSON.stringify(unavailable)};`]];
await script(embed('postil.js'), 'postil.js', undefined, (source) => swap(source, languages));
// The npm entry is the same as a module, which names the files beside it in the way that bundlers see.
await script(embed('postil.js'), 'index.js', 'esm', (source) => swap(source, [
  ...languages,
  ['const address = ownAddress();', 'const address = import.meta.url;'],
  ['import(new URL("postil_glue.js", address).href)', 'import("./postil_glue.js")'],
  ['new URL("postil_bg.wasm", address)', 'new URL("postil_bg.wasm", import.meta.url)'],
  ['new URL("postil_more.wasm", address)', 'new URL("postil_more.wasm", import.meta.url)'],
]));
const said = (await readFile(embed('postil.js'), 'utf8')).match(/VERSION = "(.*?)"/)?.[1];
if (said !== version) throw new Error(`src/embed/postil.js says version ${said}, Cargo.toml ${version}: make them the same`);

for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) {
  if (existsSync(join(root, name))) await copyFile(join(root, name), join(dist, name));
}
await writeFile(join(dist, 'package.json'), `${JSON.stringify({
  name: 'postil',
  version,
  description: field('description'),
  license: field('license'),
  keywords: ['annotation', 'highlight', 'notes', 'web-component', 'wasm'],
  type: 'module',
  exports: {
    '.': { types: './postil.d.ts', default: './index.js' },
    './postil.js': './postil.js',
    './postil_bg.wasm': './postil_bg.wasm',
    './postil_more.wasm': './postil_more.wasm',
    './locale/*': './locale/*',
    './package.json': './package.json',
  },
  main: './index.js',
  types: './postil.d.ts',
  sideEffects: true,
  files: (await readdir(dist)).filter((name) => name !== 'package.json').sort(),
}, null, 2)}\n`);

const wasm = await readFile(join(dist, 'postil_bg.wasm'));
await mkdir(join(root, 'target'), { recursive: true });
// A quick build is never published.
for (const folder of profile === 'quick' ? [] : [root, homedir()]) {
  if (folder !== '/' && wasm.includes(`${folder.replace(/\/$/, '')}/`)) throw new Error(`postil_bg.wasm names a folder of this machine: ${folder}`);
}
await writeFile(join(root, 'target/dist-toolchain.json'), `${JSON.stringify({
  toolchain, words, wasm: createHash('sha256').update(wasm).digest('hex'),
}, null, 2)}\n`);

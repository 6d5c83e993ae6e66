// The accessibility tree as Chromium computes it, in lines that people can read, and the golden files it is held to.
//
//   const found = await tree(page)
//   check.equal(found, golden('editing', found))
// GOLDEN=write rewrites the files of tests/golden/tree/; without it a missing one fails.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../golden/tree/', import.meta.url).pathname;
/** What is worth a word besides role and name. */
const TOLD = ['focused', 'modal', 'expanded', 'checked', 'selected', 'disabled', 'readonly', 'hasPopup', 'live', 'level', 'describedby', 'details', 'controls'];
/** Boxes without a meaning of their own: what is in them counts. */
const BOXES = ['none', 'generic', 'RootWebArea', 'ignored', 'InlineTextBox', 'paragraph', 'emphasis', 'strong', 'ListMarker', 'svg', 'image'];

const cut = (text) => (text.length > 90 ? `${text.slice(0, 89)}…` : text);

export async function tree(page) {
  await page.cdp('Accessibility.enable');
  const { nodes } = await page.cdp('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth, above) => {
    const role = node.ignored ? 'ignored' : node.role?.value;
    const name = (node.name?.value ?? '').replace(/\s+/g, ' ').trim();
    if (role === 'InlineTextBox') return;
    if (role === 'StaticText') {
      // A name is made of its own text: said once here too.
      if (name && !above.includes(name)) lines.push(`${'  '.repeat(depth)}"${cut(name)}"`);
      return;
    }
    const isBox = BOXES.includes(role);
    if (!isBox) {
      const told = TOLD.flatMap((what) => {
        const found = node.properties?.find((one) => one.name === what)?.value;
        if (!found || found.value === false || found.value === 'false' && what !== 'expanded' || found.value === 'off') return [];
        if (found.relatedNodes) return [`${what} ${found.relatedNodes.length}`];
        return [found.value === true || found.value === 'true' ? what : `${what}=${found.value}`];
      });
      const value = node.value?.value ? ` = "${cut(String(node.value.value))}"` : '';
      lines.push(`${'  '.repeat(depth)}${role}${name ? ` "${cut(name)}"` : ''}${value}${told.length ? ` (${told.join(', ')})` : ''}`);
    }
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child) walk(child, isBox ? depth : depth + 1, isBox && !name ? above : name || above);
    }
  };
  walk(nodes[0], 0, '');
  return `${lines.join('\n')}\n`;
}

export function golden(name, found) {
  const file = `${folder}${name}.txt`;
  if (process.env.GOLDEN === 'write') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, found);
  }
  if (!existsSync(file)) throw new Error(`tests/golden/tree/${name}.txt is missing; GOLDEN=write makes it`);
  return readFileSync(file, 'utf8');
}

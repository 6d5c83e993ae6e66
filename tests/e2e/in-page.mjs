// What runs inside the page under test: finding by role and name through open shadow roots, and places of text.
// `library` is sent as source text, so it uses nothing from outside itself.
/* eslint-env browser */

export function library() {
  const IMPLICIT = {
    article: 'article', aside: 'complementary', button: 'button', dialog: 'dialog', figure: 'figure', form: 'form',
    h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading', h5: 'heading', h6: 'heading', hr: 'separator', li: 'listitem',
    main: 'main', menu: 'list', nav: 'navigation', ol: 'list', option: 'option', output: 'status', p: 'paragraph',
    meter: 'meter', progress: 'progressbar', summary: 'button', table: 'table', tbody: 'rowgroup', td: 'cell', textarea: 'textbox', th: 'columnheader',
    tr: 'row', ul: 'list', search: 'search', fieldset: 'group', details: 'group', blockquote: 'blockquote',
  };
  const INPUTS = {
    button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox', radio: 'radio', range: 'slider',
    number: 'spinbutton', search: 'searchbox', text: 'textbox', email: 'textbox', tel: 'textbox', url: 'textbox',
  };
  const FROM_CONTENT = new Set(['button', 'link', 'heading', 'menuitem', 'menuitemradio', 'menuitemcheckbox', 'option', 'tab',
    'checkbox', 'radio', 'switch', 'cell', 'columnheader', 'rowheader', 'row', 'tooltip', 'treeitem']);
  const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

  function roleOf(element) {
    const given = element.getAttribute('role')?.trim().split(/\s+/)[0];
    if (given) return given;
    const tag = element.localName;
    if (tag === 'a') return element.hasAttribute('href') ? 'link' : 'generic';
    if (tag === 'img') return element.getAttribute('alt') === '' ? 'presentation' : 'img';
    if (tag === 'input') {
      const role = INPUTS[element.type];
      return element.list && role === 'textbox' ? 'combobox' : role ?? 'generic';
    }
    if (tag === 'select') return element.multiple || element.size > 1 ? 'listbox' : 'combobox';
    if (tag === 'section') return nameOf(element, 'region') ? 'region' : 'generic';
    return IMPLICIT[tag] ?? 'generic';
  }

  const children = (node) => (node.localName === 'slot' && node.assignedNodes().length > 0 ? node.assignedNodes() : (node.shadowRoot ?? node).childNodes);

  function contentOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    if (node.getAttribute('aria-hidden') === 'true' || node.hidden) return '';
    if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
    if (node.localName === 'img') return node.alt;
    if (['style', 'script', 'template'].includes(node.localName)) return '';
    const inside = Array.from(children(node), contentOf).join('');
    return getComputedStyle(node).display.startsWith('inline') ? inside : ` ${inside} `;
  }

  function nameOf(element, role = roleOf(element)) {
    const ids = element.getAttribute('aria-labelledby')?.trim().split(/\s+/) ?? [];
    const labels = ids.map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean);
    if (labels.length > 0) return tidy(labels.map(contentOf).join(' '));
    const label = tidy(element.getAttribute('aria-label'));
    if (label) return label;
    if (element.labels?.length > 0) return tidy(Array.from(element.labels, contentOf).join(' '));
    if (element.localName === 'img' && element.alt) return tidy(element.alt);
    if (element.localName === 'input' && role === 'button') return tidy(element.value || element.alt);
    const caption = { fieldset: 'legend', table: 'caption', figure: 'figcaption' }[element.localName];
    const captioned = caption && element.querySelector(`:scope > ${caption}`);
    if (captioned) return tidy(contentOf(captioned));
    if (FROM_CONTENT.has(role)) {
      const content = tidy(Array.from(children(element), contentOf).join(''));
      if (content) return content;
    }
    return tidy(element.getAttribute('title')) || tidy(element.getAttribute('placeholder'));
  }

  const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

  function isShown(element) {
    if (!element.checkVisibility({ visibilityProperty: true, checkVisibilityCSS: true })) return false;
    for (let at = element; at; at = parentOf(at)) {
      if (at.getAttribute('aria-hidden') === 'true' || at.inert) return false;
    }
    return true;
  }

  /** Every element below a root, the shadow tree of an element before its own children. */
  function* walk(root) {
    for (const element of root.children) {
      yield element;
      if (element.shadowRoot) yield* walk(element.shadowRoot);
      yield* walk(element);
    }
  }

  function matches(name, wanted) {
    if (wanted === undefined) return true;
    return typeof wanted === 'string' ? name === tidy(wanted) : new RegExp(wanted.source, wanted.flags).test(name);
  }

  function findAll({ role, name, css, text, within, hidden = false }) {
    const found = [];
    const roots = within ? [within.shadowRoot, within].filter(Boolean) : [document];
    for (const root of roots) {
      for (const element of walk(root)) {
        if (css && !element.matches(css)) continue;
        if (role && roleOf(element) !== role) continue;
        if (name !== undefined && !matches(nameOf(element), name)) continue;
        if (text !== undefined && !matches(tidy(element.innerText ?? element.textContent), text)) continue;
        if (hidden || isShown(element)) found.push(element);
      }
    }
    return [...new Set(found)];
  }

  /** A line for each element with a role, for the message of a search that failed. */
  function outline(limit = 60) {
    const lines = [];
    for (const element of walk(document)) {
      const role = roleOf(element);
      if (['generic', 'paragraph', 'presentation', 'none'].includes(role) || !isShown(element)) continue;
      lines.push(`${role} "${nameOf(element, role).slice(0, 60)}"`);
      if (lines.length >= limit) break;
    }
    return lines;
  }

  function deepActive() {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }

  function deepHit(x, y) {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  }

  function holds(outer, inner) {
    for (let at = inner; at; at = parentOf(at)) if (at === outer) return true;
    // The part of a label that is pressed stands for its field.
    return Boolean(inner instanceof Element && outer.labels && Array.from(outer.labels).some((label) => label.contains(inner)));
  }

  const frame = () => new Promise((done) => { requestAnimationFrame(() => done()); setTimeout(done, 100); });

  /** Where to press an element, once it stands still and nothing covers it: `{x, y}`, or `{why}`. */
  async function pressPoint(element, inside = true) {
    if (!element.isConnected) return { why: 'it is no longer in the page' };
    const inView = ({ top, bottom, left, right }) => top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
    if (!inView(element.getBoundingClientRect())) element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    const before = element.getBoundingClientRect();
    await frame();
    const box = element.getBoundingClientRect();
    if (box.top !== before.top || box.left !== before.left) return { why: 'it is moving' };
    if (box.width === 0 || box.height === 0) return { why: 'it has no size' };
    const x = Math.floor((Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2);
    const y = Math.floor((Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2);
    const hit = deepHit(x, y);
    if (inside && !holds(element, hit)) return { why: `it is covered by ${hit ? describe(hit) : 'nothing that can be pressed'}` };
    return { x, y };
  }

  function describe(element) {
    const role = roleOf(element);
    return `<${element.localName}> ${role} "${nameOf(element, role).slice(0, 60)}"`;
  }

  /** The text nodes of an article as one string with single spaces, and the way back from it. */
  function textOf(root) {
    const skipped = 'script, style, template, noscript, [hidden], [data-postil-skip]';
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let text = '';
    const places = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(skipped)) continue;
      for (let index = 0; index < node.length; index += 1) {
        const space = /[ \t\r\n\f]/.test(node.data[index]);
        if (space && (text === '' || text.endsWith(' '))) continue;
        text += space ? ' ' : node.data[index];
        places.push([node, index]);
      }
      const block = node.parentElement.closest('p, li, td, th, pre, h1, h2, h3, h4, h5, h6, blockquote, div, figcaption, dd, dt');
      const next = walker.nextNode();
      if (next && !block?.contains(next) && !text.endsWith(' ') && text !== '') {
        text += ' ';
        places.push([node, node.length]);
      }
      if (!next) break;
      walker.previousNode();
    }
    return { text, places };
  }

  function articleRoot(selector) {
    const root = selector ? document.querySelector(selector) : document.querySelector('postil-article') ?? document.querySelector('article') ?? document.body;
    if (!root) throw new Error(`nothing matches ${selector}`);
    return root;
  }

  /** The range from the beginning of `from` to the end of `to` (or of `from`), by its `occurrence` (from 0). */
  function passage({ from, to, within, occurrence = 0 }) {
    const { text, places } = textOf(articleRoot(within));
    const first = tidy(from);
    let start = -1;
    for (let count = 0; count <= occurrence; count += 1) start = text.indexOf(first, start + 1);
    if (start < 0) throw new Error(`the article does not contain "${first}" (${occurrence + 1}): "${text.slice(0, 200)}…"`);
    let end = start + first.length;
    if (to !== undefined) {
      const last = tidy(to);
      const at = text.indexOf(last, start);
      if (at < 0) throw new Error(`the article does not contain "${last}" after "${first}"`);
      end = at + last.length;
    }
    const range = document.createRange();
    range.setStart(...places[start]);
    const [node, index] = places[end - 1];
    range.setEnd(node, index + 1);
    return range;
  }

  function boxOf(node, start, end) {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return Array.from(range.getClientRects()).find((box) => box.width > 0) ?? range.getBoundingClientRect();
  }

  /** Where a pointer goes down and up to select a passage, and the points between; scrolled into view. */
  function dragPoints(query) {
    const range = passage(query);
    const ends = () => {
      const { startContainer: a, startOffset: i, endContainer: b, endOffset: j } = range;
      const high = (node, at) => /[\uD800-\uDBFF]/.test(node.data[at] ?? '');
      const first = boxOf(a, i, i + (high(a, i) ? 2 : 1));
      const last = boxOf(b, j - (j > 1 && high(b, j - 2) ? 2 : 1), j);
      const rtl = (node, at) => /[\u0590-\u08FF\uFB1D-\uFEFC]/.test(node.data[at] ?? '');
      return {
        start: { x: rtl(a, i) ? Math.floor(first.right) : Math.ceil(first.left), y: Math.round((first.top + first.bottom) / 2) },
        end: { x: rtl(b, j - 1) ? Math.ceil(last.left) : Math.floor(last.right), y: Math.round((last.top + last.bottom) / 2) },
      };
    };
    const outside = (point) => point.y < 4 || point.y > innerHeight - 4 || point.x < 0 || point.x > innerWidth;
    let points = ends();
    if (outside(points.start) || outside(points.end)) {
      window.scrollBy({ top: (points.start.y + points.end.y) / 2 - innerHeight / 2, behavior: 'instant' });
      points = ends();
    }
    for (const [name, point] of Object.entries(points)) {
      if (outside(point)) throw new Error(`the ${name} of "${query.from}" cannot be scrolled into view: make the window larger or the passage shorter`);
      const hit = deepHit(point.x, point.y);
      const text = name === 'start' ? range.startContainer : range.endContainer;
      if (!hit || !(holds(hit, text) || text.parentElement.contains(hit))) {
        throw new Error(`the ${name} of "${query.from}" is covered by ${hit ? describe(hit) : 'nothing'}`);
      }
    }
    return points;
  }

  return { roleOf, nameOf, isShown, walk, findAll, outline, deepActive, deepHit, pressPoint, describe, textOf, articleRoot, passage, dragPoints, tidy, frame };
}

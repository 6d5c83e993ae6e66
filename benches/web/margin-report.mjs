// The results of the margin's benchmark as a page in Markdown and as a plot.
const OURS = 'Postil';
const size = (count) => (count >= 1_000_000 ? `${count / 1_000_000} MB` : `${count / 1_000} kB`);
const number = (value) => value.toLocaleString('en-US');
const duration = (ms) => {
  if (ms === undefined || ms === null) return '';
  if (ms >= 10_000) return `${number(Math.round(ms / 1000))} s`;
  if (ms >= 1_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
};
const shown = (cell, value) => {
  if (!cell) return '';
  if (cell.stopped) return 'stopped';
  if (cell.failed) return 'failed';
  return duration(value(cell));
};

function table(cells, wanted, value) {
  const here = cells.filter((cell) => cell.size === wanted);
  const counts = [...new Set(here.map((cell) => cell.count))];
  const lines = [`| ${size(wanted)} | ${counts.map((count) => `${number(count)} notes`).join(' | ')} |`, `| --- |${' ---: |'.repeat(counts.length)}`];
  for (const tool of [...new Set(here.map((cell) => cell.tool))]) {
    lines.push(`| ${tool} | ${counts.map((count) => shown(here.find((cell) => cell.tool === tool && cell.count === count), value)).join(' | ')} |`);
  }
  return lines.join('\n');
}

const tables = (cells, value) => [...new Set(cells.map((cell) => cell.size))].map((wanted) => table(cells, wanted, value)).join('\n\n');

/** What only Postil does. */
function ours(cells) {
  const lines = ['| text | notes | add by a key | a letter in a note | the longest | pause after it | a letter in the search | the longest | import of a file |', `|${' ---: |'.repeat(9)}`];
  for (const cell of cells.filter(({ tool, failed }) => tool === OURS && !failed)) {
    lines.push(`| ${size(cell.size)} | ${number(cell.count)} | ${[cell.key, cell.letter, cell.letterWorst, cell.pause, cell.filter, cell.filterWorst, cell.imported].map(duration).join(' | ')} |`);
  }
  return lines.join('\n');
}

function goals(cells) {
  const most = Math.max(...cells.map((cell) => cell.count));
  return [...new Set(cells.map((cell) => cell.size))].map((wanted) => {
    const here = cells.filter((cell) => cell.size === wanted && cell.count === most);
    const own = here.find((cell) => cell.tool === OURS);
    const peers = here.filter((cell) => cell.tool !== OURS && cell.one !== undefined);
    const best = peers.sort((a, b) => a.one - b.one)[0];
    if (!own?.one || !best) return '';
    return `On ${size(wanted)} with ${number(most)} notes one more takes ${duration(own.one)}, with ${best.tool}, the quickest of the others, ${duration(best.one)}${best.one > own.one ? `: ${(best.one / own.one).toFixed(1)} times as long` : ', which is less'}.\nEverything in view is painted again in ${duration(own.all)}; a letter in a note takes ${duration(own.letter)}, at most ${duration(own.letterWorst)}.`;
  }).join('\n');
}

/** The page. */
export function markdown(results) {
  const { cells } = results;
  return `# How quickly the margin answers

\`${results.made}\` makes this page, the numbers in \`margin-speed.json\` and the plot, in one run: ${results.browser}, headless, ${results.machine}, a window of 1280 by 900.
Postil was compiled as it is published: ${results.build}.

${goals(cells)}

## What is measured

Texts of a seeded generator of 100 kB and 1 MB, and 10 to 5,000 different passages in them, in no order.
Every time begins with a frame, in which the tool is called, and ends when the frame is painted that shows the result: script, style, layout and paint.
Postil runs whole, with its margin, its store and its panel; the others get the offsets or ranges and do nothing but paint.
A tool that was not done after ${duration(results.limit)} was stopped, and not asked again for more.

${Object.entries(results.versions).filter(([name]) => /mark|highlighter|recogito/.test(name)).map(([name, version]) => `\`${name}\` ${version}`).join(', ')}.
\`mark.js\`, \`web-highlighter\` and the spans of \`@recogito/text-annotator\` put elements into or over the text; the bare API has all ranges in one \`Highlight\`.

![One more highlight against the number of notes](margin-speed.svg)

## One more highlight

Of ${results.more}, one after the other, in view; the median.

${tables(cells, (cell) => cell.one)}

## All of them

For the others: from the call that gets all passages to the frame that shows them.
For Postil, which knows where its notes are: from the press that ends a filter, which showed none, to the frame that shows all again, text, margin and panel; what a file takes until it is read, placed, kept and painted stands below.

${tables(cells, (cell) => cell.all)}

## Scrolling

90 steps of 120 pixels, one a frame; the 95th percentile of the times between frames. 16.7 ms is every frame of 60 a second.

${tables(cells, (cell) => cell.scroll?.p95)}

## What only Postil does

A letter in a note, and in the search of the panel, until it is on the screen; *pause* is the longest that the page did not answer in the second after the last letter, in which the words are kept as a draft.

${ours(cells)}
`;
}

const COLORS = { Postil: '#1b6e53', 'CSS Custom Highlight API, all registered': '#777777', '@recogito/text-annotator, CSS highlights': '#b08b2e', '@recogito/text-annotator, spans': '#d98b62', 'mark.js': '#b3452c', 'web-highlighter': '#7a4fa3' };

/** One more highlight against the number of notes, both logarithmic, a panel for each text. */
export function svg({ cells }) {
  const [width, height, left, top, gap] = [360, 300, 62, 48, 40];
  const counts = cells.map((cell) => cell.count);
  const [few, many] = [Math.min(...counts), Math.max(...counts, Math.min(...counts) * 10)];
  const [low, high] = [1, 10_000];
  const xOf = (count) => (Math.log10(count / few) / Math.log10(many / few)) * (width - 20) + 10;
  const yOf = (ms) => height - (Math.log10(Math.min(Math.max(ms, low), high) / low) / Math.log10(high / low)) * height;
  const out = [];
  const sizes = [...new Set(cells.map((cell) => cell.size))];
  sizes.forEach((wanted, panel) => {
    const x0 = left + panel * (width + gap);
    out.push(`<text x="${x0 + width / 2}" y="${top - 14}" text-anchor="middle" font-weight="bold">${size(wanted)} of text</text>`);
    out.push(`<rect x="${x0}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#888"/>`);
    for (let ms = low; ms <= high; ms *= 10) {
      const y = (top + yOf(ms)).toFixed(1);
      out.push(`<path d="M${x0} ${y}h${width}" stroke="#888" stroke-opacity=".25"/>`);
      if (panel === 0) out.push(`<text x="${x0 - 6}" y="${+y + 4}" text-anchor="end">${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`}</text>`);
    }
    const line = (top + yOf(16)).toFixed(1);
    out.push(`<path d="M${x0} ${line}h${width}" stroke="#c33" stroke-dasharray="4 4"/><text x="${x0 + width - 4}" y="${+line - 4}" text-anchor="end" fill="#c33">a frame</text>`);
    for (const count of new Set(counts)) out.push(`<text x="${(x0 + xOf(count)).toFixed(1)}" y="${top + height + 18}" text-anchor="middle">${number(count)}</text>`);
    for (const [tool, color] of Object.entries(COLORS)) {
      const here = cells.filter((cell) => cell.size === wanted && cell.tool === tool && cell.one !== undefined).map((cell) => [(x0 + xOf(cell.count)).toFixed(1), (top + yOf(cell.one)).toFixed(1)]);
      if (here.length === 0) continue;
      out.push(`<polyline points="${here.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${color}" stroke-width="${tool === OURS ? 3 : 1.6}"/>`);
      for (const [x, y] of here) out.push(`<circle cx="${x}" cy="${y}" r="3.5" fill="${color}"/>`);
    }
  });
  const legend = top + height + 44;
  Object.entries(COLORS).forEach(([tool, color], at) => {
    const [x, y] = [left + (at % 2) * 400, legend + Math.floor(at / 2) * 18];
    out.push(`<path d="M${x} ${y - 4}h22" stroke="${color}" stroke-width="${tool === OURS ? 3 : 1.6}"/><text x="${x + 28}" y="${y}">${tool}</text>`);
  });
  const [w, h] = [left + sizes.length * width + (sizes.length - 1) * gap + 16, legend + 3 * 18 + 18];
  out.push(`<text x="${left}" y="${h - 8}" fill-opacity=".75">Until one more highlight is painted, by the number of notes that are there.</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(w, 820)} ${h}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Milliseconds for one more highlight against the number of notes">
<rect width="${Math.max(w, 820)}" height="${h}" fill="#fff"/>
${out.join('\n')}
</svg>
`;
}

// The results as a page in Markdown and as a plot.

const OURS = 'Postil';
const LIMITS = (tool) => tool.startsWith('limit:');

const size = (count) => (count >= 1_000_000 ? `${count / 1_000_000} MB` : `${count / 1_000} kB`);
const number = (value) => value.toLocaleString('en-US');
const duration = (ms) => {
  if (ms >= 10_000) return `${number(Math.round(ms / 1000))} s`;
  if (ms >= 1_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 10 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(2)} ms`;
};
const cost = (cell) => (cell.stopped ? cell.estimate : cell.ms);
const ratio = (value) => (value >= 100 ? number(Math.round(value)) : value >= 10 ? value.toFixed(0) : value.toFixed(1));

function text(cell, ours) {
  if (!cell) return '';
  const words = cell.stopped ? `over 60 s${cell.reached ? '' : ' *'} (about ${duration(cell.estimate)})` : duration(cell.ms) + (cell.runs < 5 ? ` (${cell.runs} run${cell.runs > 1 ? 's' : ''})` : '');
  return cell.tool === OURS || !ours || LIMITS(cell.tool) ? words : `${words}, × ${ratio(cost(cell) / cost(ours))}`;
}

function table(cells, state) {
  const here = cells.filter((cell) => cell.state === state);
  const columns = [...new Set(here.map((cell) => `${cell.size} ${cell.count}`))].map((key) => key.split(' ').map(Number));
  const tools = [...new Set(here.map((cell) => cell.tool))];
  const at = (tool, [size, count]) => here.find((cell) => cell.tool === tool && cell.size === size && cell.count === count);
  const lines = [];
  for (const wanted of [...new Set(columns.map(([size]) => size))]) {
    const part = columns.filter(([size]) => size === wanted);
    lines.push(`| ${size(wanted)} | ${part.map(([, count]) => `${number(count)} notes`).join(' | ')} |`, `| --- |${' ---: |'.repeat(part.length)}`);
    for (const tool of tools) lines.push(`| ${tool} | ${part.map((column) => text(at(tool, column), at(OURS, column))).join(' | ')} |`);
    lines.push('');
  }
  return lines.join('\n');
}

function foundTable(cells) {
  const here = cells.filter((cell) => cell.state === 'edited' && !LIMITS(cell.tool));
  const widest = here.filter((cell) => !cell.stopped && cell.untouched > 0);
  const lines = ['| | measured on | claimed | untouched passages at their place | untouched passages elsewhere |', '| --- | --- | ---: | ---: | ---: |'];
  for (const tool of new Set(here.map((cell) => cell.tool))) {
    const most = widest.filter((cell) => cell.tool === tool).sort((a, b) => b.count - a.count || b.size - a.size)[0];
    if (most) lines.push(`| ${tool} | ${size(most.size)}, ${number(most.count)} notes | ${number(most.placed)} | ${number(most.right)} of ${number(most.untouched)} | ${number(most.elsewhere)} |`);
  }
  return lines.join('\n');
}

const GOAL = { size: 1_000_000, count: 1_000 };

function goals(cells) {
  const at = (tool, state) => cells.find((cell) => cell.tool === tool && cell.state === state && cell.size === GOAL.size && cell.count === GOAL.count);
  const [unchanged, edited] = [at(OURS, 'unchanged'), at(OURS, 'edited')];
  const [client, searching] = [at('Hypothesis rule', 'unchanged'), at('Hypothesis rule, text read once', 'edited')];
  if (!unchanged || !client) return '';
  const warm = at('Postil, earlier text at hand', 'edited');
  const parts = (times) => { const [read, placed, ranges] = Object.values(times); return `in the last run reading the page ${duration(read)}, placing ${duration(placed)}, making ranges ${duration(ranges)}`; };
  return `On 1 MB with 1,000 notes, unchanged: ${duration(unchanged.ms)} (${parts(unchanged.parts)}), against ${duration(cost(client))} of the Hypothesis rule as its client runs it, ${ratio(cost(client) / unchanged.ms)} times as much.
With a tenth of the sentences edited: ${duration(edited.ms)} (${parts(edited.parts)}), with the earlier text at hand ${duration(warm.ms)}, against ${duration(cost(searching))} of the quickest other that searches approximately, ${ratio(cost(searching) / edited.ms)} times as much.
`;
}

/** Other work on the machine makes all times longer, and the ratios less sure. */
const busy = (load) => (load && Math.max(...load) > 3 ? `, shared with other work (load ${load.map((one) => one.toFixed(0)).join(' to ')}): times on an idle machine are a fraction of these` : '');

/** The page. */
export function markdown(results) {
  const { speed, tasks } = results;
  const lines = [`# How quickly notes find their passages

\`${results.made}\` makes this page, the numbers in \`anchoring-speed.json\` and the plot, in one run: ${results.browser}, headless, ${results.machine}${busy(results.load)}.
Postil was compiled as it is published: ${results.build}.
`];
  if (speed) {
    lines.push(`${goals(speed.cells)}
## What is measured

Texts of a seeded generator (\`benches/web/texts.mjs\`) of 8 kB to 4.5 MB, as headings and paragraphs with links and emphasis, and 10 to 10,000 different passages of 1 to 60 words in them.
*Edited*: a tenth of the sentences; one half of these was rewritten, in the other some words changed.
The time is from selectors in memory to ranges of the page.
For Postil that includes reading the page and building its index of it, each time anew; it runs without pauses here, while the widget lets the page breathe every 10 ms.
*Postil* has what its own notes carry, *quotes only* the quote with its context and nothing else, *earlier text at hand* also the text of the last visit.
The others get the quote, 32 characters on each side, and the position.
Medians of ${results.runs} runs, where not said otherwise; × is the time as a multiple of Postil's.
A cell that would take over 60 s was stopped, and the whole is estimated from what it did until then; with * it was not begun, since fewer notes took too long already.

${[...new Map(Object.entries(results.versions))].map(([name, version]) => `\`${name}\` ${version}`).join(', ')}.
The Hypothesis rule is restated from its public description, on \`approx-string-match\`: the position where the quote stands there, else the best approximate match, scored 50/20/20/2, without a floor.
\`@apache-annotator/dom\` looks for the exact text with its exact context and does not search approximately.
\`@recogito/text-annotator\` takes the position only and does not look at the quote.

![Cost against size](anchoring-speed.svg)

## Unchanged text

${table(speed.cells, 'unchanged')}
## A tenth of the sentences edited

${table(speed.cells, 'edited')}
Being quick is worth nothing at a wrong place.
Of the passages that no edit touched, in the largest cell that each tool finished:

${foundTable(speed.cells)}

[anchoring-accuracy.md](anchoring-accuracy.md) measures on real revisions how often each rule is right.
`);
  }
  if (tasks) lines.push(taskPart(tasks));
  return `${lines.join('\n').trim()}\n`;
}

function taskPart({ size: characters, count, rows, build }) {
  const row = ({ name, ready, long, longest, ours, layout }) => `| ${name} | ${ready === null ? '' : duration(ready)} | ${long} | ${long ? duration(longest) : ''} | ${ours} | ${duration(layout)} |`;
  return `## Long tasks

${number(count)} notes in the browser's own storage, on ${size(characters)}, through the widget in \`dist/\` (${build}): tasks of over 50 ms from the moment that the script is added to a page that stands, until everything is placed and painted and the page was quiet for a second.
*Of scripts* are those in which scripts ran for over 50 ms; in the rest it is the browser that lays out the page.
*Without Postil* does to the same page what cannot be avoided: an empty element gets a shadow root with a slot, and the article takes its place in it.

| | until \`ready\` | long tasks | longest | of scripts | layout and style |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.map(row).join('\n')}
`;
}

const COLORS = { Postil: '#1b6e53', 'Postil, earlier text at hand': '#5aa17f', 'Postil, quotes only': '#9cc9b1', 'Hypothesis rule': '#b3452c',
  'Hypothesis rule, text read once': '#d98b62', 'dom-anchor-text-quote': '#7a4fa3', '@apache-annotator/dom': '#3b6fb5', '@recogito/text-annotator': '#b08b2e',
  'limit: one walk over the text nodes': '#777777', 'limit: one exact search for each quote': '#aaaaaa' };

/** Cost against size, both logarithmic; the unchanged text at the left and the edited at the right. */
export function svg({ speed }) {
  const counts = speed.cells.map((cell) => cell.count);
  const count = counts.includes(1_000) ? 1_000 : Math.max(...counts);
  const [width, height, left, top, gap] = [400, 330, 62, 48, 40];
  const sizes = speed.cells.map((cell) => cell.size);
  const xOf = (value) => Math.log10(value / Math.min(...sizes)) / Math.log10(Math.max(...sizes, Math.min(...sizes) * 10) / Math.min(...sizes)) * (width - 20) + 10;
  const [low, high] = [0.1, 1_000_000];
  const yOf = (ms) => height - Math.log10(Math.min(Math.max(ms, low), high) / low) / Math.log10(high / low) * height;
  const out = [];
  const tools = Object.keys(COLORS);
  ['unchanged', 'edited'].forEach((state, panel) => {
    const x0 = left + panel * (width + gap);
    const x = (value) => (x0 + xOf(value)).toFixed(1);
    const y = (ms) => (top + yOf(ms)).toFixed(1);
    out.push(`<text x="${x0 + width / 2}" y="${top - 14}" text-anchor="middle" font-weight="bold">${state === 'edited' ? 'a tenth of the sentences edited' : 'unchanged text'}</text>`);
    out.push(`<rect x="${x0}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#888"/>`);
    for (let ms = low; ms <= high; ms *= 10) {
      out.push(`<path d="M${x0} ${y(ms)}h${width}" stroke="#888" stroke-opacity=".25"/>`);
      if (panel === 0) out.push(`<text x="${x0 - 6}" y="${+y(ms) + 4}" text-anchor="end">${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`}</text>`);
    }
    for (const value of new Set(sizes)) out.push(`<text x="${x(value)}" y="${top + height + 18}" text-anchor="middle">${size(value)}</text>`);
    for (const tool of tools) {
      // The most notes up to the wanted number: small texts have no room for more.
      const cells = [...new Set(sizes)].map((value) => speed.cells.filter((cell) => cell.tool === tool && cell.state === state && cell.size === value && cell.count <= count)
        .sort((a, b) => b.count - a.count)[0]).filter(Boolean);
      if (cells.length === 0) continue;
      const points = cells.map((cell) => [x(cell.size), y(cost(cell))]);
      out.push(`<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${COLORS[tool]}" stroke-width="${tool === OURS ? 3 : 1.6}"${LIMITS(tool) ? ' stroke-dasharray="3 3"' : ''}/>`);
      cells.forEach((cell, at) => out.push(`<circle cx="${points[at][0]}" cy="${points[at][1]}" r="3.5" fill="${cell.stopped ? 'white' : COLORS[tool]}" stroke="${COLORS[tool]}"/>`));
    }
  });
  const legendTop = top + height + 44;
  tools.forEach((tool, at) => {
    const [column, line] = [at % 3, Math.floor(at / 3)];
    const [x, y] = [left + column * 285, legendTop + line * 18];
    out.push(`<path d="M${x} ${y - 4}h22" stroke="${COLORS[tool]}" stroke-width="${tool === OURS ? 3 : 1.6}"${LIMITS(tool) ? ' stroke-dasharray="3 3"' : ''}/><text x="${x + 28}" y="${y}">${tool.replace('limit: ', 'limit: ')}</text>`);
  });
  const [w, h] = [left + 2 * width + gap + 16, legendTop + 4 * 18 + 18];
  out.push(`<text x="${left}" y="${h - 12}" fill-opacity=".75">From selectors to ranges, ${number(count)} notes (8 kB: 100). Hollow: stopped, estimated.</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Milliseconds from selectors to ranges against the size of the text">
<rect width="${w}" height="${h}" fill="#fff"/>
${out.join('\n')}
</svg>
`;
}

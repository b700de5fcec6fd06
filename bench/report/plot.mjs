// The poolings in which every peer takes part, as a picture.
import { resident, torch } from '../lib/contestants.mjs';
import { dtypes, works } from '../rows/row.mjs';
import { peerRows } from '../rows/rows.mjs';
import { best, ratio } from './statistics.mjs';
import { styleOf } from './svg.mjs';

/** Whose dots are drawn, in which colour and form; of several ids the fastest counts. */
const series = [
  { name: 'copying the input', ids: ['copy'], colour: 'copy', form: 'bar' },
  {
    name: 'PyTorch’s best',
    ids: [...torch.one, ...torch.all],
    colour: 'torch',
    form: 'circle',
  },
  { name: 'JAX', ids: ['jax'], colour: 'jax', form: 'square' },
  { name: 'TensorFlow.js, wasm', ids: ['tfjs-wasm'], colour: 'tfjs', form: 'diamond' },
  { name: 'NumPy, vectorised', ids: ['numpy'], colour: 'numpy', form: 'triangle' },
  { name: 'NumPy, the document’s loops', ids: ['numpy-loops'], colour: 'loops', form: 'triangle' },
];

const width = 900;
const left = 330;
const right = 36;
const top = 92;
const step = 26;
const least = 0.025;
const highest = 3000;
const ticks = [0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];

/**
 * A picture of the float32 results: for each pooling and direction, how many times as long as
 * poolscope the others take, on a logarithmic axis. It suits light and dark pages.
 *
 * @param {import('./results.mjs').Rows} measured
 * @returns {string} SVG
 */
export function plot({ results }) {
  const [dtype] = dtypes;
  const lines = peerRows.flatMap((row) =>
    works.map((work) => ({
      label: `${short(row.title)}, ${work}`,
      result: results.find((r) => r.row === row.id && r.dtype === dtype && r.work === work),
      gap: work === 'forward',
    })),
  );
  let y = top;
  const drawn = lines.map(({ label, result, gap }) => {
    y += gap ? step + 8 : step;
    return line(y, label, result);
  });
  const bottom = y + step;
  const axis = ticks.map((tick) => {
    const at = x(tick).toFixed(1);
    const own = tick === 1 ? ' own' : '';
    return `<path class="grid${own}" d="M${at} ${top}V${bottom - 8}"/><text class="tick" x="${at}" y="${bottom + 10}">${tick}×</text>`;
  });
  const height = bottom + 40;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">Time against poolscope’s, for each pooling: PyTorch, JAX, TensorFlow.js, NumPy, and a copy of the input</title>
<style>
${styleOf(style, darkStyle)}
</style>
<rect class="page" width="${width}" height="${height}"/>
<text class="head" x="20" y="30">How many times as long as poolscope the others take</text>
<text class="note" x="20" y="50">float32, resident tensors, the faster of one thread and all; logarithmic: to the right of 1× is slower than poolscope</text>
${legend()}
${axis.join('\n')}
${drawn.join('\n')}
<text class="tick" x="${x(1).toFixed(1)}" y="${bottom + 28}">poolscope</text>
</svg>
`;
}

/**
 * @param {number} y
 * @param {string} label
 * @param {import('../lib/measure.mjs').RowResult | undefined} result
 */
function line(y, label, result) {
  const dots = series.flatMap(({ ids, colour, form, name }) => {
    if (!result) return [];
    const own = best(result, resident);
    const value = ratio(best(result, ids), own);
    if (Number.isNaN(value)) return [];
    const title = `<title>${name}: ${value.toPrecision(3)}×</title>`;
    return [shape(form, colour, x(value), y, title)];
  });
  return `<text class="label" x="${left - 16}" y="${y + 4}">${label}</text><path class="line" d="M${left} ${y}H${width - right}"/>${dots.join('')}`;
}

function legend() {
  let at = 20;
  return series
    .map(({ name, colour, form }) => {
      const mark = shape(form, colour, at + 6, 74, '');
      const text = `<text class="name" x="${at + 17}" y="78">${name}</text>`;
      at += 30 + name.length * 6.3;
      return mark + text;
    })
    .join('');
}

/** @param {string} form @param {string} colour @param {number} x @param {number} y @param {string} title */
function shape(form, colour, x, y, title) {
  const at = (/** @type {number} */ dx, /** @type {number} */ dy) =>
    `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  const outlines = {
    circle: `M${at(-5.5, 0)}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z`,
    square: `M${at(-4.8, -4.8)}h9.6v9.6h-9.6z`,
    diamond: `M${at(0, -6.5)}L${at(6.5, 0)}L${at(0, 6.5)}L${at(-6.5, 0)}z`,
    triangle: `M${at(0, -6)}L${at(6, 5)}L${at(-6, 5)}z`,
    bar: `M${at(-1.8, -7)}h3.6v14h-3.6z`,
  };
  const outline = outlines[/** @type {keyof typeof outlines} */ (form)];
  return `<path class="dot ${colour}" d="${outline}">${title}</path>`;
}

/** @param {number} value */
function x(value) {
  const share =
    Math.log(Math.max(least, Math.min(value, highest)) / least) / Math.log(highest / least);
  return left + share * (width - left - right);
}

/** @param {string} title */
function short(title) {
  return title.replace(/ \(.*\)$/, '').replace(/^the document’s shapes, /, '');
}

const style = `
.name { fill: #57606a; }
.label { text-anchor: end; }
.own { stroke: #24292f; stroke-width: 1.5; }
.line { stroke: #eaeef2; }
.copy { fill: #8c959f; } .torch { fill: #d1495b; } .jax { fill: #2e7fb8; }
.tfjs { fill: #e08e0b; } .numpy { fill: #3c8d5a; } .loops { fill: #8250a8; }`;

const darkStyle = `
  .name { fill: #9198a1; }
  .line { stroke: #262c36; }
  .own { stroke: #e6edf3; }
  .copy { fill: #9198a1; } .torch { fill: #f0707f; } .jax { fill: #6cb6ff; }
  .tfjs { fill: #f2b544; } .numpy { fill: #6bc48a; } .loops { fill: #b98ae0; }`;

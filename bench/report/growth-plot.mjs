// The growth curves as a picture: a panel for each curve and direction.
import { curvesFor } from '../rows/curves.mjs';
import { works } from '../rows/row.mjs';
import { lineOf } from './growth.mjs';
import { styleOf } from './svg.mjs';

/** @typedef {import('./growth.mjs').Line} Line */

const width = 900;
const panel = { width: 296, height: 128, left: 62, apart: 132, top: 112, below: 98 };
/** The y axes are logarithmic; a panel shows at least so many powers of ten. */
const decades = 1.2;

/**
 * It suits light and dark pages.
 *
 * @param {import('./results.mjs').Report['curves']} measured
 * @returns {string} SVG
 */
export function plotGrowth({ points, machine }) {
  const curves = curvesFor(machine.cores);
  const panels = curves.flatMap((curve, row) =>
    works.map((work, column) => {
      const left = panel.left + column * (panel.width + panel.apart);
      const top = panel.top + row * (panel.height + panel.below);
      const line = lineOf(points, curve.id, work);
      return `<g transform="translate(${left} ${top})">${panelOf(line, work, curve, column)}</g>`;
    }),
  );
  const height = panel.top + curves.length * (panel.height + panel.below) - 46;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">Milliseconds a call against window size, channels, batch and threads, poolscope’s beside PyTorch’s</title>
<style>
${styleOf(style, darkStyle)}
</style>
<rect class="page" width="${width}" height="${height}"/>
<text class="head" x="20" y="30">How time grows</text>
<text class="note" x="20" y="50">float32, resident tensors, milliseconds a call; PyTorch in its better layout; one thread each, but where threads grow</text>
${panels.join('\n')}
</svg>
`;
}

/**
 * @param {Line} line
 * @param {import('../rows/row.mjs').Work} work
 * @param {import('../rows/curves.mjs').Curve} curve
 * @param {number} column
 */
function panelOf(line, work, { title, unit, at }, column) {
  const x = placeOf(at);
  const { y, ticks } = heightsOf(line);
  const grid = ticks.map((tick) => {
    const level = y(tick).toFixed(1);
    return `<path class="grid" d="M0 ${level}H${panel.width}"/><text class="tick y" x="-8" y="${(y(tick) + 4).toFixed(1)}">${tick}</text>`;
  });
  const numbers = readable(at, x).map(
    (value) =>
      `<text class="tick" x="${x(value).toFixed(1)}" y="${panel.height + 17}">${value}</text>`,
  );
  const drawn = /** @type {const} */ (['torch', 'ours']).map((who) => curveOf(line, who, x, y));
  const heading = column === 0 ? `<text class="label" x="0" y="-28">${title}</text>` : '';
  return [
    heading,
    `<text class="note" x="0" y="-8">${work}, ms</text>`,
    ...grid,
    ...numbers,
    `<text class="tick unit" x="${panel.width / 2}" y="${panel.height + 33}">${unit}</text>`,
    ...drawn,
    names(line, y),
  ].join('');
}

/**
 * @param {Line} line
 * @param {'ours' | 'torch'} who
 * @param {(at: number) => number} x
 * @param {(milliseconds: number) => number} y
 */
function curveOf(line, who, x, y) {
  const places = line.map((point) => `${x(point.at).toFixed(1)} ${y(point[who]).toFixed(1)}`);
  const dots = line.map((point, i) => {
    const [cx, cy] = (places[i] ?? '').split(' ');
    return `<circle class="dot ${who}" cx="${cx}" cy="${cy}" r="3.4"><title>${point.at}: ${point[who]} ms</title></circle>`;
  });
  return `<path class="curve ${who}" d="M${places.join('L')}"/>${dots.join('')}`;
}

/** Each curve's name at its end, apart where both end at one height. @param {Line} line @param {(milliseconds: number) => number} y */
function names(line, y) {
  const last = line.at(-1);
  if (!last) return '';
  let [ours, torch] = [y(last.ours) + 4, y(last.torch) + 4];
  if (Math.abs(ours - torch) < 13) {
    const middle = (ours + torch) / 2;
    const above = ours <= torch ? -7 : 7;
    [ours, torch] = [middle + above, middle - above];
  }
  const at = panel.width + 9;
  return `<text class="name ours" x="${at}" y="${ours.toFixed(1)}">poolscope</text><text class="name torch" x="${at}" y="${torch.toFixed(1)}">PyTorch</text>`;
}

/** Evenly from the first to the last, or by powers where they grow by more than tenfold. @param {readonly number[]} at */
function placeOf(at) {
  const [first = 1, last = 1] = [at[0], at.at(-1)];
  const scale = last / first > 12 ? Math.log : (/** @type {number} */ value) => value;
  const span = scale(last) - scale(first) || 1;
  return (/** @type {number} */ value) => ((scale(value) - scale(first)) / span) * panel.width;
}

/** The numbers below the axis that do not touch. @param {readonly number[]} at @param {(at: number) => number} x */
function readable(at, x) {
  /** @type {number[]} */
  const shown = [];
  for (const value of [...at].reverse()) {
    const next = shown[0];
    if (next === undefined || x(next) - x(value) >= 18) shown.unshift(value);
  }
  return shown;
}

/** The scale of a panel, and its ticks. @param {Line} line */
function heightsOf(line) {
  const all = line.flatMap(({ ours, torch }) => [ours, torch]);
  const [least, most] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  const room = Math.max(0, decades - (most - least)) / 2 + 0.12;
  const [low, high] = [least - room, most + room];
  const y = (/** @type {number} */ value) =>
    panel.height * (1 - (Math.log10(value) - low) / (high - low));
  const steps = high - low > 2.2 ? [1] : [1, 3];
  const ticks = Array.from({ length: 12 }, (_, i) => i - 6).flatMap((power) =>
    steps.map((step) => Number(`${step}e${power}`)),
  );
  return { y, ticks: ticks.filter((tick) => Math.log10(tick) > low && Math.log10(tick) < high) };
}

const style = `
.label { font-weight: 600; }
.curve { fill: none; stroke-width: 2; }
.curve.ours { stroke: #1f6feb; } .curve.torch { stroke: #d1495b; }
.dot.ours { fill: #1f6feb; } .dot.torch { fill: #d1495b; }
.name.ours { fill: #1f6feb; } .name.torch { fill: #d1495b; }
.y { text-anchor: end; }`;

const darkStyle = `
  .curve.ours { stroke: #6cb6ff; } .curve.torch { stroke: #f0707f; }
  .dot.ours { fill: #6cb6ff; } .dot.torch { fill: #f0707f; }
  .name.ours { fill: #6cb6ff; } .name.torch { fill: #f0707f; }`;

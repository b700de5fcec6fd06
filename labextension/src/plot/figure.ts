// The figure of a slice: the data and the layout that Plotly draws.
import type { Data, Layout, LayoutAxis } from 'plotly.js';
import { nonFiniteOf, type Scale, type Slice } from 'poolscope/internal';
import { type NonFiniteMark, nonFiniteMark } from '../ui/readout.js';
import type { Theme } from '../ui/theme.js';
import { type Frame, tickStep } from './canvas/arrangement.js';

/** What Plotly draws. */
export interface Figure {
  readonly data: Data[];
  readonly layout: Partial<Layout>;
}

/** The part of a slice on screen, in cells: the ends of each axis, as in Plotly's `range`. */
export interface Zoom {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** The colour of each mark of a scale. */
export function markColours(scale: Pick<Scale, 'nan'>): Readonly<Record<NonFiniteMark, string>> {
  const { nan, posInf, negInf } = nonFiniteOf('activation');
  return { NaN: scale.nan ?? nan, '+∞': posInf, '−∞': negInf };
}

const tickSpacing = { x: 34, y: 22 };

/**
 * The figure of a slice: row 0 on top, ticks at whole numbers, cells that are not finite in colours
 * of their own. It holds no text of the payload, since Plotly would read HTML in it.
 * @param zoom the part on screen; by default all of the slice
 * @example
 * const { data, layout } = figure(slice(panel, { batch: 0 }), scaleOf(panel), frame, theme);
 */
export function figure(
  slice: Slice,
  scale: Scale,
  frame: Frame,
  theme: Theme,
  zoom: Zoom = fullZoom(slice),
): Figure {
  const { rows, columns } = slice;
  const { width, height, margin, square } = frame;
  const axis: Partial<LayoutAxis> = {
    // Said, so that Plotly does not look for it in the cells; nor for labels that overlap, which their step keeps apart.
    type: 'linear',
    tickangle: 0,
    constrain: 'domain',
    tickmode: 'linear',
    // The margins have room for every label; Plotly's check of it takes a fifth of a drawing's time.
    ticklabeloverflow: 'allow',
    tick0: 0,
    tickformat: 'd',
    ticks: 'outside',
    ticklen: 3,
    tickcolor: theme.line,
    showgrid: false,
    zeroline: false,
  };
  return {
    data: [valueTrace(slice, scale), ...markTraces(slice, scale)],
    layout: {
      width,
      height,
      // They have room for all that there is.
      margin: { ...margin, autoexpand: false },
      paper_bgcolor: 'rgba(0, 0, 0, 0)',
      plot_bgcolor: 'rgba(0, 0, 0, 0)',
      font: { family: theme.font, size: 11, color: theme.text },
      modebar: { bgcolor: 'rgba(0, 0, 0, 0)', color: theme.line, activecolor: theme.text },
      dragmode: 'zoom',
      hovermode: false,
      xaxis: {
        ...axis,
        range: [...zoom.x],
        minallowed: -0.5,
        maxallowed: columns - 0.5,
        dtick: tickStep(span(zoom.x), width - margin.l - margin.r, tickSpacing.x),
      },
      yaxis: {
        ...axis,
        range: [...zoom.y],
        minallowed: -0.5,
        maxallowed: rows - 0.5,
        dtick: tickStep(span(zoom.y), height - margin.t - margin.b, tickSpacing.y),
        ...(square ? { scaleanchor: 'x' as const } : {}),
      },
    },
  };
}

/** The zoom that shows all of a slice. */
export function fullZoom({ rows, columns }: Slice): Zoom {
  return { x: [-0.5, columns - 0.5], y: [rows - 0.5, -0.5] };
}

function span([first, last]: readonly [number, number]): number {
  return Math.abs(last - first);
}

function valueTrace(slice: Slice, scale: Scale): Data {
  const [zmin, zmax] = limitRange(scale.range);
  return {
    type: 'heatmap',
    z: rowsOf(slice, (value) => value),
    zmin,
    zmax,
    colorscale: scale.stops.map(([at, colour]): [number, string] => [at, colour]),
    // The panel's own tip says it as text: Plotly's label reads HTML.
    hoverinfo: 'skip',
    // The panel's own bar has a histogram, and ends that can be moved.
    showscale: false,
  };
}

/** Limits a range near the ends of float64, where Plotly's arithmetic overflows; the outermost values then share a colour. */
function limitRange([low, high]: Scale['range']): Scale['range'] {
  return Number.isFinite(2 * (high - low)) ? [low, high] : [low / 4, high / 4];
}

/** A second heatmap above the first: a code for each cell that is not finite, gaps elsewhere. */
function markTraces(slice: Slice, scale: Scale): Data[] {
  if (slice.values.every(Number.isFinite)) return [];
  const colours = markColours(scale);
  const marks = Object.keys(colours) as NonFiniteMark[];
  return [
    {
      type: 'heatmap',
      z: rowsOf(slice, (value) => {
        const mark = nonFiniteMark(value);
        return mark === undefined ? null : marks.indexOf(mark);
      }),
      zmin: -0.5,
      zmax: marks.length - 0.5,
      colorscale: marks.flatMap((mark, i): [number, string][] => [
        [i / marks.length, colours[mark]],
        [(i + 1) / marks.length, colours[mark]],
      ]),
      showscale: false,
      hoverinfo: 'skip',
    },
  ];
}

/** A slice as an array of rows, the form that Plotly takes. */
export function rowsOf<Cell>(
  { rows, columns, values }: Slice,
  cell: (value: number) => Cell,
): Cell[][] {
  // `Array.from` with a function takes ten times as long.
  return Array.from({ length: rows }, (_, row) => {
    const line = new Array<Cell>(columns);
    const first = row * columns;
    for (let column = 0; column < columns; column++) line[column] = cell(values[first + column]!);
    return line;
  });
}

// Which part of each array is on screen: dout follows the input through the windows, and the other way round.
import type { Geometry } from 'poolscope';
import type { Zoom } from '../../plot/figure.js';
import { type Block, type Ends, hair } from '../../plot/zoom.js';

/**
 * The part of dout that belongs to a part of the input: the windows that hold one of its cells. All of
 * dout where the whole input is on screen, or where no window holds any of its cells.
 * @example
 * // 12 × 12 cells in windows of 2 × 2: columns 4 to 7 are in the windows 2 and 3.
 * outputPart(geometry, { x: [3.5, 7.5], y: [7.5, 3.5] }) // { x: [1.5, 3.5], y: [3.5, 1.5] }
 */
export function outputPart(geometry: Geometry, part: Zoom): Zoom {
  return mapPart(geometry, part, (axis, [first, last]) => {
    const { inputSpatial, outputSpatial } = geometry;
    const all: Ends = [0, outputSpatial[axis]! - 1];
    if (first <= 0 && last >= inputSpatial[axis]! - 1) return all;
    const outs = numbers(outputSpatial[axis]!).filter((out) =>
      covered(geometry, axis, out).some((at) => at >= first && at <= last),
    );
    return endsOf(outs) ?? all;
  });
}

/**
 * The part of the input that belongs to a part of dout: the cells of its windows, from the first to the last.
 * All of the input where all of dout is on screen, or where its windows hold no cell.
 */
export function inputPart(geometry: Geometry, part: Zoom): Zoom {
  return mapPart(geometry, part, (axis, [first, last]) => {
    const { inputSpatial, outputSpatial } = geometry;
    const all: Ends = [0, inputSpatial[axis]! - 1];
    if (first <= 0 && last >= outputSpatial[axis]! - 1) return all;
    const outs = numbers(outputSpatial[axis]!).filter((out) => out >= first && out <= last);
    return endsOf(outs.flatMap((out) => covered(geometry, axis, out))) ?? all;
  });
}

/** The block of cells, along the drawn axes, of a place or of several in `[...spatial]`; undefined for none. */
export function blockOf(spans: readonly (readonly number[])[]): Block | undefined {
  const [rows, columns] = spans.length === 1 ? [[0], spans[0]!] : spans.slice(-2);
  const [down, across] = [endsOf(rows!), endsOf(columns!)];
  return down && across && { rows: down, columns: across };
}

/** Maps the cells on screen along the axes that are drawn: the last two, or in 1-d the only one. */
function mapPart(
  { outputSpatial }: Geometry,
  { x, y }: Zoom,
  map: (axis: number, cells: Ends) => Ends,
): Zoom {
  const rank = outputSpatial.length;
  const along = (ends: Ends, axis: number): Ends => {
    const [first, last] = map(axis, cellsIn(ends));
    return ends[0] > ends[1] ? [last + 0.5, first - 0.5] : [first - 0.5, last + 0.5];
  };
  return { x: along(x, rank - 1), y: rank === 1 ? y : along(y, rank - 2) };
}

/** The first and the last cell of which something is on screen, beyond a hair. */
function cellsIn([one, other]: Ends): Ends {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return [Math.floor(low + 0.5 + hair), Math.ceil(high - 0.5 - hair)];
}

/** The coordinates of a window's real cells along an axis. */
function covered(geometry: Geometry, axis: number, out: number): number[] {
  return numbers(geometry.kernelSize[axis]!)
    .map((offset) => geometry.coordinate(axis, out, offset))
    .filter((at) => at >= 0);
}

function endsOf(cells: readonly number[]): Ends | undefined {
  if (cells.length === 0) return undefined;
  return cells.reduce<Ends>(
    ([first, last], at) => [Math.min(first, at), Math.max(last, at)],
    [cells[0]!, cells[0]!],
  );
}

function numbers(size: number): number[] {
  return Array.from({ length: size }, (_, at) => at);
}

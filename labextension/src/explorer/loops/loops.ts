// The source document's loops: their lines, their variables, and the order of their visits.
import type { AxisLayout, Geometry } from 'poolscope';
import { userOrder } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { indexNames } from './row-formula.js';

/** A step of the loops: one cell of one window. */
export interface Visit {
  readonly batch: number;
  /** The window's place in the output: `[...spatial]`. */
  readonly output: readonly number[];
  /** The cell's place in the window: `[...spatial]`. */
  readonly offset: readonly number[];
  /** The cell's matrix column. */
  readonly column: number;
  /** The matrix row of the window's first channel; the rows of the other channels follow. */
  readonly row: number;
  /** The cell's place in the input, `[...spatial]`; undefined in the padding. */
  readonly input: readonly number[] | undefined;
}

/** A line of the source document's loops, with the names of this page for its variables, for windows of any rank. */
export interface LoopLine {
  readonly text: string;
  /** The variable that the line changes, as a name in `variablesOf`. */
  readonly variable: string | undefined;
}

/** A place in a window has letters of its own: those of a row's formula are places in the output. */
const offsetNames: Readonly<Record<number, readonly string[]>> = {
  1: ['kw'],
  2: ['kh', 'kw'],
  3: ['kd', 'kh', 'kw'],
};

/**
 * The lines of the loops, in the document's order.
 * @param layout the axes of the user's arrays; by default channels-last
 * @example
 * loopLines(geometry).map(({ text }) => text)[0] // 'for b in range(8):'
 */
export function loopLines(geometry: Geometry, layout?: AxisLayout): LoopLine[] {
  const { outputSpatial, kernelSize, batch } = geometry;
  const [b, ...outs] = loopNames(outputSpatial.length);
  const offsets = offsetNames[outputSpatial.length]!;
  const loops: [string, number][] = [
    [b, batch],
    ...outs.map((name, axis): [string, number] => [name, outputSpatial[axis]!]),
    ...offsets.map((name, axis): [string, number] => [name, kernelSize[axis]!]).reverse(),
  ];
  const inner = loops.length;
  // The batch is the loop's; the channels go all at once, on the user's axis.
  const cells = userOrder(['', ...offsets, ':'], layout).filter((part) => part !== '');
  return [
    ...loops.map(([name, size], depth) => ({
      text: `${'  '.repeat(depth)}for ${name} in range(${size}):`,
      variable: name,
    })),
    {
      text: `${'  '.repeat(inner)}${trans.__('%1 where the mask is true', `din[${cells.join(', ')}] += dout[:]`)}`,
      variable: undefined,
    },
  ];
}

/** The values of the loops' variables at a visit, by their names in `loopLines`. */
export function variablesOf({ batch, output, offset }: Visit): ReadonlyMap<string, number> {
  const [b, ...outs] = loopNames(output.length);
  const offsets = offsetNames[output.length]!;
  return new Map([
    [b, batch],
    ...outs.map((name, axis): [string, number] => [name, output[axis]!]),
    ...offsets.map((name, axis): [string, number] => [name, offset[axis]!]),
  ]);
}

/** The names of a window's place, batch and spatial axes, as in a row's formula. */
function loopNames(rank: number): readonly [string, ...string[]] {
  const [b = '', ...names] = indexNames(rank);
  return [b, ...names.slice(0, -1)];
}

/** A column of the matrix, and its place in the window. */
export interface Column {
  readonly column: number;
  readonly offset: readonly number[];
}

/** The columns in the order in which the loops visit them: the first axis changes fastest. */
export function columnsOf({ kernelSize, windowSize }: Geometry): Column[] {
  return Array.from({ length: windowSize }, (_, visited) => {
    let rest = visited;
    const offset = kernelSize.map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    });
    const column = offset.reduce((flat, at, axis) => flat * kernelSize[axis]! + at, 0);
    return { column, offset };
  });
}

import { dinDifference } from './audit-din.js';
import { contestedCells, maximaOfRows, windowsOfPlaces } from './counts.js';
import { eachWindow } from './each-window.js';
import { type Cut, cutEdge } from './edge.js';
import { Finding, type FindingName, type FindingSeverity } from './finding.js';
import { dinFinding, sumFinding } from './findings-din.js';
import type { Mask } from './mask.js';
import { count, counted } from './numbers.js';
import { maxPoolBackward } from './ops/max-pool.js';
import { Places } from './places.js';
import { checkPoolParts, type PoolParts } from './pool-parts.js';
import type { Tensor } from './tensor.js';

/** What `findings` looks into. */
export interface FindingsOptions extends PoolParts {
  /** Where the parts were cut out of a larger pooling: cells at the edge are not judged. */
  cut?: Cut | undefined;
}

/**
 * What there is to find in a pooling's backward pass, each with its places:
 *
 * - `no-maximum`, `several-maxima`: rows of the mask
 * - `din-differs`: a given din is not what dout and the mask give, beyond rounding; `as` says what
 *   it is: made with the other `share`, `assigned` where windows overlap, or `other`
 * - `sum-differs`: why sum(din) is not sum(dout), row by row and then cell by cell; each place has
 *   the amount it adds. Where gradients are not finite, these are the places
 * - `shared-cells`, `uncovered-cells`: cells of the input in several windows, in none
 * - `dead-cells`: cells in windows whose din is 0 in all of the batch, placed in its first entry
 * - `nan`, `infinite`: one finding for each given array
 * - `empty-window`, `all-nan-window`, `all-minus-infinity-window`: rows without a real cell, or
 *   where every real cell of x is NaN or −∞
 *
 * What is not there is left out; the order is this one. Numbers in a text have six significant digits.
 * @throws ShapeError, DTypeError, OptionError where the parts don't belong together, as in `poolView`
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * const found = findings({ mask, dout: tensor([[[10], [5]]]), din: tensor([[[0], [5], [0]]]) });
 * found[0].text // 'din holds the last gradient where several should be added (= for +=): 1 of 3 cells differs, at din(0, 1, 0): 5 instead of 15 (off by −10)'
 * @example
 * const tied = maxPool(tensor([[[7], [7]]]), { kernelSize: 2, ties: 'all' });
 * findings({ mask: tied.mask, dout: tensor([[[10]]]) }).map(({ name }) => name) // ['several-maxima', 'sum-differs']
 */
export function findings(parts: FindingsOptions): Finding[] {
  const share = checkPoolParts('findings', parts);
  const { x, mask, dout } = parts;
  const edge = cutEdge(mask.geometry, parts.cut);
  const maxima = maximaOfRows(mask);
  const given = parts.din;
  const difference = given && dinDifference(mask, dout, given, share, edge);
  const right = difference?.right ?? maxPoolBackward(dout, mask, { share });
  const din = given ?? right;
  const arrays = { x, dout, din: given };
  return [
    ...rowFindings(maxima, share === 'full' ? 'all' : 'an equal part'),
    ...(given && difference ? dinFinding(given, difference, share) : []),
    ...sumFinding({ dout, din, right, maxima, share, edge, difference }),
    ...cellFindings(mask, din, edge),
    ...arrayFindings(arrays, 'nan'),
    ...arrayFindings(arrays, 'infinite'),
    ...windowFindings(mask, x),
  ].filter((finding) => finding.count > 0);
}

function rowFindings(maxima: Uint32Array, part: string): Finding[] {
  const rows = maxima.length;
  return [
    rowFinding('no-maximum', rows, (row) => maxima[row] === 0, {
      one: 'has no maximum: its gradient goes nowhere',
      several: 'have no maximum: their gradients go nowhere',
    }),
    rowFinding('several-maxima', rows, (row) => maxima[row]! > 1, {
      one: `has several maxima, each of which gets ${part} of dout`,
      several: `have several maxima, each of which gets ${part} of dout`,
    }),
  ];
}

function cellFindings(mask: Mask, din: Tensor, edge: (cell: number) => boolean): Finding[] {
  const { geometry } = mask;
  const { batch, channels } = geometry;
  const windows = windowsOfPlaces(geometry);
  const windowsOf = (cell: number): number =>
    windows[Math.floor(cell / channels) % windows.length]!;
  const contested = contestedCells(mask);
  const each = windows.length * channels;
  const dead = (position: number): boolean => {
    if (windowsOf(position) === 0 || edge(position)) return false;
    for (let b = 0; b < batch; b++) if (din.data[b * each + position] !== 0) return false;
    return batch > 0;
  };
  const cells = (test: (cell: number) => boolean, total: number, name: FindingName, rest: Words) =>
    placed(name, 'fact', new Places(total, test), 'din', (n) => {
      const noun = name === 'dead-cells' ? 'input position' : 'input cell';
      return `${count(n)} of ${counted(total, noun)} ${n === 1 ? rest.one : rest.several}`;
    });
  const most =
    contested === 0 ? 'none is' : `${count(contested)} ${contested === 1 ? 'is' : 'are'}`;
  const add = `in several windows, whose gradients add; ${most} the maximum of several rows`;
  const got = `got no gradient in the whole batch (${batch === 1 ? '1 entry' : `${count(batch)} entries`})`;
  return [
    cells((cell) => windowsOf(cell) > 1, din.size, 'shared-cells', {
      one: `lies ${add}`,
      several: `lie ${add}`,
    }),
    cells((cell) => windowsOf(cell) === 0 && !edge(cell), din.size, 'uncovered-cells', {
      one: 'lies in no window: it gets no gradient',
      several: 'lie in no window: they get no gradient',
    }),
    cells(dead, each, 'dead-cells', { one: got, several: got }),
  ];
}

function arrayFindings(
  arrays: Readonly<Record<'x' | 'dout' | 'din', Tensor | undefined>>,
  name: 'nan' | 'infinite',
): Finding[] {
  return (['x', 'dout', 'din'] as const).flatMap((array) => {
    const tensor = arrays[array];
    if (tensor === undefined) return [];
    const { data } = tensor;
    const test =
      name === 'nan'
        ? (cell: number): boolean => Number.isNaN(data[cell])
        : (cell: number): boolean => Math.abs(data[cell]!) === Infinity;
    const places = new Places(data.length, test);
    const kinds = (): string => {
      const plus = new Places(data.length, (cell) => data[cell] === Infinity).count;
      const said = [`${count(plus)} +∞`, `${count(places.count - plus)} −∞`];
      return said.filter((kind) => !kind.startsWith('0')).join(', ');
    };
    const words = name === 'nan' ? 'NaN' : `infinite: ${places.count === 0 ? '' : kinds()}`;
    return placed(name, 'notice', places, array, (n) => {
      return `${count(n)} of ${counted(data.length, 'cell')} of ${array} ${n === 1 ? 'is' : 'are'} ${words}`;
    });
  });
}

/** What a row's real cells are, where they are all alike. */
const kinds = { ordinary: 0, empty: 1, nan: 2, minusInfinity: 3 } as const;

function windowFindings(mask: Mask, x: Tensor | undefined): Finding[] {
  const found = new Uint8Array(mask.rows);
  eachWindow(mask.geometry, (row, cells) => {
    found[row] = kindOf(cells, x);
  });
  const alone = (what: string): Words => ({
    one: `looks at ${what} alone`,
    several: `look at ${what} alone`,
  });
  const padding = alone('padding');
  return [
    rowFinding('empty-window', mask.rows, (row) => found[row] === kinds.empty, {
      one: `${padding.one}: its output is the lowest value`,
      several: `${padding.several}: their output is the lowest value`,
    }),
    rowFinding('all-nan-window', mask.rows, (row) => found[row] === kinds.nan, alone('NaN')),
    rowFinding(
      'all-minus-infinity-window',
      mask.rows,
      (row) => found[row] === kinds.minusInfinity,
      alone('−∞'),
    ),
  ];
}

function kindOf(cells: readonly number[], x: Tensor | undefined): number {
  let kind: number = kinds.empty;
  for (let column = 0; column < cells.length; column++) {
    const cell = cells[column]!;
    if (cell < 0) continue;
    const value = x?.data[cell];
    const own = Number.isNaN(value)
      ? kinds.nan
      : value === -Infinity
        ? kinds.minusInfinity
        : kinds.ordinary;
    if (own === kinds.ordinary || (kind !== kinds.empty && kind !== own)) return kinds.ordinary;
    kind = own;
  }
  return kind;
}

/** The end of a sentence about one, and about several or none. */
interface Words {
  readonly one: string;
  readonly several: string;
}

function rowFinding(
  name: FindingName,
  rows: number,
  test: (row: number) => boolean,
  words: Words,
): Finding {
  const places = new Places(rows, test);
  const n = places.count;
  return new Finding({
    name,
    severity: 'notice',
    count: n,
    text: `${count(n)} of ${counted(rows, 'row')} ${n === 1 ? words.one : words.several}`,
    place: (k) => ({ row: places.at(k) }),
  });
}

function placed(
  name: FindingName,
  severity: FindingSeverity,
  places: Places,
  array: 'x' | 'dout' | 'din',
  text: (n: number) => string,
): Finding {
  return new Finding({
    name,
    severity,
    count: places.count,
    text: text(places.count),
    place: (k) => ({ array, cell: places.at(k) }),
    ...(name === 'nan' || name === 'infinite' ? { array } : {}),
  });
}

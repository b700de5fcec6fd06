// The reference backend: every kernel in plain TypeScript, row by row.
import { dtypeOf, dtypes, type TypedArray } from '../core/dtype.js';
import { sizeOf } from '../core/shape.js';
import { eachWindow } from '../window/each-window.js';
import type { Geometry } from '../window/geometry.js';
import { type MaskCells, noColumn } from '../window/mask/share.js';
import { isEqual, winnerOf } from '../window/winner.js';
import type { Kernels } from './contract.js';

/**
 * The matrix path of the document, row by row. It defines what every other backend must compute.
 */
export const reference: Kernels = {
  name: 'reference',

  maxPool(x, geometry, output, mask) {
    const { windowSize, ties, nan } = geometry;
    const lowest = dtypes[dtypeOf(x)!].lowest;
    mask.codes.fill(mask.form === 'dense' ? 0 : noColumn(mask.codes));
    eachWindow(geometry, (row, cells) => {
      const winner = winnerOf(x, cells, ties, nan);
      output[row] = winner >= 0 ? x[cells[winner]!]! : emptyMaximum(cells, lowest);
      if (winner < 0) return;
      select(mask, row, windowSize, winner);
      if (ties !== 'all') return;
      const maximum = output[row]!;
      for (let column = 0; column < windowSize; column++) {
        const cell = cells[column]!;
        if (cell >= 0 && isEqual(x[cell]!, maximum)) select(mask, row, windowSize, column);
      }
    });
  },

  maxPoolBackward(dout, mask, geometry, share, din) {
    const round = roundingOf(dout);
    din.fill(0);
    eachWindow(geometry, (row, cells) => {
      const selected = selectedColumns(mask, row, cells.length);
      const count = selected.length;
      const gradient = round(share === 'split' ? dout[row]! / count : dout[row]!);
      // Cells are selected, not multiplied by the mask: 0·∞ would be NaN.
      for (const column of selected) din[cells[column]!] = din[cells[column]!]! + gradient;
    });
  },

  avgPool(x, geometry, output) {
    const round = roundingOf(x);
    eachWindow(geometry, (row, cells) => {
      const sum = addAlongAxes(cells, geometry, round, (cell) => x[cell]!);
      const divisor = geometry.divisor(row);
      output[row] = divisor === 0 ? 0 : sum / divisor;
    });
  },

  avgPoolBackward(dout, geometry, din) {
    const round = roundingOf(dout);
    const parts = Array.from(dout, (each, row) => round(each / geometry.divisor(row)));
    din.set(addOverWindows(parts, geometry, round));
  },

  lpPool(x, geometry, p, output) {
    eachWindow(geometry, (row, cells) => {
      output[row] = normOf(x, cells, geometry, p);
    });
  },

  lpPoolBackward(dout, x, geometry, p, norms, known, din) {
    const round = roundingOf(dout);
    if (!known) reference.lpPool(x, geometry, p, norms);
    const shares = Array.from(dout, (each, row) => {
      if (p === 1) return each;
      return norms[row] === 0 ? 0 : round(each / round(power(norms[row]!, p - 1)));
    });
    const windowsOf = addOverWindows(new Array(dout.length).fill(1), geometry, round);
    addOverWindows(shares, geometry, round).forEach((share, cell) => {
      const value = windowsOf[cell] === 0 ? 0 : x[cell]!;
      const weight = Math.sign(value) * round(power(Math.abs(value), p - 1));
      din[cell] = p === 1 && value === 0 ? 0 : 0 + weight * share;
    });
  },

  maxUnpool(x, mask, geometry, output) {
    output.fill(0);
    eachWindow(geometry, (row, cells) => {
      for (const column of selectedColumns(mask, row, cells.length)) {
        output[cells[column]!] = x[row]!;
      }
    });
  },

  maxUnpoolBackward(dout, mask, geometry, dx) {
    const round = roundingOf(dout);
    eachWindow(geometry, (row, cells) => {
      dx[row] = selectedColumns(mask, row, cells.length).reduce(
        (sum, column) => round(sum + dout[cells[column]!]!),
        0,
      );
    });
  },

  relu(x, output, mask) {
    for (let i = 0; i < x.length; i++) {
      const passes = !(x[i]! <= 0);
      output[i] = passes ? x[i]! : 0;
      mask[i] = Number(passes);
    }
  },

  reluBackward(dout, mask, din) {
    for (let i = 0; i < dout.length; i++) din[i] = mask[i] ? dout[i]! : 0;
  },
};

function select(mask: MaskCells, row: number, windowSize: number, column: number): void {
  if (mask.form === 'dense') mask.codes[row * windowSize + column] = 1;
  else mask.codes[row] = column;
}

function selectedColumns({ form, codes }: MaskCells, row: number, windowSize: number): number[] {
  if (form === 'columns') return codes[row] === noColumn(codes) ? [] : [codes[row]!];
  const columns: number[] = [];
  for (let column = 0; column < windowSize; column++) {
    if (codes[row * windowSize + column]) columns.push(column);
  }
  return columns;
}

/**
 * The maximum if no cell wins: NaN if all real cells are NaN, the dtype's lowest if none is real.
 */
function emptyMaximum(cells: readonly number[], lowest: number): number {
  return cells.some((cell) => cell >= 0) ? Number.NaN : lowest;
}

/**
 * The sum of a window's real cells, each addition rounded: along the last axis first, then those
 * sums across.
 */
function addAlongAxes(
  cells: readonly number[],
  { kernelSize }: Geometry,
  round: (value: number) => number,
  valueAt: (cell: number) => number,
): number {
  const along = (axis: number, first: number): number => {
    if (axis === kernelSize.length) return cells[first]! < 0 ? 0 : valueAt(cells[first]!);
    const step = sizeOf(kernelSize.slice(axis + 1));
    let sum = 0;
    for (let k = 0; k < kernelSize[axis]!; k++) {
      sum = round(sum + along(axis + 1, first + k * step));
    }
    return sum;
  };
  return along(0, 0);
}

/** What the windows that hold a cell give it in all: along the last axis first, then across. */
function addOverWindows(
  rows: readonly number[],
  geometry: Geometry,
  round: (value: number) => number,
): number[] {
  const { batch, channels, inputSpatial, outputSpatial } = geometry;
  let sums = [...rows];
  for (let axis = inputSpatial.length - 1; axis >= 0; axis--) {
    const outer = batch * sizeOf(outputSpatial.slice(0, axis));
    const inner = sizeOf(inputSpatial.slice(axis + 1)) * channels;
    sums = addToInput(sums, geometry, axis, outer, inner, round);
  }
  return sums;
}

/** Sums, at each input coordinate of an axis, the values of the windows that hold it. */
function addToInput(
  values: readonly number[],
  geometry: Geometry,
  axis: number,
  outer: number,
  inner: number,
  round: (value: number) => number,
): number[] {
  const [inputs, outputs] = [geometry.inputSpatial[axis]!, geometry.outputSpatial[axis]!];
  const sums = new Array<number>(outer * inputs * inner).fill(0);
  for (let at = 0; at < outer; at++) {
    for (let out = 0; out < outputs; out++) {
      for (let offset = 0; offset < geometry.kernelSize[axis]!; offset++) {
        const input = geometry.coordinate(axis, out, offset);
        if (input < 0) continue;
        const [from, to] = [(at * outputs + out) * inner, (at * inputs + input) * inner];
        for (let i = 0; i < inner; i++) sums[to + i] = round(sums[to + i]! + values[from + i]!);
      }
    }
  }
  return sums;
}

/** (Σ|x|^p)^(1/p) over a row's real cells, added as in `addAlongAxes`. */
function normOf(x: TypedArray, cells: readonly number[], geometry: Geometry, p: number): number {
  const round = roundingOf(x);
  const sum = addAlongAxes(cells, geometry, round, (cell) => round(power(Math.abs(x[cell]!), p)));
  return round(p === 2 ? Math.sqrt(sum) : power(sum, 1 / p));
}

/** `base ** exponent`, by arithmetic where that is exact: `Math.pow` differs between engines. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return base;
  return exponent === 2 ? base * base : base ** exponent;
}

/**
 * The function that rounds to an array's own precision. Rounding the float64 result of one
 * operation (+, −, ·, /, √) on float32 numbers gives the correctly rounded float32 result, since 53
 * ≥ 2·24 + 2.
 * @see S. A. Figueroa, When is double rounding innocuous?, ACM SIGNUM Newsletter 30(3), 1995
 */
function roundingOf(array: TypedArray): (value: number) => number {
  return array instanceof Float32Array ? Math.fround : (value) => value;
}

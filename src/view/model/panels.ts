// The panels of a view, and the slices of them that are on screen.
import type { AxisLayout } from '../../core/layout.js';
import { sizeOf, unflatten } from '../../core/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { derivedWinners, planesOf } from './derived.js';
import type { Role, ViewParts } from './parts.js';

export type AxisName = 'batch' | 'channel' | 'depth' | `axis ${number}`;

/** An axis of a panel's array that is not drawn; a slider selects the index along it. */
export interface Axis {
  readonly name: AxisName;
  readonly size: number;
}

/** One heatmap of a view. */
export interface Panel {
  readonly name: 'value' | 'x' | 'mask' | 'dout' | 'din';
  readonly title: string;
  readonly role: Role | 'mask';
  /** The array to draw; for a mask, the winners on the input's grid. */
  readonly tensor: Tensor;
  /** The axes with a slider, in the array's order. */
  readonly axes: readonly Axis[];
  /** The axes of the user's array, which texts name; by default those of the tensor. */
  readonly layout?: AxisLayout | undefined;
}

/** The two-dimensional part of a panel's array that is on screen. */
export interface Slice {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
  readonly values: Float64Array;
  /** The index, in the panel's array, of a cell of the slice. */
  index(row: number, column: number): number[];
  /**
   * The place in the slice of a cell of the panel's array (a flat index); undefined if not in it.
   */
  place(flat: number): { row: number; column: number } | undefined;
}

/**
 * The panels of a view, in reading order: of a pooling those of x, mask (on the input's grid), dout
 * and din that it has. Bool arrays are drawn as masks.
 */
export function panels(view: ViewParts): Panel[] {
  const { value, x, mask, dout, din, layout } = view;
  const made: Panel[] = [];
  const add = (name: Panel['name'], tensor: Tensor | undefined, role: Panel['role']): void => {
    if (tensor === undefined) return;
    const title = name === 'value' ? view.title : name;
    const shown = tensor.dtype === 'bool' ? 'mask' : role;
    const axes = panelAxes(tensor.shape).sliders;
    made.push({ name, title, role: shown, tensor, axes, layout });
  };
  add('value', value, view.role ?? 'activation');
  add('x', x, 'activation');
  add('mask', mask && derivedWinners(mask), 'mask');
  add('dout', dout, 'gradient');
  add('din', din, 'gradient');
  return made;
}

/**
 * The slice of a panel at given slider positions. A missing position is 0, and one past the end is
 * the last cell, since panels of one view may have axes of different sizes. An array of rank 0 or
 * 1, or with one spatial axis, is one row; an empty array has no rows.
 */
export function slice(
  panel: Pick<Panel, 'tensor'>,
  positions: { readonly [Name in AxisName]?: number | undefined },
): Slice {
  const { shape, size } = panel.tensor;
  const { rowAxis, columnAxis, sliders } = panelAxes(shape);
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const empty = size === 0;
  const { rows, columns } = sliceSize(panel);
  const fixed = sliders.map(({ name, size, axis }) => ({
    name,
    axis,
    at: Math.max(0, Math.min(positions[name] ?? 0, size - 1)),
  }));
  const start = fixed.reduce((sum, { axis, at }) => sum + at * steps[axis]!, 0);
  const flat = (row: number, column: number): number =>
    start + row * (steps[rowAxis] ?? 0) + column * (steps[columnAxis] ?? 0);
  const along = (name: AxisName): number => fixed.find((one) => one.name === name)?.at ?? 0;
  const planeOf = planesOf(panel.tensor);
  const values = empty
    ? new Float64Array(0)
    : planeOf === undefined
      ? cellsOf(panel.tensor.data, rows, columns, flat)
      : Float64Array.from(
          planeOf({ batch: along('batch'), channel: along('channel'), depth: along('depth') }),
        );
  return {
    rows,
    columns,
    values,
    index: (row, column) => unflatten(flat(row, column), shape),
    place(cell) {
      if (empty) return undefined;
      const index = unflatten(cell, shape);
      if (fixed.some(({ axis, at }) => index[axis] !== at)) return undefined;
      return { row: index[rowAxis] ?? 0, column: index[columnAxis] ?? 0 };
    },
  };
}

function cellsOf(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  flat: (row: number, column: number) => number,
): Float64Array {
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = data[flat(row, column)]!;
    }
  }
  return values;
}

/**
 * The number of rows and columns of a panel's slices, without making one.
 * @example
 * sliceSize(panels(heatmap(tensor([[1, 2, 3]])))[0]).columns // 3
 */
export function sliceSize({ tensor }: Pick<Panel, 'tensor'>): { rows: number; columns: number } {
  const { size, shape } = tensor;
  const { rowAxis, columnAxis } = panelAxes(shape);
  if (size === 0) return { rows: 0, columns: 0 };
  return { rows: shape[rowAxis] ?? 1, columns: shape[columnAxis] ?? 1 };
}

/** Which axes of an array are drawn, and which have sliders. */
export interface PanelAxes {
  /** The axis drawn downwards, and the one drawn across; −1 if there is none. */
  readonly rowAxis: number;
  readonly columnAxis: number;
  /** The other axes, which have sliders, in the array's order. */
  readonly sliders: readonly (Axis & { readonly axis: number })[];
}

/**
 * Which axes of an array are drawn, and which have sliders. From rank 3 on arrays are
 * channels-last.
 * @example
 * panelAxes([8, 32, 48, 16]).sliders.map(({ name }) => name) // ['batch', 'channel']
 */
export function panelAxes(shape: readonly number[]): PanelAxes {
  const rank = shape.length;
  const columnAxis = rank < 3 ? rank - 1 : rank - 2;
  const rowAxis = rank === 3 ? -1 : columnAxis - 1;
  const sliders = shape.flatMap((size, axis) =>
    axis === rowAxis || axis === columnAxis ? [] : [{ name: axisName(axis, rank), size, axis }],
  );
  return { rowAxis, columnAxis, sliders };
}

function axisName(axis: number, rank: number): AxisName {
  if (axis === 0) return 'batch';
  if (axis === rank - 1) return 'channel';
  return rank === 5 ? 'depth' : `axis ${axis}`;
}

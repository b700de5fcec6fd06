// The place of a cell in a slice, and a slice's text in NumPy's notation.
import type { AxisLayout } from 'poolscope';
import { type PanelAxes, type Slice, userOrder } from 'poolscope/internal';

/** The two axes of an array that a slice shows. */
export type DrawnAxes = Pick<PanelAxes, 'rowAxis' | 'columnAxis'>;

/**
 * The place of an array's cell in a slice; undefined where the slice does not hold it.
 * @example
 * const x = panels(heatmap(tensor([[1, 2], [3, 4]])))[0];
 * placeIn(slice(x, {}), panelAxes(x.tensor.shape), [1, 0]) // { row: 1, column: 0 }
 */
export function placeIn(
  slice: Slice,
  { rowAxis, columnAxis }: DrawnAxes,
  index: readonly number[],
): { row: number; column: number } | undefined {
  if (slice.rows * slice.columns === 0) return undefined;
  const first = slice.index(0, 0);
  const isHere = index.every(
    (at, axis) => axis === rowAxis || axis === columnAxis || at === first[axis],
  );
  const along = (axis: number): number => (index[axis] ?? 0) - (first[axis] ?? 0);
  const [row, column] = [along(rowAxis), along(columnAxis)];
  const isWithin = row >= 0 && row < slice.rows && column >= 0 && column < slice.columns;
  return isHere && isWithin ? { row, column } : undefined;
}

/**
 * A slice of an array in NumPy's notation.
 * @param layout the axes of the user's array; by default those of the shape
 * @example
 * sliceText('x', [8, 32, 48, 16], panelAxes([8, 32, 48, 16]), shown) // 'x[0, :, :, 2]'
 */
export function sliceText(
  name: string,
  shape: readonly number[],
  { rowAxis, columnAxis }: DrawnAxes,
  slice: Slice,
  layout?: AxisLayout,
): string {
  if (slice.rows * slice.columns === 0) return name;
  const first = slice.index(0, 0);
  const parts = shape.map((size, axis) => {
    if (axis !== rowAxis && axis !== columnAxis) return `${first[axis]}`;
    const count = axis === rowAxis ? slice.rows : slice.columns;
    return count === size ? ':' : `${first[axis]}:${first[axis]! + count}`;
  });
  return `${name}[${userOrder(parts, layout).join(', ')}]`;
}

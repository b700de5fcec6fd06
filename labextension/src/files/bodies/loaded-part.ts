// The part of an array that was read, as a slice and as the array that a row of heatmaps shows.
import { tensor } from 'poolscope';
import type { Panel, Slice } from 'poolscope/internal';
import type { Index } from '../../panel/cursor-panel.js';
import type { ShownArray } from '../../panel/shown-array.js';
import { addressOf } from '../../ui/readout.js';
import type { Plane } from '../source/plane.js';
import { axesOf, type Selection } from '../source/selection.js';

/** Cells that were read, and the selection that they belong to. */
export interface LoadedPart {
  readonly plane: Plane;
  readonly selection: Selection;
}

/**
 * An array of a file, as a row of heatmaps shows it.
 * @param part the part that is loaded when the row is created
 * @param current returns the part that is loaded at the time of the call: cells are read from it
 */
export function shownArray(
  name: string,
  role: Panel['role'],
  shape: readonly number[],
  part: LoadedPart,
  current: () => LoadedPart,
): ShownArray {
  const { rows, columns, values } = part.plane;
  return {
    panel: { name: 'value', title: name, role, tensor: tensor(values, [rows, columns]), axes: [] },
    labels: {
      shape: `[${rows}, ${columns}]`,
      describeCell: (index) => `${addressOf(name, index)} = ${textOf(current(), index)}`,
    },
    name,
    shape,
    axes: axesOf(shape, part.selection),
    writeCell: (row, column) => current().plane.plainText(row, column),
  };
}

/** A loaded part as a slice of its array. */
export function sliceOf({ plane, selection: { rowAxis, columnAxis, at } }: LoadedPart): Slice {
  const { rows, columns, values } = plane;
  return {
    rows,
    columns,
    values,
    index: (row, column) =>
      at.map((from, axis) => {
        if (axis === rowAxis) return from + row;
        return axis === columnAxis ? from + column : from;
      }),
    place: () => undefined,
  };
}

/** The value of a cell that is loaded, in full. */
function textOf(
  { plane, selection: { rowAxis, columnAxis, at } }: LoadedPart,
  index: Index,
): string {
  const along = (axis: number): number => (index[axis] ?? 0) - (at[axis] ?? 0);
  return plane.text(along(rowAxis), along(columnAxis));
}

// How the arrays of two views of one pooling differ.
import type { View } from 'poolscope';
import {
  countOtherRows,
  deltaPanel,
  formatCount,
  type Panel,
  panels,
  shortNumber,
  subtract,
  unflatten,
} from 'poolscope/internal';
import { addressOf } from '../../ui/readout.js';
import { trans } from '../../ui/texts.js';
import type { PanelName } from '../model/subject.js';

/** One array in both views, and b − a: 0 where they are equal, NaN for NaN being equal. */
export interface ArrayPair {
  readonly name: PanelName;
  readonly a: Panel;
  readonly b: Panel;
  readonly delta: Panel;
  /** How many cells differ; of a mask, how many rows have other winners. */
  readonly count: number;
  readonly of: number;
  /** The largest |b − a|, infinite where one alone is finite, and the cell where it is. */
  readonly largest: number;
  readonly index: readonly number[];
}

/**
 * Pairs the arrays of two views.
 * @throws Error, one line, where they are not of one shape and dtype
 */
export function pairArrays(a: View, b: View): ArrayPair[] {
  const [ours, theirs] = [panels(a), panels(b)];
  if (ours.length !== theirs.length) throw unpaired('arrays');
  return ours.map((panel, at) => {
    const other = theirs[at]!;
    const isAlike =
      panel.name === other.name &&
      panel.tensor.dtype === other.tensor.dtype &&
      panel.layout === other.layout &&
      `${panel.tensor.shape}` === `${other.tensor.shape}`;
    if (!isAlike) throw unpaired(panel.name);
    const found = subtract(panel.tensor, other.tensor);
    const rows = panel.name === 'mask' ? rowsThatDiffer(a, b) : undefined;
    return {
      name: panel.name as PanelName,
      a: panel,
      b: other,
      delta: deltaPanel(panel, found.delta),
      count: rows ?? found.count,
      of: a.mask && rows !== undefined ? a.mask.rows : panel.tensor.size,
      largest: found.largest,
      index: unflatten(found.at, panel.tensor.shape),
    };
  });
}

function unpaired(name: string): Error {
  return new Error(
    trans.__('A and B are no runs of one pooling: they differ in the shape or dtype of %1.', name),
  );
}

function rowsThatDiffer({ mask: ours }: View, { mask: theirs }: View): number | undefined {
  if (ours === undefined || theirs === undefined) return undefined;
  if (ours.rows !== theirs.rows || ours.windowSize !== theirs.windowSize) throw unpaired('mask');
  return countOtherRows(ours.data, theirs.data, ours.rows, ours.windowSize);
}

/** How an array differs between A and B, in words. */
export function describeDifference({ name, a, count, of, largest, index }: ArrayPair): string {
  if (count === 0) return trans.__('%1 is equal', name);
  if (name === 'mask') {
    return trans.__('mask: %1 of %2 rows have other winners', formatCount(count), formatCount(of));
  }
  return trans.__(
    '%1 differs in %2 of %3 cells, by %4 at most, at %5',
    name,
    formatCount(count),
    formatCount(of),
    shortNumber(largest),
    addressOf(name, index, a.layout),
  );
}

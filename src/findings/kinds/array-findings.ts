// Findings in the numbers of an array: NaN, and infinity.
import { formatCount } from '../../core/numbers.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { ArrayCounts } from '../counts/counts.js';
import type { Finding } from '../finding/finding.js';
import { makeCellFinding } from '../finding/make-finding.js';
import { Places } from '../finding/places.js';
import { joinMessages, quantity, sentence, sentenceFor } from '../finding/table.js';

/** An array and what is counted in it. */
export interface ArrayFacts {
  readonly name: 'x' | 'dout' | 'din';
  readonly tensor: Tensor;
  readonly counts: ArrayCounts;
}

/** Finds cells that are NaN, array by array, then cells that are infinite. */
export function findNumbers(arrays: readonly ArrayFacts[]): Finding[] {
  return [...arrays.map(findNaN), ...arrays.map(findInfinite)];
}

function findNaN({ name, tensor, counts }: ArrayFacts): Finding {
  const { data } = tensor;
  const places = new Places(data.length, counts.nan, (cell) => Number.isNaN(data[cell]));
  const total = quantity(data.length, 'cell');
  const text = sentenceFor(counts.nan, 'nan', formatCount(counts.nan), total, name);
  return makeCellFinding('nan', name, places, text);
}

function findInfinite({ name, tensor, counts }: ArrayFacts): Finding {
  const { data } = tensor;
  const { posInf, negInf } = counts;
  const n = posInf + negInf;
  const places = new Places(data.length, n, (cell) => Math.abs(data[cell]!) === Infinity);
  const kinds = [
    ...(posInf > 0 ? [sentence('infinite.plus', formatCount(posInf))] : []),
    ...(negInf > 0 ? [sentence('infinite.minus', formatCount(negInf))] : []),
  ];
  const said = n === 0 ? '' : joinMessages(kinds);
  const total = quantity(data.length, 'cell');
  return makeCellFinding(
    'infinite',
    name,
    places,
    sentenceFor(n, 'infinite', formatCount(n), total, name, said),
  );
}

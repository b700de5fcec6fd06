// Findings in cells of the input: shared by windows, in no window, without a gradient.
import { formatCount } from '../../core/numbers.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Geometry } from '../../window/geometry.js';
import type { Finding } from '../finding/finding.js';
import { makeCellFinding } from '../finding/make-finding.js';
import type { Message } from '../finding/message.js';
import { Places } from '../finding/places.js';
import { quantity, sentence, sentenceFor } from '../finding/table.js';

/** The input of a pooling, and what is counted in it. */
export interface CountedInput {
  readonly geometry: Geometry;
  /** How many windows hold each place, from `windowsOfPlaces`. */
  readonly windows: Uint32Array;
  /** How many cells are in several windows, and, where there is a mask, the maximum of several. */
  readonly cells: { readonly shared: number; readonly contested?: number };
  readonly din: Tensor;
}

/**
 * Finds cells in several windows, cells in none, and cells whose din is 0 in every batch entry.
 * @param edge tells which cells of a part may also get gradients from windows outside it: they are
 *   not judged
 * @param isPart whether the batch is not the whole one
 */
export function findInCells(
  { geometry, windows, cells: { shared, contested }, din }: CountedInput,
  edge: (cell: number) => boolean,
  isPart = false,
): Finding[] {
  const { batch, channels } = geometry;
  // Whether a cell is at an edge depends on its spatial position only.
  const judged = Uint8Array.from(windows, (_, place) => Number(!edge(place * channels)));
  const placeOf = (cell: number): number => Math.floor(cell / channels) % windows.length;
  const isUncovered = (place: number): boolean => windows[place] === 0 && judged[place] === 1;
  const each = windows.length * channels;
  const { data } = din;
  const isDead = (position: number): boolean => {
    const place = placeOf(position);
    if (windows[place] === 0 || judged[place] === 0 || data.length === 0) return false;
    for (let cell = position; cell < data.length; cell += each) if (data[cell] !== 0) return false;
    return true;
  };
  let [uncovered, dead] = [0, 0];
  for (let place = 0; place < windows.length; place++) {
    if (isUncovered(place)) uncovered += batch * channels;
  }
  for (let position = 0; position < each; position++) {
    // A quick test first: most cells have a gradient in the first batch entry.
    if (data[position] === 0 && isDead(position)) dead++;
  }
  const contestedWords = (): Message =>
    contested === 0
      ? sentence('shared-cells.uncontested')
      : sentenceFor(contested!, 'shared-cells.contested', formatCount(contested!));
  const inputCells = quantity(din.size, 'input-cell');
  return [
    makeCellFinding(
      'shared-cells',
      'din',
      new Places(din.size, shared, (cell) => windows[placeOf(cell)]! > 1),
      contested === undefined
        ? sentenceFor(shared, 'shared-cells.without-mask', formatCount(shared), inputCells)
        : sentenceFor(shared, 'shared-cells', formatCount(shared), inputCells, contestedWords()),
    ),
    makeCellFinding(
      'uncovered-cells',
      'din',
      new Places(din.size, uncovered, (cell) => isUncovered(placeOf(cell))),
      sentenceFor(uncovered, 'uncovered-cells', formatCount(uncovered), inputCells),
    ),
    makeCellFinding(
      'dead-cells',
      'din',
      new Places(each, dead, isDead),
      sentence(
        isPart ? 'dead-cells.part' : 'dead-cells',
        formatCount(dead),
        quantity(each, 'input-position'),
        quantity(batch, 'entry'),
      ),
    ),
  ];
}

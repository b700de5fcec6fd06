import { type Message, plural } from './message.js';
import { count } from './numbers.js';

// A count and what is counted, with its thousands apart: `1 row`, `1,234 rows`.

export function rowsOf(n: number): Message {
  return plural(n, '%2 row', '%2 rows', count(n));
}

export function cellsOf(n: number): Message {
  return plural(n, '%2 cell', '%2 cells', count(n));
}

export function inputCellsOf(n: number): Message {
  return plural(n, '%2 input cell', '%2 input cells', count(n));
}

/** Cells of the input, whatever the batch entry. */
export function inputPositionsOf(n: number): Message {
  return plural(n, '%2 input position', '%2 input positions', count(n));
}

export function gradientsOf(n: number): Message {
  return plural(n, '%2 gradient', '%2 gradients', count(n));
}

/** Of the batch. */
export function entriesOf(n: number): Message {
  return plural(n, '%2 entry', '%2 entries', count(n));
}

// `Finding`: one thing that was found in a backward pass, with its places.
import { makeInspectable } from '../../core/inspect.js';
import { checkWithin } from '../../core/shape.js';
import type { DinKind } from '../counts/din-difference.js';
import { type Message, toEnglish } from './message.js';
import type { FindingName, FindingSeverity } from './table.js';

/**
 * Where something was found: a row of the matrix, or a cell of an array by its flat index. Places
 * of `sum-differs` also have the `amount` that they add to the difference.
 */
export type Place =
  | { readonly row: number; readonly amount?: number }
  | {
      readonly array: 'x' | 'dout' | 'din';
      readonly cell: number;
      readonly amount?: number;
    };

export interface FindingParts {
  readonly name: FindingName;
  readonly severity: FindingSeverity;
  readonly message: Message;
  readonly count: number;
  readonly place: (k: number) => Place;
  readonly as?: DinKind;
  readonly array?: 'x' | 'dout' | 'din';
}

/** One thing that `findings` found, and all its places. It prints as its text. */
export class Finding {
  readonly name: FindingName;
  readonly severity: FindingSeverity;
  /** One line in plain words. */
  readonly text: string;
  /** The same line as a template, for translation. */
  readonly message: Message;
  /** How many places there are. */
  readonly count: number;
  /** Of `din-differs`: how the given din was made. */
  readonly as: DinKind | undefined;
  /** Of `nan`, `infinite` and `dead-channels`: the array. */
  readonly array: 'x' | 'dout' | 'din' | undefined;
  readonly #place: (k: number) => Place;

  /** Library code calls this; users call `findings`. */
  constructor(parts: FindingParts) {
    this.name = parts.name;
    this.severity = parts.severity;
    this.text = toEnglish(parts.message);
    this.message = parts.message;
    this.count = parts.count;
    this.as = parts.as;
    this.array = parts.array;
    this.#place = parts.place;
  }

  /**
   * One of the places, in ascending order of rows or cells; for `sum-differs` rows come before
   * cells, and dout before din. Places are looked up, not stored, since there may be millions.
   * @param k from 0 to `count` − 1
   * @throws ShapeError for another k
   * @example
   * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1, ties: 'all' });
   * findings({ mask, dout: tensor([[[10], [5]]]) })[0].place(0) // { array: 'din', cell: 1 }
   */
  place(k: number): Place {
    checkWithin('place', 'k', k, this.count);
    return this.#place(k);
  }

  toString(): string {
    return this.text;
  }
}

makeInspectable(Finding);

// What the viewer asks of an array, in whatever kind of file it lies.
import type { ArrayHeader } from './array-header.js';
import type { Part, Plane } from './plane.js';
import type { Selection } from './selection.js';

/** An array of a file; only what is drawn is read. */
export interface ArrayFile {
  readonly header: ArrayHeader;
  /** Whether the range of the colours comes from the whole array. */
  readonly isSmall: boolean;
  /**
   * Reads the cells of a selection.
   * @param part which part of complex numbers
   * @throws Error, one line, where they can't be read
   */
  plane(selection: Selection, part: Part): Promise<Plane>;
  /** The least and the greatest finite value of a small array. */
  range(part: Part): Promise<[number, number]>;
}

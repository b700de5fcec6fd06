// Replaces display.ts in the browser bundle.
import { checkShowable, type Showable } from './showable.js';

/**
 * Prints a line of text: no tslab cell runs in a browser. So neither the PNG encoder nor Node's
 * modules get into the bundle.
 */
export function show(value: Showable): void {
  checkShowable(value);
  console.log(value.toString());
}

/** Does nothing: there is no notebook. */
export const display = (): void => {};

import { checkShowable, type Showable } from './showable.js';

/**
 * What stands in the browser bundle instead of display.ts: no tslab cell runs there, so a line of
 * text is printed; and neither the PNG encoder nor a look-up of Node's gets into the bundle.
 */
export function show(value: Showable): void {
  checkShowable(value);
  console.log(value.toString());
}

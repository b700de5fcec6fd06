import { checkShowable, type Showable } from './showable.js';

/**
 * What bundlers take for a browser instead of display.ts (`browser` in package.json): no tslab cell
 * runs there, so a line of text is printed; and neither the PNG encoder nor, by `import.meta.url`, a
 * path of the building machine gets into the bundle.
 */
export function show(value: Showable): void {
  checkShowable(value);
  console.log(value.toString());
}

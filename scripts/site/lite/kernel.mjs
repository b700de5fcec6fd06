// `poolscope` in the site's JavaScript kernel: the library for browsers, whose views, tensors and masks show themselves there,
// and whose values print as Node prints them.
import { format } from 'node-inspect-extracted';
import * as ps from 'poolscope';

export * from 'poolscope';

/** What shows itself; pairs need Node. @typedef {import('poolscope').View | import('poolscope').Tensor | import('poolscope').Mask} Shown */

/** What the library's display holds, less the PNG. @param {Shown} value */
function bundleOf(value) {
  const view = value instanceof ps.Tensor ? ps.heatmap(value) : value;
  const payload = ps.encode(view instanceof ps.Mask ? ps.maskView(view) : view);
  return { [ps.MIME_TYPE]: payload, 'text/plain': `${value}` };
}

// The kernel asks a cell's last value, and what `display` is given, for its own bundle.
for (const { prototype } of [ps.View, ps.Tensor, ps.Mask]) {
  Object.defineProperty(prototype, '_toMime', {
    /** @this {Shown} */
    value() {
      return bundleOf(this);
    },
  });
}

/** In place of the library's, which prints a line in a browser. @param {Shown} value */
export function show(value) {
  if ('_toMime' in Object(value)) Reflect.get(globalThis, 'display')(value);
  else ps.show(value); // which says what is wrong with it
}

const { log } = console;
console.log = (/** @type {unknown[]} */ ...values) => log(format(...values));

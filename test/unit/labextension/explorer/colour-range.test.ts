import { expect, test } from 'vitest';
import { applyRange } from '../../../../labextension/src/explorer/colour-range.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { panels } from '../../../../src/view/model/panels.js';
import { scaleOf } from '../../../../src/view/picture/colour.js';
import { explore } from '../../../../src/view/views.js';
import { maskFrom } from '../../../../src/window/mask.js';
import { windows } from '../../../../src/window/windows.js';

const geometry = windows([1, 2, 1], { kernelSize: 2 });
const view = explore({
  x: tensor([[[-4], [3]]]),
  mask: maskFrom([false, true], geometry),
  dout: tensor([[[-2]]]),
});
const scales = new Map(panels(view).map((panel) => [panel, scaleOf(panel)]));
const mask = [-0.5, 1.5];

// x from −4 to 3; dout and din are −2 or 0, drawn about 0.
test.each([
  ['auto', [-4, 3], [-2, 2]],
  ['symmetric', [-4, 4], [-2, 2]],
  ['shared', [-4, 3], [-4, 3]],
  ['fixed', [-1, 9], [-1, 9]],
] as const)('the range %s', (mode, x, gradient) => {
  const ranges = [...applyRange(scales, { mode, fixed: [-1, 9] })].map(([panel, { range }]) => [
    panel.name,
    [...range],
  ]);
  expect(ranges).toEqual([
    ['x', x],
    ['mask', mask],
    ['dout', gradient],
    ['din', gradient],
  ]);
});

import type { PoolOptions } from '../../../src/window/options.js';

/** Poolings of 1 to 3 axes that overlap, are padded unevenly, dilated or cut short: name, shape, options. */
export const geometries: readonly [string, number[], PoolOptions][] = [
  ['1-d', [2, 7, 3], { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }],
  [
    '2-d',
    [2, 5, 6, 3],
    {
      kernelSize: [2, 3],
      stride: [1, 2],
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  ],
  ['3-d', [1, 3, 4, 4, 2], { kernelSize: 2, stride: 1, dilation: [1, 2, 1], padding: 1 }],
];

// Growth curves: rows in which one thing grows, with one thread each but where threads grow.

/**
 * @typedef {object} Curve
 * @property {string} id
 * @property {string} title
 * @property {string} unit       of the axis
 * @property {readonly number[]} at
 * @property {(at: number) => Omit<import('./row.mjs').Row, 'id' | 'title' | 'field'>} row
 */

const pool = /** @type {const} */ ({ op: 'max', kernelSize: 3, stride: 2, padding: 1 });

/**
 * @param {number} cores threads grow up to this
 * @returns {readonly Curve[]}
 */
export function curvesFor(cores) {
  return [
    {
      id: 'window',
      title: 'max pooling, stride 1 on 1×48×48×64',
      unit: 'cells of the window along each axis',
      at: [3, 5, 7, 9, 11, 13, 15, 17, 21, 25, 31],
      row: (k) => ({ ...window(k), op: 'max' }),
    },
    {
      id: 'window-average',
      title: 'average pooling, stride 1 on 1×48×48×64',
      unit: 'cells of the window along each axis',
      at: [3, 5, 9, 13, 17, 21, 31],
      row: (k) => ({ ...window(k), op: 'average' }),
    },
    {
      id: 'channels',
      title: 'max pooling, 3×3 stride 2 padding 1 on 8×64×64×channels',
      unit: 'channels',
      at: [1, 2, 3, 4, 6, 8, 13, 16, 17, 32, 48, 64, 70],
      row: (channels) => ({ ...pool, shape: [8, 64, 64, channels] }),
    },
    {
      id: 'batch',
      title: 'max pooling, 3×3 stride 2 padding 1 on batch×56×56×64',
      unit: 'batch',
      at: [1, 2, 4, 8, 16, 32],
      row: (batch) => ({ ...pool, shape: [batch, 56, 56, 64] }),
    },
    {
      id: 'threads',
      title: 'max pooling, 3×3 stride 2 padding 1 on 8×112×112×64',
      unit: 'threads of each',
      at: Array.from({ length: cores }, (_, i) => i + 1),
      row: () => ({ ...pool, shape: [8, 112, 112, 64] }),
    },
  ];
}

/** Windows at every place of the same input. @param {number} k */
const window = (k) => ({
  shape: [1, 48, 48, 64],
  kernelSize: k,
  stride: 1,
  padding: (k - 1) / 2,
});

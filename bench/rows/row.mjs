/**
 * One pooling that is measured, forward and backward.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {number[]} shape       of x, channels-last
 * @property {number} kernelSize
 * @property {number} stride
 * @property {number} padding
 *
 * @typedef {'forward' | 'backward'} Work
 * @typedef {'float32' | 'float64'} DType
 */

/** @type {readonly Work[]} */
export const works = ['forward', 'backward'];

/** @type {readonly DType[]} */
export const dtypes = ['float32', 'float64'];

/** @type {readonly Row[]} */
export const rows = [
  {
    id: 'document',
    title: 'the document’s shapes, 8×32×48×16, 2×2 stride 2',
    shape: [8, 32, 48, 16],
    kernelSize: 2,
    stride: 2,
    padding: 0,
  },
  {
    id: 'large',
    title: '8×112×112×64, 2×2 stride 2',
    shape: [8, 112, 112, 64],
    kernelSize: 2,
    stride: 2,
    padding: 0,
  },
  {
    id: 'stem',
    title: '8×112×112×64, 3×3 stride 2 padding 1 (ResNet’s stem)',
    shape: [8, 112, 112, 64],
    kernelSize: 3,
    stride: 2,
    padding: 1,
  },
  {
    id: 'overlap',
    title: '8×56×56×128, 3×3 stride 1 padding 1',
    shape: [8, 56, 56, 128],
    kernelSize: 3,
    stride: 1,
    padding: 1,
  },
  {
    id: 'volume',
    title: '4×16×56×56×32, 2×2×2 stride 2',
    shape: [4, 16, 56, 56, 32],
    kernelSize: 2,
    stride: 2,
    padding: 0,
  },
];

// What a row of the benchmark is: one pooling, its windows, who takes part, and what is asked of it.

/**
 * Ratios that are asked for, PyTorch's time ÷ ours with one thread each: above 1 is faster than
 * PyTorch.
 *
 * @typedef {{ forward?: number, backward?: number }} Asked
 *
 * One pooling that is measured, forward and backward.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} title
 * @property {Op} op
 * @property {number} [p]           of an Lp pooling
 * @property {number[]} shape       of x, channels-last
 * @property {number} kernelSize
 * @property {number} stride
 * @property {number} padding
 * @property {Field} field
 * @property {Asked} [asked]
 *
 * @typedef {'max' | 'average' | 'lp'} Op
 * @typedef {'forward' | 'backward'} Work
 * @typedef {'float32' | 'float64'} DType
 *
 * Who takes part: every peer, in both dtypes; or the library and PyTorch, in float32.
 * @typedef {'peers' | 'pytorch'} Field
 */

/** @type {readonly Work[]} */
export const works = ['forward', 'backward'];

/** @type {readonly DType[]} */
export const dtypes = ['float32', 'float64'];

/** @param {Row} row @returns {readonly DType[]} those that it is measured in */
export function dtypesOf({ field }) {
  return field === 'peers' ? dtypes : ['float32'];
}

/**
 * Shape, window, stride and padding in words.
 *
 * @param {Pick<Row, 'shape' | 'kernelSize' | 'stride' | 'padding'>} row
 */
export function titleOf({ shape, kernelSize, stride, padding }) {
  const window = Array(shape.length - 2)
    .fill(kernelSize)
    .join('×');
  const edge = padding > 0 ? ` padding ${padding}` : '';
  return `${shape.join('×')}, ${window} stride ${stride}${edge}`;
}

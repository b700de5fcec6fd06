export type { DType, TypedArray } from './dtype.js';
export {
  DTypeError,
  type ErrorDetails,
  OptionError,
  PoolscopeError,
  ShapeError,
} from './errors.js';
export { Geometry, windows } from './geometry.js';
export type { Share } from './kernels/kernels.js';
export { fromChannelsFirst, toChannelsFirst } from './layout.js';
export { Mask, maskFrom, winners } from './mask.js';
export { col2im, im2col } from './matrix.js';
export {
  type MaxPoolBackwardOptions,
  type MaxPoolResult,
  maxPool,
  maxPoolBackward,
} from './ops/max-pool.js';
export { type ReluResult, relu, reluBackward } from './ops/relu.js';
export type { NanRule, Padding, PoolOptions, ResolvedOptions, Ties } from './options.js';
export { RandomState, random } from './random.js';
export {
  type NestedArray,
  Tensor,
  type TensorData,
  type TensorOptions,
  tensor,
} from './tensor.js';

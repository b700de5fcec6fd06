// The public API: `import * as ps from 'poolscope'`.

export type { DType, Reducible, TypedArray } from './core/dtype.js';
export {
  DTypeError,
  type ErrorDetails,
  MemoryError,
  OptionError,
  PoolscopeError,
  ShapeError,
} from './core/errors.js';
export type { HalfDType } from './core/half.js';
export type { AxisLayout, Layout } from './core/layout.js';
export type { ArrayCounts, InputCounts, RowCounts } from './findings/counts/counts.js';
export { assignedDin, type DinKind, type DinMatch } from './findings/counts/din-difference.js';
export { Finding, type FindingParts, type Place } from './findings/finding/finding.js';
export type { Message } from './findings/finding/message.js';
export type { FindingName, FindingSeverity } from './findings/finding/table.js';
export { type FindingsOptions, findings } from './findings/findings.js';
export type { SumParts } from './findings/kinds/sums.js';
export type { PoolParts } from './findings/pool-parts.js';
export { Findings, type PassCounts } from './findings/report.js';
export type { WeightedParts } from './findings/weighted-parts.js';
export { readNpy, writeNpy } from './formats/npy.js';
export {
  type ReadNpzOptions,
  readNpz,
  type UnpackOptions,
  type UnreadMember,
  writeNpz,
} from './formats/npz.js';
export { type Backend, backend, setBackend } from './kernels/select.js';
export type { MemoryUse } from './memory/engine.js';
export {
  type Device,
  memory,
  type Placed,
  type Resident,
  setMemoryLimit,
  tidy,
} from './memory/residency.js';
export { setThreads } from './memory/set-threads.js';
export { type AvgPoolOptions, avgPool, avgPoolBackward } from './ops/avg-pool.js';
export {
  type CheckGradientOptions,
  checkGradient,
  type Differentiable,
  type GradientCell,
  GradientCheck,
} from './ops/check-gradient.js';
export {
  type GlobalMaxPoolOptions,
  globalAvgPool,
  globalAvgPoolBackward,
  globalMaxPool,
} from './ops/global-pool.js';
export {
  type LpPoolOptions,
  type LpPoolSaved,
  lpPool,
  lpPoolBackward,
} from './ops/lp-pool.js';
export {
  type MaxPoolBackwardOptions,
  type MaxPoolOptions,
  type MaxPoolResult,
  maxPool,
  maxPoolBackward,
} from './ops/max-pool.js';
export {
  type Duplicates,
  type MaxUnpoolBackwardOptions,
  type MaxUnpoolOptions,
  maxUnpool,
  maxUnpoolBackward,
} from './ops/max-unpool.js';
export { type ReluOptions, type ReluResult, relu, reluBackward } from './ops/relu.js';
export { allClose, Comparison, type Difference, type Tolerances } from './tensor/compare.js';
export { type TensorData, type TensorOptions, tensor } from './tensor/from-data.js';
export { fromChannelsFirst, toChannelsFirst } from './tensor/layout.js';
export { RandomState, random } from './tensor/random.js';
export type { OutOption } from './tensor/result.js';
export { type NestedArray, Tensor } from './tensor/tensor.js';
export { decode, readView, writeView } from './view/codec.js';
export { decodePair } from './view/decode-pair.js';
export { type DisplayOptions, display, show } from './view/host/display.js';
export { save } from './view/host/save.js';
export type { Showable } from './view/host/showable.js';
export type { ArrayName, Role, ViewAudit, ViewKind, ViewParts } from './view/model/parts.js';
export type { Pair, PairOptions, PairPayload } from './view/pair.js';
export { View } from './view/view.js';
export {
  type ExploreParts,
  type ExploreWeightedParts,
  explore,
  type HeatmapOptions,
  heatmap,
  type MaskViewOptions,
  maskView,
  type PartOptions,
} from './view/views.js';
export type { EncodedArray } from './view/wire/codecs/array-codec.js';
export type {
  EncodedArrayCounts,
  EncodedAudit,
  EncodedNumber,
} from './view/wire/codecs/audit-codec.js';
export { PayloadError } from './view/wire/codecs/fields.js';
export type { EncodedGeometry } from './view/wire/codecs/geometry-codec.js';
export type { Range } from './view/wire/cut.js';
export { MIME_TYPE } from './view/wire/mime-type.js';
export { type EncodableView, encode, type Payload } from './view/wire/payload.js';
export type { Cut } from './window/edge.js';
export { Geometry } from './window/geometry.js';
export type { IndexConvention, PlaneConvention } from './window/mask/conventions.js';
export {
  argmax,
  type IndexOptions,
  type Indices,
  maskFromArgmax,
  type NestedIndices,
} from './window/mask/indices.js';
export { type HeldCells, Mask } from './window/mask/mask.js';
export { maskFrom } from './window/mask/mask-from.js';
export type { Codes, MaskCells, Share } from './window/mask/share.js';
export { winners } from './window/mask/winners.js';
export { col2im, im2col } from './window/matrix.js';
export type {
  NanRule,
  Padding,
  PoolOptions,
  ResolvedOptions,
  Ties,
  WindowOptions,
  WinnerOptions,
} from './window/options.js';
export type { Pooling } from './window/weights.js';
export { windows } from './window/windows.js';

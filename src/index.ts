export {
  type ArrayAudit,
  Audit,
  audit,
  type CellAudit,
  type RowAudit,
  type SumAudit,
} from './audit.js';
export {
  assignedDin,
  compareDin,
  type DinComparison,
  type DinDifference,
  type DinKind,
  type DinMatch,
  dinDifference,
  dinTolerance,
} from './audit-din.js';
export {
  type CheckGradientOptions,
  checkGradient,
  type Differentiable,
  type GradientCell,
  GradientCheck,
} from './check-gradient.js';
export { allClose, Comparison, type Difference, type Tolerances } from './compare.js';
export type { IndexConvention, PlaneConvention } from './conventions.js';
export { maximaOfRows } from './counts.js';
export type { DType, Reducible, TypedArray } from './dtype.js';
export { eachWindow } from './each-window.js';
export { type Cut, cutEdge } from './edge.js';
export {
  DTypeError,
  type ErrorDetails,
  MemoryError,
  OptionError,
  PoolscopeError,
  ShapeError,
} from './errors.js';
export {
  Finding,
  type FindingName,
  type FindingParts,
  type FindingSeverity,
  type Place,
} from './finding.js';
export { type FindingsOptions, findings } from './findings.js';
export { Geometry, windows } from './geometry.js';
export {
  argmax,
  type IndexOptions,
  type Indices,
  type Layout,
  maskFromArgmax,
  type NestedIndices,
} from './indices.js';
export type { MemoryUse } from './kernels/engine.js';
export type { MaskCells, Share } from './kernels/kernels.js';
export { type Backend, backend, setBackend } from './kernels/select.js';
export { fromChannelsFirst, toChannelsFirst } from './layout.js';
export { type HeldCells, Mask, maskFrom, winners } from './mask.js';
export { maskBits, maskFromBits } from './mask-bits.js';
export { col2im, im2col } from './matrix.js';
export type { Message } from './message.js';
export { readNpy, writeNpy } from './npy.js';
export { type ElementLayout, type NpyElements, npyElements } from './npy-elements.js';
export { type NpyHeader, npyHeaderBytes, readNpyHeader } from './npy-header.js';
export { aboutName, readNpz, writeNpz } from './npz.js';
export { short as shortNumber } from './numbers.js';
export { avgPool, avgPoolBackward } from './ops/avg-pool.js';
export {
  type GlobalMaxPoolOptions,
  globalAvgPool,
  globalAvgPoolBackward,
  globalMaxPool,
} from './ops/global-pool.js';
export { type LpPoolOptions, lpPool, lpPoolBackward } from './ops/lp-pool.js';
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
export type { NanRule, Padding, PoolOptions, ResolvedOptions, Ties } from './options.js';
export type { PoolParts } from './pool-parts.js';
export { RandomState, random } from './random.js';
export {
  type Device,
  memory,
  type Placed,
  type Resident,
  setMemoryLimit,
  tidy,
} from './residency.js';
export type { OutOption } from './result.js';
export {
  type NestedArray,
  Tensor,
  type TensorData,
  type TensorOptions,
  tensor,
} from './tensor.js';
export { setThreads } from './threads.js';
export type { EncodedArray } from './view/array-codec.js';
export type { EncodedArrayAudit, EncodedAudit, EncodedNumber } from './view/audit-codec.js';
export { colourOf, nonFinite, type Scale, type ScaleChoice, scaleOf } from './view/colour.js';
export { show } from './view/display.js';
export { PayloadError } from './view/fields.js';
export type { EncodedGeometry } from './view/geometry-codec.js';
export { MIME_TYPE } from './view/mime-type.js';
export { auditMessages } from './view/notes.js';
export {
  type Axis,
  type AxisName,
  type Panel,
  type PanelAxes,
  panelAxes,
  panels,
  type Slice,
  slice,
  sliceSize,
} from './view/panels.js';
export { decode, encode, type Payload } from './view/payload.js';
export { save } from './view/save.js';
export { readView, type SavedView, savedView, savedViews, writeView } from './view/saved.js';
export type { Showable } from './view/showable.js';
export {
  type ArrayName,
  cutMessage,
  type Role,
  View,
  type ViewAudit,
  type ViewKind,
  type ViewParts,
} from './view/view.js';
export {
  explore,
  type HeatmapOptions,
  heatmap,
  type MaskViewOptions,
  maskView,
  type PoolViewParts,
  poolView,
} from './view/views.js';
export {
  type ZipDirectory,
  type ZipMember,
  ZipUnpacker,
  zipContentStart,
  zipDirectory,
  zipMemberHeaderBytes,
  zipMembers,
  zipTailBytes,
} from './zip.js';

// `poolscope/internal`: what is public, and beyond it what JupyterLab's extension shares with the
// library. That may change with any release, without notice: nothing else should import it.

export { oneLine } from './core/errors.js';
export { userOrder } from './core/layout.js';
export { type LimitName, limits } from './core/limits.js';
export { formatCount, short as shortNumber, ticksThatFit, withDigits } from './core/numbers.js';
export { unflatten } from './core/shape.js';
export { runInTurns, runSteps, type Steps } from './core/steps.js';
export { maximaOfRows } from './findings/counts/counts.js';
export {
  compareDin,
  type DinComparison,
  type DinDifference,
  dinDifference,
  dinTolerance,
  type GivenDin,
} from './findings/counts/din-difference.js';
export { Largest } from './findings/counts/largest.js';
export { findingSteps, findingsOf } from './findings/findings.js';
export { checkMaxima, type MaximaCheck } from './findings/kinds/maximum-findings.js';
export {
  findInWeighted,
  type WeightedDifference,
  weightedCell,
  weightedCellBytes,
  weightedDifference,
} from './findings/kinds/weighted.js';
export { type FileLimitName, fileLimits } from './formats/file-limits.js';
export { type ElementLayout, type NpyElements, npyElements } from './formats/npy-elements.js';
export { type NpyHeader, npyHeaderBytes, readNpyHeader } from './formats/npy-header.js';
export { aboutName } from './formats/npz.js';
export {
  readSafetensorsHeader,
  type StoredTensor,
  safetensorsHeaderEnd,
  safetensorsPrefix,
  type UnreadTensor,
} from './formats/tensors/safetensors.js';
export { fileElements } from './formats/tensors/small-floats.js';
export type { ZarrCodec } from './formats/zarr/codecs.js';
export {
  chunkKey,
  innerChunk,
  readZarr,
  readZarr2,
  type ZarrArray,
  type ZarrGroup,
} from './formats/zarr/metadata.js';
export { checkZipDescriptor, isStreamed, zipDescriptorBytes } from './formats/zip/descriptor.js';
export { type ZipMember, zipMembers } from './formats/zip/directory.js';
export { type ZipDirectory, zipDirectory, zipTailBytes } from './formats/zip/end.js';
export { unpackHead } from './formats/zip/head.js';
export { zipContentStart, zipMemberHeaderBytes } from './formats/zip/member-header.js';
export { ZipUnpacker } from './formats/zip/unpacker.js';
export * from './index.js';
export { entryBytes, viewOfEntry } from './store/entry.js';
export type { FilePart, Folder } from './store/folder.js';
export { storeAttribute } from './store/layout.js';
export { readMetadata } from './store/stored-array.js';
export { readCall, type StoredCall, type StoredStep, storedKind } from './store/stored-call.js';
export { sameValues } from './tensor/compare.js';
export { userTensor } from './tensor/layout.js';
export { decodeInTurns, savedView } from './view/codec.js';
export {
  derivedDin,
  derivedWinners,
  type Facts,
  factsOf,
  factsSteps,
  planesOf,
} from './view/model/derived.js';
export { countOtherRows, deltaPanel, subtract } from './view/model/difference.js';
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
} from './view/model/panels.js';
export { cutMessage, wholeMessages } from './view/model/parts.js';
export {
  colourOf,
  isDark,
  nonFiniteOf,
  positionIn,
  type Scale,
  type ScaleChoice,
  scaleOf,
  scalesOf,
  spanOf,
} from './view/picture/colour.js';
export { dotIn, marks } from './view/picture/dot.js';
export { maxCells } from './view/wire/codecs/array-codec.js';
export { bytesOfPair, pairOf } from './view/wire/pair.js';
export {
  checkRoom,
  type PayloadBytes,
  payloadBytes,
  roomBytes,
  roomFactor,
} from './view/wire/room.js';
export { type SavedView, savedViews } from './view/wire/saved.js';
export { eachWindow } from './window/each-window.js';
export { cutEdge } from './window/edge.js';
export { Weights } from './window/weights.js';

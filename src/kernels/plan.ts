// How max pooling goes through memory: which axes keep running maxima, in which tiles, and where a
// thread's buffers lie.
import { Word } from '../memory/codes.js';
import { alignUp } from '../memory/heap.js';
import type { Geometry } from '../window/geometry.js';
import { codeBytes } from '../window/mask/share.js';

/** What a thread's lines may take, beyond which an image is pooled in tiles: most of a cache. */
const ringBytes = 2 ** 20;
/** A tile of channels is still worth a call of its own, and whole blocks. */
const fewestChannels = 64;
/** From so many channels on, blocks of a cell's channels are worth it. */
const fewestInPlace = 12;
/** Windows of so few cells, which lie in so many windows each, are compared cell by cell. */
const smallWindow = 9;
const mostShared = 2.5;
/** Cells that lie in so few windows are read in place. */
const mostInPlace = 1.25;
/** Cells of so many bytes lie too far apart for sums of large windows in registers, but for lines of 7. */
const wideCell = 2048;
const cellsAbreast = 7;
/** Windows that are summed where they lie are so many bytes of rows at a time, or one window’s. */
const windowBytes = 2 ** 14;
/** Lines of 3 × 3 windows of so many rows, with their codes, stay in a core's own cache. */
const mostNines = 2 ** 16;
/** Running maxima along a line have codes of a byte. */
const mostRunning = 255;
/** Kernels read and write whole blocks, up to 64 rows of 8 bytes beyond a buffer. */
const slack = 512;

/** Words of a job, by index, and how many bytes a thread needs. */
export interface Plan {
  readonly words: ReadonlyMap<Word, number>;
  readonly scratchBytes: number;
}

/** Where the spatial axes of a geometry stand among the kernels' three, as in a job. */
interface Axis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** What goes axis by axis: maxima with their codes, averages, norms, or the way back from averages. */
export type Planned = 'maxima' | 'sums' | 'norms' | 'sums-backward';

/**
 * Plans a pooling.
 * @param size bytes of an element
 */
export function planOf(geometry: Geometry, size: number, planned: Planned): Plan {
  const axes = [0, 1, 2].map((slot) => axisAt(geometry, slot));
  // On the way back, lines of the input are made from lines of the output.
  const goesBack = planned === 'sums-backward';
  const [axis0, axis1, axis2] = (goesBack ? axes.map(reversed) : axes) as [Axis, Axis, Axis];
  const bytes = planned === 'maxima' ? codeBytes(geometry.windowSize) : 0;
  const direct = directness(geometry, axes, size, planned);
  const running = [axis0, axis1].map((axis) => planned === 'maxima' && keepsRunning(axis));
  const paired = [axis0, axis1].map(
    (axis, slot) =>
      direct > 2 && !running[slot] && goesInPairs(geometry, axis, axes.slice(slot + 1), planned),
  );
  const slots = [axis0, axis1].map((axis, slot) =>
    running[slot] ? axis.kernel + 1 : slotsOf(axis, goesBack, paired[slot]!),
  );
  const lines = [
    slots[0]! * axis1.output,
    Math.max(axis1.input, axis1.output, axis1.kernel) > 1 ? slots[1]! : 0,
  ];
  // A block of rows, of at most 16, lies between slots.
  const ringRows = (slot: number, rows: number): number => lines[slot]! * rows + slots[slot]! * 16;
  const { channels, outputs } = tileOf(geometry, axis2, (lines[0]! + lines[1]!) * (size + bytes));
  const rows = alignUp(outputs * channels);
  const period = axis2.stride / divisorOf(axis2.stride, axis2.dilation);
  const span = (outputs - 1) * axis2.stride + reachOf(axis2);
  const tileCells = Math.ceil(span / axis2.stride) * channels;
  const cells = direct === 5 ? axis2.output * geometry.channels : tileCells;
  // What adds whole windows keeps some windows' rows, not a line's cells by phase.
  const inWindows = planned !== 'maxima' && direct === 2;
  const phaseBytes = inWindows
    ? alignUp(Math.max(windowBytes, geometry.channels * size))
    : alignUp(cells * size) + slack;
  const words = new Map<Word, number>();
  // Sums list windows' lines; maxima, and what goes back, each cell.
  const byLines = planned === 'sums' || planned === 'norms';
  const inPlace = direct === 2 || direct === 5;
  const listed = inPlace ? geometry.windowSize / (byLines ? axis2.kernel : 1) : 0;
  let end = 256;
  const place = (word: Word, length: number): void => {
    words.set(word, end);
    end += alignUp(length);
  };
  place(Word.tailAt, 192);
  place(
    Word.listAt,
    16 * Math.max(2, listed, ...axes.map(({ kernel, stride }) => kernel + stride)),
  );
  place(Word.phasesAt, (inWindows ? 1 : axis2.stride) * phaseBytes);
  place(Word.blocksAt, period > 1 ? cells * size + slack : 0);
  place(Word.blockCodesAt, Math.max(cells * bytes, direct === 3 ? 16 * axis2.kernel : 0) + slack);
  for (const slot of [0, 1]) {
    place(Word.heldAt0 + slot, 4 * slots[slot]!);
    place(Word.ringAt0 + slot, ringRows(slot, rows) * size + slack);
    place(Word.ringCodesAt0 + slot, ringRows(slot, rows) * bytes + slack);
    words.set(Word.slots0 + slot, slots[slot]!);
    words.set(Word.running0 + slot, Number(running[slot]));
    words.set(Word.paired0 + slot, Number(paired[slot]));
  }
  words.set(Word.phaseBytes, phaseBytes);
  words.set(Word.period, period);
  words.set(Word.periodShift, axis2.dilation / divisorOf(axis2.stride, axis2.dilation));
  words.set(Word.slices, 0);
  words.set(Word.direct, direct);
  words.set(Word.abreast, Number(goesAbreast(geometry, axis2, size, planned)));
  words.set(Word.tileChannels, channels);
  words.set(Word.tileOutputs, outputs);
  words.set(Word.scratchBytes, end);
  return { words, scratchBytes: end };
}

function axisAt(geometry: Geometry, slot: number): Axis {
  const axis = axesOf[geometry.kernelSize.length]![slot]!;
  return {
    input: geometry.inputSpatial[axis] ?? 1,
    output: geometry.outputSpatial[axis] ?? 1,
    kernel: geometry.kernelSize[axis] ?? 1,
    stride: geometry.stride[axis] ?? 1,
    dilation: geometry.dilation[axis] ?? 1,
  };
}

/** For 1, 2 and 3 spatial axes: which of them each of the kernels' three axes is, or −1. */
export const axesOf: Readonly<Record<number, readonly number[]>> = {
  1: [-1, -1, 0],
  2: [0, -1, 1],
  3: [0, 1, 2],
};

/** The way back of an axis: from output to input, as if the stride were 1 (or less). */
function reversed(axis: Axis): Axis {
  return { ...axis, input: axis.output, output: axis.input };
}

/** How many lines a ring keeps that are needed again. */
function slotsOf(axis: Axis, goesBack: boolean, isPaired: boolean): number {
  const reach = reachOf(axis) + (isPaired ? axis.stride : 0);
  const most = goesBack ? Math.floor((reach - 1) / axis.stride) + 1 : reach;
  return Math.max(1, Math.min(most, axis.input));
}

/** How many cells a window reaches over. */
function reachOf({ kernel, dilation }: Axis): number {
  return (kernel - 1) * dilation + 1;
}

/** Whether running maxima, three comparisons a line, are less than one for each of a window's. */
function keepsRunning({ input, output, kernel }: Axis): boolean {
  return kernel > 4 && (kernel - 1) * output > 3 * input;
}

/**
 * Where windows share little, cells are read in place: 1 along the last axis, 2 in whole windows. So
 * they are of float32 and whole blocks of channels: 3 with running maxima along the last axis, 4 with
 * windows in pairs, 5 for windows of 3 × 3 with stride 2, which keep one line. With few channels there are
 * no whole vectors of them: lines are laid out anew.
 */
function directness(
  geometry: Geometry,
  axes: readonly Axis[],
  size: number,
  planned: Planned,
): 0 | 1 | 2 | 3 | 4 | 5 {
  const { channels, windowSize } = geometry;
  const shared = axes.reduce(
    (times, { kernel, output, input }) => times * ((kernel * output) / input),
    1,
  );
  if (planned === 'sums-backward') return isApart(geometry) ? 2 : 0;
  const { kernel, output, input, stride, dilation } = axes[2]!;
  const apart = kernel * output <= input * mostInPlace;
  if (planned !== 'maxima') {
    if (windowSize <= smallWindow) return 2;
    if (channels < fewestInPlace || !(stride > 1 || apart)) return 0;
    // Lines' sums are shared across, but not the cells of a line.
    if ((shared * input) / (kernel * output) > mostInPlace) return 1;
    return channels * size < wideCell || goesAbreast(geometry, axes[2]!, size, planned) ? 2 : 1;
  }
  if (channels < fewestInPlace) return 0;
  if (size === 4 && isStridedNine(geometry)) return 5;
  if (windowSize <= smallWindow && shared <= mostShared) return 2;
  if (apart) return 1;
  const runs = size === 4 && stride === 1 && dilation === 1 && kernel > 4 && kernel <= mostRunning;
  if (runs) return 3;
  return size === 4 && goesInPairs(geometry, axes[2]!, [], planned) ? 4 : 0;
}

/** Whether windows are of 3 × 3 cells with stride 2, and a thread's buffers have room for a line of them. */
function isStridedNine(geometry: Geometry): boolean {
  const { kernelSize, stride, dilation, channels, outputSpatial } = geometry;
  return (
    kernelSize.length === 2 &&
    kernelSize.every((size, axis) => size === 3 && stride[axis] === 2 && dilation[axis] === 1) &&
    channels % 16 === 0 &&
    channels * outputSpatial[1]! <= mostNines
  );
}

/**
 * Whether two neighbouring windows along an axis are pooled at once. Their entries are numbered together, in
 * codes of a byte.
 */
function goesInPairs(
  { channels, windowSize }: Geometry,
  { kernel, stride, dilation }: Axis,
  later: readonly Axis[],
  planned: Planned,
): boolean {
  const columns = later.reduce((product, axis) => product * axis.kernel, 1);
  return (
    planned === 'maxima' &&
    kernel > stride &&
    dilation === 1 &&
    channels % 16 === 0 &&
    codeBytes(windowSize) === 1 &&
    (kernel + stride) * columns <= mostRunning
  );
}

/** Whether a line's cells, whole blocks of 64 bytes, are added side by side, each read in order. */
function goesAbreast(
  { channels }: Geometry,
  { kernel }: Axis,
  size: number,
  planned: Planned,
): boolean {
  const bytes = channels * size;
  return planned === 'sums' && kernel === cellsAbreast && bytes >= wideCell && bytes % 64 === 0;
}

/** Whether no cell is in two windows. */
function isApart({ kernelSize, stride, dilation }: Geometry): boolean {
  return kernelSize.every((kernel, axis) => kernel <= stride[axis]! && dilation[axis] === 1);
}

/** As many channels and outputs of the last axis as a ring of lines has room for. */
function tileOf(
  { channels }: Geometry,
  { output, kernel, stride }: Axis,
  bytesPerRow: number,
): { channels: number; outputs: number } {
  const most = Math.max(1, Math.floor(ringBytes / bytesPerRow));
  // A tile of few outputs reads again what its windows share with the next tile's.
  const fewest = Math.min(output, Math.max(1, Math.ceil((4 * kernel) / stride)));
  const tile =
    channels * fewest <= most
      ? channels
      : Math.min(channels, Math.max(fewestChannels, Math.floor(most / fewest / 16) * 16));
  const outputs = Math.min(output, Math.max(1, Math.floor(most / tile)));
  return { channels: tile, outputs };
}

/** The greatest common divisor. */
function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

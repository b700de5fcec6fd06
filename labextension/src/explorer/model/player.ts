import { type Geometry, Tensor, type TypedArray } from 'poolscope';
import { trans } from '../../ui/texts.js';
import type { Subject } from './subject.js';

/** A window cell that the loops visit. */
export interface Visit {
  readonly batch: number;
  /** The window's place in the output: `[...spatial]`. */
  readonly output: readonly number[];
  /** The cell's place in the window: `[...spatial]`. */
  readonly offset: readonly number[];
  /** The matrix column of it. */
  readonly column: number;
  /** The matrix row of the window's first channel; those of the others follow. */
  readonly row: number;
  /** Where the cell lies on the input, `[...spatial]`; undefined in the padding. */
  readonly input: readonly number[] | undefined;
}

/** The source document's loops, for a window of any rank: one line each, and the variable it moves. */
export interface LoopLine {
  readonly text: string;
  /** Which of `variablesOf`'s values stands beside it. */
  readonly variable: string | undefined;
}

/** How many steps are always taken one by one. */
const shortWay = 1024;

const outputNames: Readonly<Record<number, readonly string[]>> = {
  1: ['i_w_out'],
  2: ['i_h_out', 'i_w_out'],
  3: ['i_d_out', 'i_h_out', 'i_w_out'],
};
const offsetNames: Readonly<Record<number, readonly string[]>> = {
  1: ['j'],
  2: ['i', 'j'],
  3: ['k', 'i', 'j'],
};

/**
 * Steps through the source document's loops over the windows, filling din as it goes. A step is one
 * visit of one cell of one window, in all channels at once, as the document's innermost line does
 * it: batch by batch, window by window, and in a window its last axis outside, its first inside
 * (for 2 × 2: top left, bottom left, top right, bottom right). Cells in the padding are visited too,
 * and get nothing. After the last step din is what dout and the mask give, to the last bit: a cell
 * gets its gradients in row order either way.
 * @example
 * const player = new Player(subject);
 * player.seek(player.steps);
 * player.din // equals maxPoolBackward(dout, mask)
 */
export class Player {
  /** How many steps there are. */
  readonly steps: number;
  /** Din after the steps that were taken; the same tensor always. */
  readonly din: Tensor;
  private readonly subject: Subject;
  private readonly data: TypedArray;
  private readonly columns: readonly Column[];
  /** What each row gives to each of its maxima. */
  private readonly gradients: TypedArray;
  private readonly maskData: Uint8Array;
  private whole: TypedArray | undefined;
  private rowColumns: RowColumns | undefined;
  private taken = 0;

  constructor(subject: Subject) {
    const { geometry, dout, mask, share } = subject;
    this.subject = subject;
    this.columns = columnsOf(geometry);
    this.steps = (geometry.rows / geometry.channels) * geometry.windowSize;
    const size = geometry.inputShape.reduce((product, length) => product * length, 1);
    this.data = dout.dtype === 'float32' ? new Float32Array(size) : new Float64Array(size);
    this.din = new Tensor(this.data, geometry.inputShape, dout.dtype);
    this.maskData = mask.data;
    this.gradients =
      share === 'full'
        ? dout.data
        : dout.data.map((_: number, row: number) => subject.gradientOf(row));
  }

  /** How many steps were taken. */
  get step(): number {
    return this.taken;
  }

  /**
   * Takes steps forward a short way; a long way, or back, it rebuilds din: it is the same, to the
   * last bit, however one came there.
   * @param step from 0, before the first, to `steps`, after the last
   */
  seek(step: number): void {
    const target = Math.max(0, Math.min(Math.trunc(step) || 0, this.steps));
    const ahead = target - this.taken;
    if (ahead >= 0 && ahead <= Math.max(shortWay, this.slabSteps)) {
      this.take(this.taken, target, 0);
    } else {
      this.rebuild(target);
    }
    this.taken = target;
  }

  /** What the latest step visited; undefined before the first. */
  get visit(): Visit | undefined {
    return this.taken === 0 ? undefined : this.visitOf(this.taken - 1);
  }

  private visitOf(at: number): Visit {
    const { geometry } = this.subject;
    const window = Math.floor(at / this.columns.length);
    const { column, offset } = this.columns[at % this.columns.length]!;
    const row = window * geometry.channels;
    const [batch = 0, ...output] = geometry.outputIndex(row).slice(0, -1);
    const cell = geometry.cell(row, column);
    const input = cell < 0 ? undefined : geometry.inputIndex(cell).slice(1, -1);
    return { batch, output, offset, column, row, input };
  }

  /** The steps through the windows that share a place along the first spatial axis: a slab. */
  private get slabSteps(): number {
    const { outputSpatial, windowSize } = this.subject.geometry;
    return outputSpatial.slice(1).reduce((product, size) => product * size, windowSize);
  }

  /** Takes the steps between two, for the cells from `least` on. */
  private take(from: number, to: number, least: number): void {
    const { geometry } = this.subject;
    const { windowSize, channels } = geometry;
    const { data, gradients, maskData, columns, rowColumns } = this;
    for (let at = from; at < to; ) {
      const window = Math.floor(at / windowSize);
      const first = window * channels;
      const end = Math.min(to, (window + 1) * windowSize);
      if (rowColumns !== undefined && end - at === windowSize) {
        // No two cells of a window are the same: for all of it, their order does not matter.
        for (let row = first; row < first + channels; row++) {
          for (let i = rowColumns.starts[row]!; i < rowColumns.starts[row + 1]!; i++) {
            const cell = geometry.cell(row, rowColumns.columns[i]!);
            if (cell >= least) data[cell]! += gradients[row]!;
          }
        }
        at = end;
        continue;
      }
      for (; at < end; at++) {
        const { column } = columns[at - window * windowSize]!;
        const cell = geometry.cell(first, column);
        if (cell < least) continue;
        for (let channel = 0; channel < channels; channel++) {
          const row = first + channel;
          // The array rounds to its own precision.
          if (maskData[row * windowSize + column] === 1) data[cell + channel]! += gradients[row]!;
        }
      }
    }
  }

  /**
   * From any step to any other without taking those between. Along the first spatial axis the cells
   * before the slab of the target have all that they get, and those that it does not reach nothing;
   * for the cells between, the few slabs that reach them are taken again, in order.
   */
  private rebuild(target: number): void {
    const { geometry } = this.subject;
    const slabs = geometry.outputSpatial[0]!;
    const size = geometry.inputSpatial[0]!;
    const stride = geometry.stride[0]!;
    const low = geometry.padding[0]![0];
    const reach = geometry.dilation[0]! * (geometry.kernelSize[0]! - 1);
    const plane = this.data.length / (geometry.batch * size);
    /** The first cell at a coordinate along the first spatial axis, as a flat index. */
    const cellAt = (batch: number, at: number): number =>
      Math.min(this.data.length, (batch * size + Math.max(0, Math.min(size, at))) * plane);
    const slabOf = (step: number): [number, number] => {
      const slab = Math.floor(step / this.slabSteps);
      return [Math.floor(slab / slabs), slab % slabs];
    };
    const [batch, slab] = slabOf(target);
    const [firstBatch, firstSlab] = slabOf(Math.min(this.taken, target));
    const [lastBatch, lastSlab] = slabOf(Math.max(this.taken, target));
    const start = cellAt(firstBatch, firstSlab * stride - low);
    const full = cellAt(batch, slab * stride - low);
    const end = cellAt(lastBatch, lastSlab * stride - low + reach + 1);
    this.whole ??= this.subject.expected.data;
    this.rowColumns ??= rowColumnsOf(this.subject);
    if (start < full) this.data.set(this.whole.subarray(start, full), start);
    if (full < end) this.data.fill(0, full, end);
    const again = Math.max(0, Math.ceil(slab - reach / stride));
    this.take((batch * slabs + again) * this.slabSteps, target, full);
  }
}

/**
 * The loops as lines, in the document's order.
 * @example
 * loopLines(geometry).map(({ text }) => text)[0] // 'for i_batch in range(8):'
 */
export function loopLines(geometry: Geometry): LoopLine[] {
  const { outputSpatial, kernelSize, batch } = geometry;
  const outs = outputNames[outputSpatial.length]!;
  const offsets = offsetNames[outputSpatial.length]!;
  const loops: [string, number][] = [
    ['i_batch', batch],
    ...outs.map((name, axis): [string, number] => [name, outputSpatial[axis]!]),
    ...offsets.map((name, axis): [string, number] => [name, kernelSize[axis]!]).reverse(),
  ];
  const inner = loops.length;
  return [
    ...loops.map(([name, size], depth) => ({
      text: `${'  '.repeat(depth)}for ${name} in range(${size}):`,
      variable: name,
    })),
    {
      text: `${'  '.repeat(inner)}${trans.__('%1 where the mask is true', `din[${offsets.join(', ')}, :] += dout[:]`)}`,
      variable: undefined,
    },
  ];
}

/** The loops' variables at a visit, by their names in `loopLines`. */
export function variablesOf({ batch, output, offset }: Visit): ReadonlyMap<string, number> {
  const outs = outputNames[output.length]!;
  const offsets = offsetNames[output.length]!;
  return new Map([
    ['i_batch', batch],
    ...outs.map((name, axis): [string, number] => [name, output[axis]!]),
    ...offsets.map((name, axis): [string, number] => [name, offset[axis]!]),
  ]);
}

/** The true columns of all rows, row after row, and where each row's begin. */
interface RowColumns {
  readonly columns: Uint32Array;
  readonly starts: Uint32Array;
}

function rowColumnsOf({ mask, maxima }: Subject): RowColumns {
  const { data, rows, windowSize } = mask;
  const starts = new Uint32Array(rows + 1);
  for (let row = 0; row < rows; row++) starts[row + 1] = starts[row]! + maxima[row]!;
  const columns = new Uint32Array(starts[rows]!);
  for (let row = 0, next = 0; row < rows; row++) {
    for (let column = 0; column < windowSize; column++) {
      if (data[row * windowSize + column] === 1) columns[next++] = column;
    }
  }
  return { columns, starts };
}

interface Column {
  readonly column: number;
  readonly offset: readonly number[];
}

/** The columns in the order of the document's loops: the first axis moves fastest. */
function columnsOf({ kernelSize, windowSize }: Geometry): Column[] {
  return Array.from({ length: windowSize }, (_, visited) => {
    let rest = visited;
    const offset = kernelSize.map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    });
    const column = offset.reduce((flat, at, axis) => flat * kernelSize[axis]! + at, 0);
    return { column, offset };
  });
}

// The player: takes the source document's loops step by step, or jumps to any step.
import { Tensor, type TypedArray } from 'poolscope';
import type { Subject } from '../model/subject.js';
import { type Column, columnsOf, type Visit } from './loops.js';

/** Up to this many steps forward are always taken one by one. */
const mostSingleSteps = 1024;

/**
 * Steps through the source document's loops over the windows and fills din on the way. A step visits
 * one cell of one window, in all channels at once, as the document's innermost line does. The order
 * is batch by batch, window by window; within a window the last axis is the outer loop and the first
 * the inner one (for 2 × 2: top left, bottom left, top right, bottom right). Cells in the padding are
 * visited too, and get nothing. After the last step din equals, bit for bit, what dout and the mask
 * give, since either way a cell gets its gradients in row order.
 * @example
 * const player = new Player(subject);
 * player.seek(player.steps);
 * player.din // equals maxPoolBackward(dout, mask)
 */
export class Player {
  /** The number of steps. */
  readonly steps: number;
  private readonly subject: Subject;
  private readonly columns: readonly Column[];
  private filled: Tensor | undefined;
  private given: TypedArray | undefined;
  private finalDin: TypedArray | undefined;
  private rowColumns: RowColumns | undefined;
  private currentStep = 0;

  constructor(subject: Subject) {
    const { geometry } = subject;
    this.subject = subject;
    this.columns = columnsOf(geometry);
    this.steps = (geometry.rows / geometry.channels) * geometry.windowSize;
  }

  /** Din after the current step; always the same tensor, which is there from the first read. */
  get din(): Tensor {
    const { geometry, dout } = this.subject;
    const size = geometry.inputShape.reduce((product, length) => product * length, 1);
    this.filled ??= new Tensor(
      dout.dtype === 'float32' ? new Float32Array(size) : new Float64Array(size),
      geometry.inputShape,
      dout.dtype,
    );
    return this.filled;
  }

  private get data(): TypedArray {
    return this.din.data;
  }

  /** What each row gives to each of its maxima. */
  private get gradients(): TypedArray {
    const { dout, share } = this.subject;
    this.given ??=
      share === 'full'
        ? dout.data
        : dout.data.map((_: number, row: number) => this.subject.gradientOf(row));
    return this.given;
  }

  /** How many steps have been taken. */
  get step(): number {
    return this.currentStep;
  }

  /**
   * Goes to a step: a short way forward step by step, a long way or back in one jump. Din is the same
   * in both cases, bit for bit.
   * @param step from 0, before the first, to `steps`, after the last
   */
  seek(step: number): void {
    const target = Math.max(0, Math.min(Math.trunc(step) || 0, this.steps));
    const ahead = target - this.currentStep;
    if (ahead >= 0 && ahead <= Math.max(mostSingleSteps, this.slabSteps)) {
      this.addGradients(this.currentStep, target, 0);
    } else {
      this.jumpTo(target);
    }
    this.currentStep = target;
  }

  /** What the current step visits; undefined before the first step. */
  get visit(): Visit | undefined {
    return this.currentStep === 0 ? undefined : this.visitOf(this.currentStep - 1);
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

  /** The number of steps in a slab: the windows that share a place along the first spatial axis. */
  private get slabSteps(): number {
    const { outputSpatial, windowSize } = this.subject.geometry;
    return outputSpatial.slice(1).reduce((product, size) => product * size, windowSize);
  }

  /** Adds the gradients of the steps between two, to the cells from `firstCell` on. */
  private addGradients(from: number, to: number, firstCell: number): void {
    const { geometry } = this.subject;
    const { windowSize, channels } = geometry;
    const { data, gradients, columns, rowColumns } = this;
    const maskData = this.subject.mask.data;
    for (let at = from; at < to; ) {
      const window = Math.floor(at / windowSize);
      const first = window * channels;
      const end = Math.min(to, (window + 1) * windowSize);
      if (rowColumns !== undefined && end - at === windowSize) {
        // The cells of a window are all different, so for a whole window their order does not matter.
        for (let row = first; row < first + channels; row++) {
          for (let i = rowColumns.starts[row]!; i < rowColumns.starts[row + 1]!; i++) {
            const cell = geometry.cell(row, rowColumns.columns[i]!);
            if (cell >= firstCell) data[cell]! += gradients[row]!;
          }
        }
        at = end;
        continue;
      }
      for (; at < end; at++) {
        const { column } = columns[at - window * windowSize]!;
        const cell = geometry.cell(first, column);
        if (cell < firstCell) continue;
        for (let channel = 0; channel < channels; channel++) {
          const row = first + channel;
          // The typed array rounds to its own precision.
          if (maskData[row * windowSize + column] === 1) data[cell + channel]! += gradients[row]!;
        }
      }
    }
  }

  /**
   * Goes from any step to any other without the steps between. Along the first spatial axis, cells
   * before the target's slab are complete, and cells behind its reach are still 0; the cells between
   * the two get the gradients of the few slabs that reach them again, in order.
   */
  private jumpTo(target: number): void {
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
    const [firstBatch, firstSlab] = slabOf(Math.min(this.currentStep, target));
    const [lastBatch, lastSlab] = slabOf(Math.max(this.currentStep, target));
    const start = cellAt(firstBatch, firstSlab * stride - low);
    const full = cellAt(batch, slab * stride - low);
    const end = cellAt(lastBatch, lastSlab * stride - low + reach + 1);
    this.finalDin ??= this.subject.checks.expected.data;
    this.rowColumns ??= rowColumnsOf(this.subject);
    if (start < full) this.data.set(this.finalDin.subarray(start, full), start);
    if (full < end) this.data.fill(0, full, end);
    const again = Math.max(0, Math.ceil(slab - reach / stride));
    this.addGradients((batch * slabs + again) * this.slabSteps, target, full);
  }
}

/** The columns of all maxima, row by row, and where those of each row start. */
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

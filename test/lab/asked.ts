// What the questions are asked of, and what their answers follow from: the arrays, without the explorer.
import { assignedDin, explore, type Mask, maxPool, random, relu, type Tensor } from 'poolscope';

/** A pooling's arrays: after ReLU, in windows that overlap, with a channel that gets nothing. */
export interface Asked {
  readonly x: Tensor;
  readonly mask: Mask;
  readonly dout: Tensor;
  /** What `=` gives where gradients should be added. */
  readonly wrongDin: Tensor;
}

/** The height, the width and the channels of `x`, and the channel that gets nothing. */
export const [height, width, channels, deadChannel] = [12, 16, 6, 4] as const;

export const poolOptions = { kernelSize: 3, stride: 2, padding: 1 } as const;

/** Makes the arrays, the same ones each time. */
export function asked(): Asked {
  const x = relu(random(5).randn(2, height, width, channels)).output;
  const { output, mask } = maxPool(x, poolOptions);
  const dout = random(6).randn(...output.shape);
  for (let row = deadChannel; row < dout.size; row += channels) dout.data[row] = 0;
  return { x, mask, dout, wrongDin: assignedDin(mask, dout) };
}

/** The real cells of a row, and their values. */
export function windowOf({ x, mask }: Asked, row: number): { cell: number; value: number }[] {
  return mask.geometry
    .cells(row)
    .filter((cell) => cell >= 0)
    .map((cell) => ({ cell, value: x.data[cell]! }));
}

/** A cell of the first channel that is in one window alone, and is not its maximum. */
export function beatenCell(arrays: Asked): readonly [number, number] {
  const { x, mask } = arrays;
  const cells = Array.from(
    { length: height * width },
    (_, at) => [Math.floor(at / width), at % width] as const,
  );
  return cells.find(([i, j]) => {
    const rows = mask.geometry.rowsOf(0, i, j, 0);
    const most = Math.max(...windowOf(arrays, rows[0]!).map(({ value }) => value));
    return rows.length === 1 && x.at(0, i, j, 0) < most;
  })!;
}

/** The plane of the first channel of din, if every cell that equals a maximum got its dout. */
export function dinToAll(arrays: Asked): number[] {
  const { x, mask, dout } = arrays;
  const due = new Float64Array(x.size);
  for (let row = 0; row < mask.rows; row++) {
    const own = windowOf(arrays, row);
    const most = Math.max(...own.map(({ value }) => value));
    for (const { cell, value } of own) if (value === most) due[cell]! += dout.data[row]!;
  }
  return Array.from({ length: height * width }, (_, at) => due[at * channels]!);
}

/** The channel with the largest gradient in the first batch entry. */
export function largestChannel({ x, mask, dout }: Asked): number {
  const { data } = explore({ x, mask, dout }).din!;
  const largest = new Array<number>(channels).fill(0);
  for (let cell = 0; cell < height * width * channels; cell++) {
    const channel = cell % channels;
    largest[channel] = Math.max(largest[channel]!, Math.abs(data[cell]!));
  }
  return largest.indexOf(Math.max(...largest));
}

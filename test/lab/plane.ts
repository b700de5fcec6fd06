import type { Tensor } from 'poolscope';

/** The rows and columns of a `[batch, height, width, channels]` tensor at one batch and channel. */
export function plane(x: Tensor, batch: number, channel: number): number[][] {
  const [, height, width] = x.shape as [number, number, number, number];
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => Number(x.at(batch, row, column, channel))),
  );
}

// What the channels of din hold in one batch entry, and the order that a person asks for.
import type { Tensor } from 'poolscope';
import type { Subject } from './subject.js';

/** A channel of one batch entry of din. */
export interface Channel {
  readonly channel: number;
  /** The largest |din|; infinite where a value is, or is not a number. */
  readonly largest: number;
  /** Of the finite values, in float64. */
  readonly sum: number;
  /** From 0 to 1. */
  readonly zeros: number;
  /** How many cells are wrong. */
  readonly wrong: number;
}

/** What channels can be sorted by. */
export type ChannelOrder = 'channel' | 'largest' | 'sum' | 'zeros' | 'wrong';

/**
 * The channels of a batch entry, in their own order.
 * @example
 * channelsOf(subject, 0).map(({ zeros }) => zeros) // the share of zeros in each channel
 */
export function channelsOf(subject: Subject, batch: number): Channel[] {
  const { channels, batch: batches } = subject.geometry;
  const { data } = subject.din;
  const size = data.length / Math.max(1, batches);
  const isWrong = subject.wrongIn('din');
  const [largest, sums] = [new Float64Array(channels), new Float64Array(channels)];
  const [zeros, wrong] = [new Uint32Array(channels), new Uint32Array(channels)];
  for (let cell = batch * size, channel = 0; cell < (batch + 1) * size; cell++) {
    const value = data[cell]!;
    const magnitude = Number.isNaN(value) ? Infinity : Math.abs(value);
    if (magnitude > largest[channel]!) largest[channel] = magnitude;
    if (magnitude < Infinity) sums[channel]! += value;
    if (value === 0) zeros[channel]!++;
    if (isWrong?.(cell)) wrong[channel]!++;
    channel = channel + 1 === channels ? 0 : channel + 1;
  }
  const cells = Math.max(1, size / channels);
  return Array.from({ length: channels }, (_, channel) => ({
    channel,
    largest: largest[channel]!,
    sum: sums[channel]!,
    zeros: zeros[channel]! / cells,
    wrong: wrong[channel]!,
  }));
}

/** Whether no cell of a channel holds anything but 0, in one batch entry of an array. */
export function isChannelDead({ data, shape }: Tensor, batch: number, channel: number): boolean {
  const channels = shape.at(-1)!;
  const size = data.length / shape[0]!;
  for (let cell = batch * size + channel; cell < (batch + 1) * size; cell += channels) {
    if (data[cell] !== 0) return false;
  }
  return true;
}

/** Sorts channels: by number from 0 on, by all else from the largest down; equal ones by number. */
export function sortChannels(channels: readonly Channel[], order: ChannelOrder): Channel[] {
  if (order === 'channel') return [...channels];
  const key = (one: Channel): number => (order === 'sum' ? Math.abs(one.sum) : one[order]);
  // Two infinite values are equal, though their difference is not 0.
  return [...channels].sort((one, other) =>
    key(one) === key(other) ? one.channel - other.channel : key(other) - key(one),
  );
}

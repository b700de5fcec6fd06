// What the channels of din hold in one batch entry, and the order that a person asks for.
import { type Slice, type Steps, slice } from 'poolscope/internal';
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
 * Looks at the channels of a batch entry, in steps; they come in their own order. Din is read plane by
 * plane, so that one that follows from dout and the mask need not be there as a whole.
 * @example
 * runSteps(channelSteps(subject, 0)).map(({ zeros }) => zeros) // the share of zeros in each channel
 */
export function* channelSteps(subject: Subject, batch: number): Steps<Channel[]> {
  const isWrong = subject.checks.wrongIn('din');
  const all: Channel[] = [];
  for (let channel = 0; channel < subject.geometry.channels; channel++) {
    let [count, largest, sum, zeros, wrong] = [0, 0, 0, 0, 0];
    for (const plane of planesOfChannel(subject, batch, channel)) {
      const { values, columns } = plane;
      count += values.length;
      for (const [at, value] of values.entries()) {
        const magnitude = Number.isNaN(value) ? Infinity : Math.abs(value);
        if (magnitude > largest) largest = magnitude;
        if (magnitude < Infinity) sum += value;
        if (value === 0) zeros++;
        if (isWrong === undefined) continue;
        const index = plane.index(Math.floor(at / columns), at % columns);
        if (isWrong(subject.flatOf({ panel: 'din', index }))) wrong++;
      }
      yield;
    }
    all.push({ channel, largest, sum, zeros: zeros / Math.max(1, count), wrong });
  }
  return all;
}

/** Whether no cell of a channel holds anything but 0, in one batch entry of din. */
export function isChannelDead(subject: Subject, batch: number, channel: number): boolean {
  for (const { values } of planesOfChannel(subject, batch, channel)) {
    if (values.some((value) => value !== 0)) return false;
  }
  return true;
}

/** The planes of din in one channel: one, or in 3-d one for each depth. */
function* planesOfChannel(
  { din }: Subject,
  batch: number,
  channel: number,
): Generator<Slice, void, undefined> {
  const depths = din.shape.length === 5 ? din.shape[1]! : 1;
  for (let depth = 0; depth < depths; depth++) {
    yield slice({ tensor: din }, { batch, channel, depth });
  }
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

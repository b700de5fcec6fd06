import { expect, test } from 'vitest';
import {
  channelSteps,
  isChannelDead,
  sortChannels,
} from '../../../../../labextension/src/explorer/model/channels.js';
import { runSteps } from '../../../../../src/core/steps.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { maskFrom } from '../../../../../src/window/mask/mask-from.js';
import { windows } from '../../../../../src/window/windows.js';
import { subjectOf } from '../subjects.js';

// Two batch entries of two cells in three channels, each window one cell: din is dout.
const geometry = windows([2, 2, 3], { kernelSize: 1 });
const mask = maskFrom(new Uint8Array(12).fill(1), geometry);
const { NaN: nan } = Number;
const values = [
  [
    [1, 0, -4],
    [2, 0, 0],
  ],
  [
    [0, nan, 0],
    [0, 5, 0],
  ],
];

test('channels have the largest |din|, the sum, the zeros and the wrong cells of a batch entry', () => {
  const dout = tensor(values);
  const din = tensor(values);
  din.data[2] = -3; // −4 is due
  const subject = subjectOf({ mask, dout, din });
  expect(subject.checks.findings[0]!.name).toBe('din-differs');
  expect(runSteps(channelSteps(subject, 0))).toEqual([
    { channel: 0, largest: 2, sum: 3, zeros: 0, wrong: 0 },
    { channel: 1, largest: 0, sum: 0, zeros: 1, wrong: 0 },
    { channel: 2, largest: 3, sum: -3, zeros: 0.5, wrong: 1 },
  ]);
  // NaN is larger than any number, and in no sum.
  expect(runSteps(channelSteps(subject, 1))[1]).toEqual({
    channel: 1,
    largest: Infinity,
    sum: 5,
    zeros: 0,
    wrong: 0,
  });
});

test('channels are sorted from the largest down, equal ones by number', () => {
  const all = runSteps(channelSteps(subjectOf({ mask, dout: tensor(values) }), 0));
  const order = (by: Parameters<typeof sortChannels>[1]): number[] =>
    sortChannels(all, by).map(({ channel }) => channel);
  expect(order('channel')).toEqual([0, 1, 2]);
  expect(order('largest')).toEqual([2, 0, 1]);
  expect(order('sum')).toEqual([2, 0, 1]);
  expect(order('zeros')).toEqual([1, 2, 0]);
  expect(order('wrong')).toEqual([0, 1, 2]);
});

test('a channel is dead where all of a batch entry is 0', () => {
  const subject = subjectOf({ mask, dout: tensor(values) });
  const dead = [0, 1].map((batch) =>
    [0, 1, 2].map((channel) => isChannelDead(subject, batch, channel)),
  );
  expect(dead).toEqual([
    [false, true, false],
    [true, false, true],
  ]);
});

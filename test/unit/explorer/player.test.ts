import { maxPool, maxPoolBackward, tensor } from 'poolscope';
import { describe, expect, test } from 'vitest';
import { loopLines, Player, variablesOf } from '../../../labextension/src/explorer/model/player.js';
import { pools, randomSubject } from './pools.js';
import { subjectOf } from './subjects.js';

describe('the player', () => {
  // x = 1 3 2 in windows of two, one apart: the 3 wins both rows, so din(1) gets 10 and then 5.
  const x = tensor([[[1], [3], [2]]]);
  const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
  const small = subjectOf({ x, mask, dout: tensor([[[10], [5]]]) });

  test('adds up din cell by cell', () => {
    const player = new Player(small);
    expect(player.steps).toBe(4);
    const seen = [0, 1, 2, 3, 4].map((step) => {
      player.seek(step);
      return [...player.din.data];
    });
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 10, 0],
      [0, 15, 0],
      [0, 15, 0],
    ]);
  });

  test('visits a window in the document’s order: its last axis outside, its first inside', () => {
    const player = new Player(randomSubject([1, 2, 4, 2], { kernelSize: 2 }));
    const visits = Array.from({ length: player.steps }, (_, i) => {
      player.seek(i + 1);
      const { output, offset, column, row } = player.visit!;
      return [output, offset, column, row];
    });
    expect(visits).toEqual([
      [[0, 0], [0, 0], 0, 0],
      [[0, 0], [1, 0], 2, 0],
      [[0, 0], [0, 1], 1, 0],
      [[0, 0], [1, 1], 3, 0],
      [[0, 1], [0, 0], 0, 2],
      [[0, 1], [1, 0], 2, 2],
      [[0, 1], [0, 1], 1, 2],
      [[0, 1], [1, 1], 3, 2],
    ]);
  });

  test('visits cells in the padding, which lie nowhere on the input', () => {
    const player = new Player(randomSubject([1, 2, 1], { kernelSize: 2, padding: 1 }));
    player.seek(1);
    expect(player.visit).toMatchObject({ output: [0], offset: [0], input: undefined });
    player.seek(2);
    expect(player.visit).toMatchObject({ output: [0], offset: [1], input: [0] });
  });

  describe.each(pools)('of a pool in %s', (_name, shape, options) => {
    const subject = randomSubject(shape, options, 'float32');

    test('ends with the din of the library, to the last bit', () => {
      const player = new Player(subject);
      player.seek(player.steps);
      expect(player.din.data).toEqual(maxPoolBackward(subject.dout, subject.mask).data);
    });

    test('shows the same din at a step however one came there', () => {
      const played = new Player(subject);
      const all = Array.from({ length: played.steps + 1 }, (_, step) => {
        played.seek(step);
        return played.din.data.slice();
      });
      const sought = new Player(subject);
      for (let i = 0; i < 60; i++) {
        const step = (i * 37) % (played.steps + 1);
        sought.seek(step);
        expect(sought.step).toBe(step);
        expect(sought.din.data).toEqual(all[step]);
      }
    });
  });

  test('gives several maxima their equal parts under share: split', () => {
    const tied = tensor([[[7], [7]]]);
    const { mask: both } = maxPool(tied, { kernelSize: 2, ties: 'all' });
    const player = new Player(
      subjectOf({ x: tied, mask: both, dout: tensor([[[10]]]), share: 'split' }),
    );
    player.seek(2);
    expect([...player.din.data]).toEqual([5, 5]);
  });

  test('stays within its steps', () => {
    const player = new Player(small);
    player.seek(99);
    expect(player.step).toBe(4);
    player.seek(-1);
    expect(player.step).toBe(0);
    expect(player.visit).toBeUndefined();
  });

  test('writes the loops of the document, and the variables beside them', () => {
    const subject = randomSubject([8, 32, 48, 1], { kernelSize: 2 });
    expect(loopLines(subject.geometry).map(({ text }) => text.trim())).toEqual([
      'for i_batch in range(8):',
      'for i_h_out in range(16):',
      'for i_w_out in range(24):',
      'for j in range(2):',
      'for i in range(2):',
      'din[i, j, :] += dout[:] where the mask is true',
    ]);
    const player = new Player(subject);
    // The second cell of window (3, 5) of batch 1: ((1·16 + 3)·24 + 5)·4 visits before its first.
    player.seek(((1 * 16 + 3) * 24 + 5) * 4 + 2);
    expect(Object.fromEntries(variablesOf(player.visit!))).toEqual({
      i_batch: 1,
      i_h_out: 3,
      i_w_out: 5,
      i: 1,
      j: 0,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { loopLines, variablesOf } from '../../../../../labextension/src/explorer/loops/loops.js';
import { Player } from '../../../../../labextension/src/explorer/loops/player.js';
import { rowFormula } from '../../../../../labextension/src/explorer/loops/row-formula.js';
import type { Subject } from '../../../../../labextension/src/explorer/model/subject.js';
import { type MaxPoolOptions, maxPool, maxPoolBackward } from '../../../../../src/ops/max-pool.js';
import { tensor } from '../../../../../src/tensor/from-data.js';
import { random } from '../../../../../src/tensor/random.js';
import { pools, randomSubject } from '../pools.js';
import { subjectOf } from '../subjects.js';

describe('the player', () => {
  // x = 1 3 2 in windows of two cells with stride 1: the 3 wins both rows, so din(1) gets 10 and then 5.
  const x = tensor([[[1], [3], [2]]]);
  const { mask } = maxPool(x, { kernelSize: 2, stride: 1 });
  const small = subjectOf({ x, mask, dout: tensor([[[10], [5]]]) });

  test('adds the gradients to din cell by cell', () => {
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

  test('visits the cells of a window in the document’s order: last axis in the outer loop, first in the inner', () => {
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

  test('visits cells in the padding, which have no place in the input', () => {
    const player = new Player(randomSubject([1, 2, 1], { kernelSize: 2, padding: 1 }));
    player.seek(1);
    expect(player.visit).toMatchObject({ output: [0], offset: [0], input: undefined });
    player.seek(2);
    expect(player.visit).toMatchObject({ output: [0], offset: [1], input: [0] });
  });

  describe.each(pools)('of a pool in %s', (_name, shape, options) => {
    const subject = randomSubject(shape, options, 'float32');

    test('ends with the library’s din, bit for bit', () => {
      const player = new Player(subject);
      player.seek(player.steps);
      expect(player.din.data).toEqual(maxPoolBackward(subject.dout, subject.mask).data);
    });

    test('has the same din at a step, whichever way it went there', () => {
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

  test('gives tied maxima equal parts with share: split', () => {
    const tied = tensor([[[7], [7]]]);
    const { mask: both } = maxPool(tied, { kernelSize: 2, ties: 'all' });
    const player = new Player(
      subjectOf({ x: tied, mask: both, dout: tensor([[[10]]]), share: 'split' }),
    );
    player.seek(2);
    expect([...player.din.data]).toEqual([5, 5]);
  });

  test('stops at the first and the last step', () => {
    const player = new Player(small);
    player.seek(99);
    expect(player.step).toBe(4);
    player.seek(-1);
    expect(player.step).toBe(0);
    expect(player.visit).toBeUndefined();
  });

  test('writes out the document’s loops, with the values of their variables', () => {
    const subject = randomSubject([8, 32, 48, 1], { kernelSize: 2 });
    expect(loopLines(subject.geometry).map(({ text }) => text.trim())).toEqual([
      'for b in range(8):',
      'for i in range(16):',
      'for j in range(24):',
      'for kw in range(2):',
      'for kh in range(2):',
      'din[kh, kw, :] += dout[:] where the mask is true',
    ]);
    const player = new Player(subject);
    // The second cell of window (3, 5) of batch 1: ((1·16 + 3)·24 + 5)·4 visits before its first.
    player.seek(((1 * 16 + 3) * 24 + 5) * 4 + 2);
    expect(Object.fromEntries(variablesOf(player.visit!))).toEqual({
      b: 1,
      i: 3,
      j: 5,
      kh: 1,
      kw: 0,
    });
  });

  test.each([
    ['NCHW', 'din[:, kh, kw] += dout[:]'],
    ['NHWC', 'din[kh, kw, :] += dout[:]'],
    ['HW', 'din[kh, kw] += dout[:]'],
  ] as const)('adds to the axes of %s', (layout, text) => {
    const { geometry } = randomSubject([1, 6, 6, 1], { kernelSize: 2 });
    expect(loopLines(geometry, layout).at(-1)!.text.trim()).toBe(`${text} where the mask is true`);
  });

  test.each([
    ['1-d', [1, 6, 2], ['b', 'i'], ['kw']],
    ['2-d', [1, 6, 6, 2], ['b', 'i', 'j'], ['kw', 'kh']],
    ['3-d', [1, 6, 6, 6, 2], ['b', 'd', 'i', 'j'], ['kw', 'kh', 'kd']],
  ])('uses a name of the row’s formula for nothing else, in %s', (_rank, shape, outs, offsets) => {
    const { geometry } = randomSubject(shape, { kernelSize: 2 });
    const names = loopLines(geometry).flatMap(({ variable }) => variable ?? []);
    expect(names).toEqual([...outs, ...offsets]);
    const letters = rowFormula(geometry, 0)
      .split(' = ')[1]!
      .match(/[a-z]+/g);
    expect(letters).toEqual([...outs, 'c']);
    const line = loopLines(geometry).at(-1)!.text.trim();
    expect(line).toContain(`din[${offsets.toReversed().join(', ')}, :] += dout[:]`);
  });

  describe.each([
    ['2-d with overlap', [3, 14, 9, 2], { kernelSize: 3, stride: 1, padding: 1, ties: 'all' }],
    [
      '2-d dilated',
      [2, 24, 9, 1],
      { kernelSize: 3, stride: [2, 1], dilation: [3, 1], padding: [2, 0] },
    ],
    ['2-d that leaves rows out', [2, 40, 24, 1], { kernelSize: 2, stride: [3, 1] }],
    ['1-d', [2, 400, 2], { kernelSize: 5, stride: 2, padding: 1 }],
    ['3-d', [2, 6, 5, 5, 1], { kernelSize: [3, 2, 2], stride: 1 }],
  ] as [string, number[], MaxPoolOptions][])(
    'far steps of a pool in %s',
    (_name, shape, options) => {
      const x = tensor(
        random(1)
          .randn(...shape)
          .data.map(Math.round),
        shape,
      );
      const { output, mask } = maxPool(x, options);
      const dout = tensor(random(2).randn(...output.shape).data, output.shape, {
        dtype: 'float32',
      });
      const subject = subjectOf({ mask, dout, share: 'split' });

      test('have the same din as the document’s loops', () => {
        const player = new Player(subject);
        expect(player.steps).toBeGreaterThan(1100);
        // Jumps back and forth: to 1, 1/3, 2/3, … of all steps, and to steps next to the ends of batches.
        const half = player.steps / shape[0]!;
        const stops = Array.from({ length: 16 }, (_, i) =>
          Math.floor(((i * 0.381) % 1) * player.steps),
        );
        for (const step of [
          player.steps,
          ...stops,
          half - 1,
          player.steps - 3,
          half,
          0,
          half + 1,
        ]) {
          player.seek(step);
          expect(Float64Array.from(player.din.data)).toEqual(played(subject, step));
        }
      });
    },
  );
});

/** Din after some steps, computed by the document's loops alone. */
function played({ geometry, mask, dout }: Subject, steps: number): Float64Array {
  const { channels, windowSize, kernelSize, rows } = geometry;
  const din = new Float64Array(geometry.inputShape.reduce((product, size) => product * size));
  // The columns of a window, with the last axis in the outer loop.
  const columns = kernelSize.reduceRight<number[][]>(
    (later, size) =>
      later.flatMap((rest) => Array.from({ length: size }, (_, at) => [at, ...rest])),
    [[]],
  );
  let left = steps;
  for (let first = 0; first < rows; first += channels) {
    for (const offset of columns) {
      if (left-- === 0) return din;
      const column = offset.reduce((flat, at, axis) => flat * kernelSize[axis]! + at, 0);
      for (let row = first; row < first + channels; row++) {
        const maxima = mask.data.subarray(row * windowSize, (row + 1) * windowSize);
        if (maxima[column] === 0) continue;
        const cell = geometry.cell(row, column);
        const part = Math.fround(dout.data[row]! / maxima.reduce((sum, max) => sum + max, 0));
        din[cell] = Math.fround(din[cell]! + part);
      }
    }
  }
  return din;
}

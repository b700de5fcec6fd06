import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Player } from '../../labextension/src/explorer/loops/player.js';
import { rowFormula } from '../../labextension/src/explorer/loops/row-formula.js';
import { dinCell, marksOf } from '../../labextension/src/explorer/model/marks.js';
import { oddRowsOf, overviewOf } from '../../labextension/src/explorer/model/overview.js';
import { Subject } from '../../labextension/src/explorer/model/subject.js';
import { describeMarks } from '../../labextension/src/explorer/sentences/sentence.js';
import { maxPool, maxPoolBackward } from '../../src/ops/max-pool.js';
import { tensor } from '../../src/tensor/from-data.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { View } from '../../src/view/view.js';
import { cutPool } from '../../src/view/wire/cut.js';
import type { Mask } from '../../src/window/mask/mask.js';
import { maskFrom } from '../../src/window/mask/mask-from.js';
import type { Share } from '../../src/window/mask/share.js';
import { windows } from '../../src/window/windows.js';
import { delicate, integers, poolings, sizeOf, tensorOf } from './arbitraries.js';

interface Case {
  x: Tensor;
  mask: Mask;
  dout: Tensor;
  share: Share;
}

/** Poolings of every rank and option, with a mask of their own or one drawn at random. */
const cases: fc.Arbitrary<Case> = poolings.chain(({ shape, options }) => {
  const geometry = windows(shape, options);
  const cells = geometry.rows * geometry.windowSize;
  return fc
    .record({
      x: tensorOf(shape, delicate),
      dout: tensorOf(geometry.outputShape, fc.oneof(integers, delicate, fc.double())),
      single: fc.boolean(),
      share: fc.constantFrom('full' as const, 'split' as const),
      ties: fc.constantFrom('first' as const, 'last' as const, 'all' as const),
      nan: fc.constantFrom('propagate' as const, 'ignore' as const),
      drawn: fc.option(fc.array(fc.boolean(), { minLength: cells, maxLength: cells })),
    })
    .map(({ x, dout, single, share, ties, nan, drawn }) => ({
      x,
      dout: single ? tensor(Float32Array.from(dout.data), dout.shape) : dout,
      share,
      mask:
        drawn === null
          ? maxPool(x, { ...options, ties, nan }).mask
          : maskFrom(
              drawn.map((max, i) => {
                const [row, column] = [
                  Math.floor(i / geometry.windowSize),
                  i % geometry.windowSize,
                ];
                return max && geometry.cell(row, column) >= 0;
              }),
              geometry,
            ),
    }));
});

function subjectOf({ x, mask, dout, share }: Case): Subject {
  const din = maxPoolBackward(dout, mask, { share });
  return new Subject(new View({ kind: 'pool', title: 'any', x, mask, dout, din, share }));
}

describe('for any pooling and any mask,', () => {
  test('every cell has marks, and a sentence without gaps', () => {
    fc.assert(
      fc.property(cases, (parts) => {
        const subject = subjectOf(parts);
        for (const panel of subject.panels) {
          const shape = subject.shapeOf(panel);
          const size = sizeOf(shape);
          for (let cell = 0; cell < size; cell += Math.ceil(size / 10)) {
            const index =
              panel === 'dout'
                ? subject.geometry.outputIndex(cell)
                : subject.geometry.inputIndex(cell);
            const marks = marksOf(subject, { panel, index });
            expect(marks.rows).toEqual([...new Set(marks.rows)].sort((a, b) => a - b));
            expect(describeMarks(subject, marks)).toMatch(
              /^(window|x)\S* (?!.*(undefined|null|\[object))/,
            );
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('what windows gave adds up to din, bit for bit', () => {
    fc.assert(
      fc.property(cases, (parts) => {
        const subject = subjectOf(parts);
        for (let cell = 0; cell < subject.din.size; cell++) {
          const { sum, value, agreement } = dinCell(subject, cell);
          expect(sum).toBe(value);
          expect(agreement).toBe('same');
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the player ends with din, whichever steps it jumps to on the way', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(), { maxLength: 8 }), (parts, stops) => {
        const subject = subjectOf(parts);
        const player = new Player(subject);
        for (const stop of stops) player.seek(stop % (player.steps + 1));
        player.seek(player.steps);
        expect(player.din.data).toEqual(subject.din.data);
        player.seek(0);
        expect(player.din.data.every((value: number) => Object.is(value, 0))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('each finding has as many places as it counts, and none is about din', () => {
    fc.assert(
      fc.property(cases, (parts) => {
        const subject = subjectOf(parts);
        for (const finding of subject.checks.findings) {
          expect(finding.name).not.toBe('din-differs');
          expect(finding.text).not.toMatch(/undefined|null|\[object/);
          const places = Array.from({ length: finding.count }, (_, k) => finding.place(k));
          const at = places.map((place) =>
            'row' in place ? `row ${place.row}` : `${place.array} ${place.cell}`,
          );
          expect(new Set(at).size).toBe(finding.count);
        }
        const odd = oddRowsOf(subject, subject.checks.findings);
        const { lines, odd: oddLines } = overviewOf(subject, odd, 3);
        expect(lines).toBeLessThanOrEqual(3);
        expect(Math.max(0, ...oddLines)).toBe(Math.max(0, ...odd));
      }),
      { numRuns: 40 },
    );
  });

  test('the formula of a row gives its number', () => {
    fc.assert(
      fc.property(poolings, fc.nat(), ({ shape, options }, drawn) => {
        const geometry = windows(shape, options);
        if (geometry.rows === 0) return;
        const row = drawn % geometry.rows;
        const [, , numbers, result] = rowFormula(geometry, row).split(' = ');
        const [first, ...rest] = [...numbers!.matchAll(/\d+/g)].map(Number);
        let value = first!;
        for (let i = 0; i < rest.length; i += 2) value = value * rest[i]! + rest[i + 1]!;
        expect([value, Number(result)]).toEqual([row, row]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('in a part of a pooling,', () => {
  test('no cell is called wrong because of what windows outside the part gave', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 40, max: 4000 }), (parts, room) => {
        const din = maxPoolBackward(parts.dout, parts.mask, { share: parts.share });
        const { cut, ...part } = cutPool({ ...parts, din }, false, room);
        const subject = new Subject(new View({ kind: 'pool', title: 'a part', ...part, cut }));
        for (let cell = 0; cell < subject.din.size; cell++) {
          expect(dinCell(subject, cell).agreement).not.toBe('different');
        }
        expect(subject.checks.findings.map(({ name }) => name)).not.toContain('din-differs');
      }),
      { numRuns: 100 },
    );
  });
});

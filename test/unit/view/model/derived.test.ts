import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxPool, maxPoolBackward } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { decode } from '../../../../src/view/codec.js';
import {
  derivedDin,
  derivedWinners,
  factsOf,
  planesOf,
} from '../../../../src/view/model/derived.js';
import { panels, slice } from '../../../../src/view/model/panels.js';
import { explore } from '../../../../src/view/views.js';
import { encode } from '../../../../src/view/wire/payload.js';
import { maskFrom } from '../../../../src/window/mask/mask-from.js';
import { winners } from '../../../../src/window/mask/winners.js';
import { windows } from '../../../../src/window/windows.js';
import { poolings } from '../../../properties/arbitraries.js';

const bits = (values: ArrayLike<number>): BigInt64Array =>
  new BigInt64Array(Float64Array.from(values).buffer);

describe('what follows from dout and mask', () => {
  test('has in each plane the bits of the whole, for any windows, ties and dtype', () => {
    const seed = 20_212;
    fc.assert(
      fc.property(
        poolings,
        fc.constantFrom('full', 'split'),
        fc.boolean(),
        fc.nat(),
        ({ shape, options }, share, isFloat32, salt) => {
          const geometry = windows(shape, options);
          const cells = new Uint8Array(geometry.rows * geometry.windowSize);
          for (let row = 0; row < geometry.rows; row++) {
            geometry.cells(row).forEach((cell, column) => {
              const at = row * geometry.windowSize + column;
              cells[at] = cell >= 0 && Math.imul(at + salt, 2_654_435_761) >>> 30 === 0 ? 1 : 0;
            });
          }
          const mask = maskFrom(cells, geometry);
          // Thirds: their sums depend on the order and the precision.
          const numbers = Float64Array.from({ length: geometry.rows }, (_, i) => (i - 5) / 3);
          const data = isFloat32 ? Float32Array.from(numbers) : numbers;
          const dout = tensor(data, geometry.outputShape);
          const din = derivedDin(dout, mask, share as 'full');
          const won = derivedWinners(mask);
          const [wholeDin, wholeWon] = [
            maxPoolBackward(dout, mask, { share: share as 'full' }),
            winners(mask),
          ];
          const panelOf = (name: 'din' | 'mask', array: typeof din) => {
            const role = name === 'mask' ? 'mask' : 'gradient';
            const shown = panels({ kind: 'heatmap', title: '', value: array })[0]!;
            return { ...shown, name, role } as const;
          };
          const positions = { batch: shape[0]! - 1, channel: shape.at(-1)! - 1, depth: 1 };
          for (const at of [{}, positions]) {
            const own = slice(panelOf('din', din), at);
            expect(bits(own.values)).toEqual(bits(slice(panelOf('din', wholeDin), at).values));
            expect(slice(panelOf('mask', won), at).values).toEqual(
              slice(panelOf('mask', wholeWon), at).values,
            );
          }
          expect(factsOf(din)).toEqual(factsOf(wholeDin));
          // Nothing of this made the whole; reading it does, and it is the same.
          expect(planesOf(din)).toBeDefined();
          expect(bits(din.data)).toEqual(bits(wholeDin.data));
          expect(planesOf(din)).toBeUndefined();
        },
      ),
      { numRuns: 200, seed },
    );
  });

  test('is not computed when a payload is decoded and drawn: 500 bytes stay small', () => {
    const shape = [1, 4096, 4096, 1];
    const geometry = windows(shape, { kernelSize: 1, stride: 4096 });
    expect(geometry.rows).toBe(1);
    const mask = maskFrom(Uint8Array.of(1), geometry);
    const payload = JSON.stringify({
      ...encode(
        explore({ ...maxPool(tensor([[[[2]]]]), { kernelSize: 1 }), dout: tensor([[[[1]]]]) }),
      ),
      geometry: { ...JSON.parse(JSON.stringify(geometry)), inputShape: shape },
    });
    expect(payload.length).toBeLessThan(1000);
    const before = process.memoryUsage().arrayBuffers;
    const view = decode(payload);
    expect(view.din?.shape).toEqual(shape);
    expect(view.mask?.data).toEqual(mask.data);
    expect(view.derived).toBe(true);
    expect(panels(view).map(({ name }) => name)).toEqual(['mask', 'dout', 'din']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});

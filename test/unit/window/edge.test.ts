import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../src/ops/max-pool.js';
import { random } from '../../../src/tensor/random.js';
import { explore } from '../../../src/view/views.js';
import { cutPool } from '../../../src/view/wire/cut.js';
import { cutEdge } from '../../../src/window/edge.js';
import { windows } from '../../../src/window/windows.js';
import { geometries } from './geometries.js';

describe('cutEdge', () => {
  test('knows none where nothing was cut', () => {
    const geometry = windows([1, 4, 1], { kernelSize: 2, stride: 1 });
    expect([0, 1, 2, 3].map(cutEdge(geometry, undefined))).toEqual([false, false, false, false]);
  });

  test('knows none where whole batches or channels were left out', () => {
    const geometry = windows([2, 4, 3], { kernelSize: 2, stride: 1 });
    const edge = cutEdge(geometry, { whole: [9, 4, 8], origin: [0, 0, 0], shape: [2, 4, 3] });
    expect(Array.from({ length: 24 }, (_, cell) => edge(cell))).not.toContain(true);
  });

  test('holds the cells that a window before the part reaches', () => {
    const geometry = windows([1, 5, 1], { kernelSize: 3, stride: 2 });
    const edge = cutEdge(geometry, { whole: [1, 11, 1], origin: [0, 4, 0], shape: [1, 5, 1] });
    // The window before starts at −2 and ends at 0; the one after the two inside starts at 4.
    expect([0, 1, 2, 3, 4].map(edge)).toEqual([true, false, false, false, true]);
  });

  test.each(geometries)(
    'holds every cell of a cut %s pooling that the windows left out hold',
    (_, shape, options) => {
      const whole = [1, ...shape.slice(1, -1).map((size) => size + 3), 1];
      const x = random(1).randn(...whole);
      const { mask, output } = maxPool(x, options);
      const view = explore({ x, mask, dout: output });
      let spatial = 0;
      for (const room of [60, 100, 200, 300, 400, 600]) {
        const part = cutPool({ x, mask, dout: output, din: view.din }, true, room);
        if (part.cut === undefined) continue;
        spatial++;
        const own = part.mask.geometry;
        const edge = cutEdge(own, part.cut);
        for (let cell = 0; cell < part.x!.size; cell++) {
          const index = own.inputIndex(cell);
          const inside = own.rowsOf(...index).length;
          const all = mask.geometry.rowsOf(...index).length;
          if (all > inside) expect(edge(cell)).toBe(true);
        }
      }
      expect(spatial).toBeGreaterThan(0);
    },
  );
});

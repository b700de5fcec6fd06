import { expect, test } from 'vitest';
import { paletteOf } from '../../../../labextension/src/plot/canvas/palette.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { panels } from '../../../../src/view/model/panels.js';
import { colourOf, scaleOf } from '../../../../src/view/picture/colour.js';
import { heatmap } from '../../../../src/view/views.js';

const bytes = (pixel: number): number[] => [...new Uint8Array(Uint32Array.of(pixel).buffer)];

test.each(['activation', 'gradient'] as const)(
  'a palette has the colours of its %s scale',
  (role) => {
    const scale = scaleOf(panels(heatmap(tensor([-3, 0, 5]), { role }))[0]!);
    const colour = paletteOf(scale);
    for (let value = -7; value <= 7; value += 0.173) {
      const [red, green, blue, opaque] = bytes(colour(value));
      const right = colourOf(scale, value);
      expect(opaque).toBe(255);
      // Half of one of 1,024 steps changes no channel by more than one.
      for (const [i, channel] of [red, green, blue].entries()) {
        expect(Math.abs(channel! - right[i]!)).toBeLessThanOrEqual(1);
      }
    }
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expect(bytes(colour(value)).slice(0, 3)).toEqual([...colourOf(scale, value)]);
    }
  },
);

test('the palette of a mask has two colours, divided in the middle', () => {
  const scale = scaleOf(panels(heatmap(tensor([true, false])))[0]!);
  const colour = paletteOf(scale);
  for (const value of [0, 1]) {
    expect(bytes(colour(value)).slice(0, 3)).toEqual([...colourOf(scale, value)]);
  }
});

test('a palette for the widest range of float64 does not overflow', () => {
  const scale = scaleOf(panels(heatmap(tensor([-Number.MAX_VALUE, Number.MAX_VALUE])))[0]!);
  const colour = paletteOf(scale);
  for (const value of scale.range) {
    const right = colourOf(scale, value);
    bytes(colour(value))
      .slice(0, 3)
      .forEach((channel, i) => {
        expect(Math.abs(channel - right[i]!)).toBeLessThanOrEqual(1);
      });
  }
});

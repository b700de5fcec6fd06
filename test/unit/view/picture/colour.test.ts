import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  type Rgb,
} from 'culori';
import { describe, expect, test } from 'vitest';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { panels } from '../../../../src/view/model/panels.js';
import type { Role } from '../../../../src/view/model/parts.js';
import {
  colourOf,
  darkGradients,
  nonFiniteOf,
  parseColour,
  type Scale,
  scaleOf,
  scales,
} from '../../../../src/view/picture/colour.js';
import { heatmap, maskView } from '../../../../src/view/views.js';

const scaleFor = (values: number[], role: Role = 'activation') =>
  scaleOf(panels(heatmap(tensor(values), { role }))[0]!);

describe('the scale of a panel', () => {
  test('runs from the least to the greatest value for activations', () => {
    expect(scaleFor([3, -2, 7]).range).toEqual([-2, 7]);
  });

  test('is symmetric about 0 for gradients, whose middle is the palest stop', () => {
    const scale = scaleFor([3, -2, 1], 'gradient');
    expect(scale.range).toEqual([-3, 3]);
    const [red, green, blue] = colourOf(scale, 0);
    expect(Math.min(red, green, blue)).toBeGreaterThan(240);
  });

  test('has no colour near white at 0 of a gradient, and no false cell, on a dark page', () => {
    const choice = { activation: 'lagoon', symmetric: true, isDark: true } as const;
    for (const gradient of ['blue-red', 'teal-brown'] as const) {
      const [panel] = panels(heatmap(tensor([-1, 1]), { role: 'gradient' }));
      const scale = scaleOf(panel!, { ...choice, gradient });
      expect(Math.max(...colourOf(scale, 0))).toBeLessThan(64);
    }
    const { mask } = maxPool(tensor([[[1], [2]]]), { kernelSize: 2 });
    const scale = scaleOf(panels(maskView(mask))[0]!, { ...choice, gradient: 'blue-red' });
    expect(Math.max(...colourOf(scale, 0))).toBeLessThan(64);
  });

  test('has two colours and nothing between for a mask', () => {
    const { mask } = maxPool(tensor([[[1], [2]]]), { kernelSize: 2 });
    const scale = scaleOf(panels(maskView(mask))[0]!);
    expect(scale.discrete).toBe(true);
    expect(new Set(scale.stops.map(([, colour]) => colour)).size).toBe(2);
    expect(colourOf(scale, 0)).toEqual(parseColour(scale.stops[0]![1]));
    expect(colourOf(scale, 1)).toEqual(parseColour(scale.stops.at(-1)![1]));
  });

  test('ignores what is not finite', () => {
    expect(scaleFor([Number.NaN, 1, 1 / 0, 2, -1 / 0]).range).toEqual([1, 2]);
  });

  test.each([
    ['a constant', [4, 4]],
    ['zeros', [0, 0]],
    ['nothing finite', [Number.NaN]],
    ['the greatest number', [Number.MAX_VALUE]],
    ['the least number above 0', [5e-324]],
    ['the widest range', [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ])('is finite and no point for %s', (_, values) => {
    for (const role of ['activation', 'gradient'] as const) {
      const scale = scaleFor(values, role);
      const [low, high] = scale.range;
      expect(low).toBeLessThan(high);
      expect(scale.range.every(Number.isFinite)).toBe(true);
      for (const value of [low, 0, high]) {
        expect(colourOf(scale, value).every((part) => part >= 0 && part <= 255)).toBe(true);
      }
    }
  });
});

describe('a colour', () => {
  test('is the stop at a stop, and half way between two between them', () => {
    const scale = {
      stops: [
        [0, '#000000'],
        [1, '#0a64c8'],
      ],
      range: [10, 20],
      discrete: false,
    } as const;
    expect(colourOf(scale, 10)).toEqual([0, 0, 0]);
    expect(colourOf(scale, 20)).toEqual([10, 100, 200]);
    expect(colourOf(scale, 15)).toEqual([5, 50, 100]);
  });

  test('of a value outside the range is that of its end', () => {
    const scale = scaleFor([0, 1]);
    expect(colourOf(scale, 9)).toEqual(colourOf(scale, 1));
    expect(colourOf(scale, -9)).toEqual(colourOf(scale, 0));
  });

  test('of NaN and of each infinity is its own, which no scale has', () => {
    for (const role of ['activation', 'gradient'] as const) {
      const scale = scaleFor([0, 1], role);
      const odd = [Number.NaN, 1 / 0, -1 / 0].map((value) => colourOf(scale, value));
      const { nan, posInf, negInf } = nonFiniteOf(role);
      expect(odd).toEqual([nan, posInf, negInf].map(parseColour));
    }
  });
});

// How far apart two colours look: CIEDE2000. What people see who lack one kind of cone: culori's filters.
describe('NaN is told from every colour of a scale', () => {
  const distance = differenceCiede2000();
  const eyes: Readonly<Record<string, (colour: Rgb) => Rgb>> = {
    'all cones': (colour: Rgb) => colour,
    deuteranopia: filterDeficiencyDeuter(1),
    protanopia: filterDeficiencyProt(1),
    tritanopia: filterDeficiencyTrit(1),
  };
  const named = (page: string, role: Role, of: Readonly<Record<string, Scale['stops']>>) =>
    Object.entries(of).map(([name, stops]) => ({ page, role, name, stops }));
  const drawn = [
    ...named('light', 'activation', scales.activation),
    ...named('dark', 'activation', scales.activation),
    ...named('light', 'gradient', scales.gradient),
    ...named('dark', 'gradient', darkGradients),
  ];
  const css = ([r, g, b]: readonly [number, number, number]): Rgb => ({
    mode: 'rgb',
    r: r / 255,
    g: g / 255,
    b: b / 255,
  });

  describe.each(Object.entries(eyes))('with %s', (_eyes, see) => {
    test.each(drawn)('on a $page page, in the $role scale $name', ({ page, role, stops }) => {
      const { nan } = nonFiniteOf(role, page === 'dark');
      const scale = { stops, range: [0, 1], discrete: false, nan } as const;
      const missing = see(css(colourOf(scale, Number.NaN)));
      const nearest = Array.from({ length: 257 }, (_, at) =>
        distance(missing, see(css(colourOf(scale, at / 256)))),
      );
      expect(Math.min(...nearest)).toBeGreaterThanOrEqual(20);
    });

    test('and from both infinities', () => {
      for (const { role, page } of drawn) {
        const { nan, posInf, negInf } = nonFiniteOf(role, page === 'dark');
        for (const infinity of [posInf, negInf]) {
          expect(
            distance(see(css(parseColour(nan))), see(css(parseColour(infinity)))),
          ).toBeGreaterThanOrEqual(20);
        }
      }
    });
  });
});

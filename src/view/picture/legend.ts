// Colour bars and keys of a picture.
import { short, ticks } from '../../core/numbers.js';
import type { Panel } from '../model/panels.js';
import {
  colourOf,
  type NonFinite,
  nonFiniteOf,
  parseColour,
  positionIn,
  type Scale,
} from './colour.js';
import { type Colour, labelHeight, type Raster, widthOf } from './raster.js';
import { frame, ink, muted } from './tile.js';

const bar = 18;
const tick = 6;
const swatch = 20;

/** The height of a colour bar or key with its labels. */
export const legendHeight: number = bar + tick + 4 + labelHeight;

/** Draws a panel's colour bar with its ticks, or the two colours of a mask. */
export function drawLegend(
  raster: Raster,
  x: number,
  y: number,
  width: number,
  panel: Panel,
  scale: Scale,
): void {
  if (scale.discrete) {
    const names = panel.name === 'mask' ? ['not max', 'max'] : ['false', 'true'];
    drawKey(
      raster,
      x,
      y,
      names.map((name, value) => [name, colourOf(scale, value)]),
    );
    return;
  }
  raster.fill(x - 2, y - 2, width + 4, bar + 4, frame);
  const [low, high] = scale.range;
  for (let at = 0; at < width; at++) {
    const along = (at + 0.5) / width;
    raster.fill(x + at, y, 1, bar, colourOf(scale, low * (1 - along) + high * along));
  }
  for (const value of ticksThatFit(scale.range, width)) {
    const at = x + Math.min(width - 2, Math.round(positionIn(scale.range, value) * width));
    const text = short(value);
    raster.fill(at, y + bar + 2, 2, tick, muted);
    raster.text('label', text, at + 1 - (widthOf('label', text) >> 1), y + bar + tick + 4, muted);
  }
}

/** Draws squares of colour with their names, in one line. */
export function drawKey(
  raster: Raster,
  x: number,
  y: number,
  entries: readonly (readonly [string, Colour])[],
): void {
  let left = x;
  for (const [name, colour] of entries) {
    raster.fill(left - 2, y - 2, swatch + 4, swatch + 4, frame);
    raster.fill(left, y, swatch, swatch, colour);
    if (name === 'NaN') raster.cross(left, y, swatch, swatch, [255, 255, 255]);
    raster.text('label', name, left + swatch + 12, y + ((swatch - labelHeight) >> 1), ink);
    left += swatch + 12 + widthOf('label', name) + 36;
  }
}

/** The entries of a key for the NaN and infinities in some panels; empty if all is finite. */
export function nonFiniteKey(all: readonly Panel[]): [string, Colour][] {
  const kinds: [string, keyof NonFinite, (value: number) => boolean][] = [
    ['NaN', 'nan', Number.isNaN],
    ['+∞', 'posInf', (value) => value === Infinity],
    ['−∞', 'negInf', (value) => value === -Infinity],
  ];
  return kinds.flatMap(([name, kind, test]) => {
    const found = all.filter(({ tensor }) => tensor.data.some(test));
    const colours = new Set(found.map(({ role }) => nonFiniteOf(role)[kind]));
    return [...colours].map((colour): [string, Colour] => [name, parseColour(colour)]);
  });
}

/**
 * As many ticks as fit, at least two: in steps of 1, 2 or 5, or of 4 if those leave only one tick,
 * times a power of ten.
 */
function ticksThatFit(range: Scale['range'], width: number): number[] {
  const fits = (values: number[]): boolean =>
    values.length > 1 &&
    values.reduce((sum, value) => sum + widthOf('label', short(value)) + 20, 0) <= width;
  for (const factors of [
    [1, 2, 5, 10],
    [1, 4, 10],
  ]) {
    for (const most of [6, 5, 4, 3, 2]) {
      const values = ticks(range, most, factors);
      if (fits(values)) return values;
    }
  }
  return ticks(range, 2);
}

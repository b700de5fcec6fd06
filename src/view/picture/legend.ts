// Colour bars and keys of a picture.
import { short, ticksThatFit } from '../../core/numbers.js';
import { factsOf } from '../model/derived.js';
import type { Panel } from '../model/panels.js';
import {
  colourOf,
  type NonFinite,
  nonFiniteOf,
  parseColour,
  positionIn,
  type Scale,
} from './colour.js';
import { marks } from './dot.js';
import { drawPoint } from './marks.js';
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
      names.map((name, value) => ({ name, colour: colourOf(scale, value) })),
    );
    return;
  }
  raster.fill(x - 2, y - 2, width + 4, bar + 4, frame);
  const [low, high] = scale.range;
  for (let at = 0; at < width; at++) {
    const along = (at + 0.5) / width;
    raster.fill(x + at, y, 1, bar, colourOf(scale, low * (1 - along) + high * along));
  }
  const fits = (values: readonly number[]): boolean =>
    values.reduce((sum, value) => sum + widthOf('label', short(value)) + 20, 0) <= width;
  for (const value of ticksThatFit(scale.range, fits)) {
    const at = x + Math.min(width - 2, Math.round(positionIn(scale.range, value) * width));
    const text = short(value);
    raster.fill(at, y + bar + 2, 2, tick, muted);
    raster.text('label', text, at + 1 - (widthOf('label', text) >> 1), y + bar + tick + 4, muted);
  }
}

/** A square of colour, with a sign in it, and what it stands for. */
export interface KeyEntry {
  readonly name: string;
  readonly colour: Colour;
  readonly sign?: 'cross' | 'dot';
}

/** The entry for the winners that are marked on x. */
export const dotKey: KeyEntry = { name: marks.dot.name, colour: frame, sign: 'dot' };

/** Draws squares of colour with their names, in one line. */
export function drawKey(raster: Raster, x: number, y: number, entries: readonly KeyEntry[]): void {
  let left = x;
  for (const { name, colour, sign } of entries) {
    raster.fill(left - 2, y - 2, swatch + 4, swatch + 4, frame);
    raster.fill(left, y, swatch, swatch, colour);
    if (sign === 'cross') raster.cross(left, y, swatch, swatch, [255, 255, 255]);
    if (sign === 'dot') drawPoint(raster, left + swatch / 2, y + swatch / 2);
    raster.text('label', name, left + swatch + 12, y + ((swatch - labelHeight) >> 1), ink);
    left += swatch + 12 + widthOf('label', name) + 36;
  }
}

/** The entries of a key for the NaN and infinities in some panels; empty if all is finite. */
export function nonFiniteKey(all: readonly Panel[]): KeyEntry[] {
  const kinds: [string, keyof NonFinite][] = [
    ['NaN', 'nan'],
    ['+∞', 'posInf'],
    ['−∞', 'negInf'],
  ];
  const facts = new Map(all.map(({ tensor }) => [tensor, factsOf(tensor)]));
  return kinds.flatMap(([name, kind]) => {
    const found = all.filter(({ tensor }) => facts.get(tensor)![kind]);
    const colours = new Set(found.map(({ role }) => nonFiniteOf(role)[kind]));
    return [...colours].map((colour) => ({
      name,
      colour: parseColour(colour),
      ...(kind === 'nan' && { sign: 'cross' as const }),
    }));
  });
}

// Colours of a scale as pixels, fast enough for every cell in every frame.
import { colourOf, isDark, marks, type Scale } from 'poolscope/internal';

/** Black between white lines is visible on every colour of the scales, in both themes. */
export const halo: string = marks.halo;
export const ink: string = marks.ink;

/** The ink that is legible on a value's colour. */
export function inkOn(scale: Scale, value: number): string {
  return isDark(colourOf(scale, value)) ? halo : ink;
}

/** Returns a value's colour as the four bytes of a pixel, in the order of `ImageData`. */
export type Palette = (value: number) => number;

const shades = 1024;

/**
 * A scale's colours from a table. A colour is off by at most half a step of the table; values that
 * are not finite have exactly their own colours.
 */
export function paletteOf(scale: Scale): Palette {
  const palette = palettes.get(scale) ?? createPalette(scale);
  palettes.set(scale, palette);
  return palette;
}

/** The palettes that were palette, one per scale. */
const palettes = new WeakMap<Scale, Palette>();

function createPalette(scale: Scale): Palette {
  const [low, high] = scale.range;
  // Halved where the difference of the two ends would overflow.
  const unit = Number.isFinite(high - low) ? 1 : 0.5;
  const width = high * unit - low * unit;
  const table = Uint32Array.from({ length: shades }, (_, i) => {
    const along = (i + 0.5) / shades;
    return pixel(colourOf(scale, low * (1 - along) + high * along));
  });
  const nan = pixel(colourOf(scale, Number.NaN));
  const infinite = [pixel(colourOf(scale, -Infinity)), pixel(colourOf(scale, Infinity))] as const;
  return (value) => {
    const at = Math.floor(((value * unit - low * unit) / width) * shades);
    if (at >= 0 && at < shades) return table[at]!;
    if (Number.isNaN(value)) return nan;
    if (!Number.isFinite(value)) return infinite[value > 0 ? 1 : 0];
    return table[at < 0 ? 0 : shades - 1]!;
  };
}

function pixel([red, green, blue]: readonly [number, number, number]): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0]!;
}

import { colourOf, type Scale } from 'poolscope/internal';

/** Gives a value's colour as the four bytes of a pixel, in the order of an image's data. */
export type Palette = (value: number) => number;

const shades = 1024;

/**
 * A scale's colours, looked up in a table: fast enough to colour every cell of a slice in each
 * frame. A shade is off by half a step of the table at most; cells that are not finite have their
 * own colours exactly.
 */
export function palette(scale: Scale): Palette {
  const made = known.get(scale) ?? tableOf(scale);
  known.set(scale, made);
  return made;
}

/** A scale's table is made once. */
const known = new WeakMap<Scale, Palette>();

function tableOf(scale: Scale): Palette {
  const [low, high] = scale.range;
  // Halved where the difference of the ends would overflow.
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

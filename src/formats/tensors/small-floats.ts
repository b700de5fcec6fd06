// Floats of 8 and 16 bits that NumPy has no name for: bfloat16, and the fp8 types of machine learning.
import { type ElementLayout, type NpyElements, npyElements } from '../npy-elements.js';

/** Their codes, and the value of each pattern of bits. */
const smallFloats: Readonly<Record<string, (bits: number) => number>> = {
  // The upper half of a float32.
  bf2: (bits) => floatOf(bits, 8, 7, 'ieee'),
  e4m3: (bits) => floatOf(bits, 4, 3, 'finite'),
  e5m2: (bits) => floatOf(bits, 5, 2, 'ieee'),
  // Powers of two alone, as scales of blocks.
  e8m0: (bits) => (bits === 0xff ? Number.NaN : 2 ** (bits - 127)),
};

/**
 * Decodes elements of any file that is read in parts: what `npyElements` takes, and `bf2` (bfloat16),
 * `e4m3`, `e5m2` and `e8m0` (fp8 as in [OCP's specifications](https://www.opencompute.org/documents/ocp-8-bit-floating-point-specification-ofp8-revision-1-0-2023-12-01-pdf-1)),
 * which become float32 without rounding.
 * @param bytes whole elements, any run of them
 * @example
 * [...fileElements({ type: 'bf2', littleEndian: true }, Uint8Array.of(0x80, 0x3f))] // [1]
 */
export function fileElements(layout: ElementLayout, bytes: Uint8Array): NpyElements {
  const value = Object.hasOwn(smallFloats, layout.type) ? smallFloats[layout.type] : undefined;
  if (value === undefined) return npyElements(layout, bytes);
  const type = layout.type === 'bf2' ? 'u2' : 'u1';
  const patterns = npyElements({ ...layout, type }, bytes) as Uint8Array | Uint16Array;
  return Float32Array.from(patterns, value);
}

/**
 * A float of a sign, an exponent and a fraction.
 * @param kind `finite`: no infinities, and NaN where all bits are set
 */
function floatOf(
  bits: number,
  exponentBits: number,
  fractionBits: number,
  kind: 'ieee' | 'finite',
): number {
  const sign = bits >> (exponentBits + fractionBits) ? -1 : 1;
  const top = 2 ** exponentBits - 1;
  const exponent = (bits >> fractionBits) & top;
  const fraction = bits & (2 ** fractionBits - 1);
  const bias = top >> 1;
  if (kind === 'finite' && exponent === top && fraction === 2 ** fractionBits - 1)
    return Number.NaN;
  if (kind === 'ieee' && exponent === top) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

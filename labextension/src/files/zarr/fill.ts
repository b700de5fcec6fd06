// The value of cells whose chunk is missing, as the bytes of an element.
import { oneLine, type ZarrArray } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';

/**
 * The bytes of an array's fill value, in the array's byte order; zeros where the metadata has none.
 * @throws Error, one line, where it is no value of the array's type
 */
export function fillBytes({ type, width, fill, littleEndian }: ZarrArray): Uint8Array {
  const bytes = new Uint8Array(width);
  const parts = type.startsWith('c') ? (Array.isArray(fill) ? fill : [fill, 0]) : [fill];
  const size = width / parts.length;
  for (const [i, part] of parts.entries()) {
    if (part === null || part === undefined) continue;
    const view = new DataView(bytes.buffer, i * size, size);
    if (!writeValue(view, type, part, littleEndian)) {
      const given = oneLine(typeof fill === 'bigint' ? `${fill}` : (JSON.stringify(fill) ?? ''));
      throw new Error(trans.__('Its fill_value %1 is none of its type.', given));
    }
  }
  return bytes;
}

function writeValue(view: DataView, type: string, value: unknown, littleEndian: boolean): boolean {
  const bits = view.byteLength * 8;
  const writeBits = (pattern: bigint): boolean => {
    if (BigInt.asUintN(bits, pattern) !== pattern) return false;
    for (let i = 0; i < view.byteLength; i++) {
      const at = littleEndian ? i : view.byteLength - 1 - i;
      view.setUint8(at, Number((pattern >> BigInt(8 * i)) & 255n));
    }
    return true;
  };
  if (typeof value === 'boolean') return type === 'b1' && writeBits(value ? 1n : 0n);
  // A float's own bits.
  if (typeof value === 'string' && /^0x[0-9a-f]{1,16}$/i.test(value))
    return writeBits(BigInt(value));
  if (typeof value === 'bigint' && /^[iu]/.test(type)) {
    return writeBits(BigInt.asUintN(bits, value));
  }
  const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || (Number.isNaN(number) && value !== 'NaN')) return false;
  if (/^[iub]/.test(type)) {
    return Number.isSafeInteger(number) && writeBits(BigInt.asUintN(bits, BigInt(number)));
  }
  if (bits === 16) return writeBits(halfBits(number));
  if (bits === 32) view.setFloat32(0, number, littleEndian);
  else view.setFloat64(0, number, littleEndian);
  return true;
}

/** The bits of a number as float16, which it is taken to be exactly. */
function halfBits(value: number): bigint {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00n;
  if (size > 65504) return BigInt(sign | 0x7c00);
  if (size < 2 ** -14) return BigInt(sign | Math.round(size * 2 ** 24));
  const exponent = Math.floor(Math.log2(size));
  return BigInt(sign + ((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024));
}

import { describe, expect, test } from 'vitest';
import { base64Length, fromBase64, toBase64 } from '../../../../src/core/bytes/base64.js';
import { runSteps } from '../../../../src/core/steps.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('base64', () => {
  // The test vectors of RFC 4648, section 10.
  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (plain, encoded) => {
    expect(toBase64(bytesOf(plain))).toBe(encoded);
    expect(runSteps(fromBase64(encoded, plain.length))).toEqual(bytesOf(plain));
    expect(base64Length(plain.length)).toBe(encoded.length);
  });

  test('of every byte is what Node makes of it', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(toBase64(all)).toBe(Buffer.from(all).toString('base64'));
  });

  test('of 4 MB neither overflows the stack nor loses a byte', () => {
    const bytes = Uint8Array.from({ length: 4_000_001 }, (_, i) => (i * 131 + (i >> 8)) & 255);
    const text = toBase64(bytes);
    expect(text === Buffer.from(bytes).toString('base64')).toBe(true);
    expect(Buffer.compare(runSteps(fromBase64(text, bytes.length))!, bytes)).toBe(0);
  });

  test.each([
    ['too short for its bytes', 'Zm9v', 4],
    ['too long', 'Zm9vYg==', 3],
    ['unpadded', 'Zg', 1],
    ['padded in the middle', 'Z=9v', 3],
    ['padded where a digit is due', 'Zm8=', 3],
    ['with a digit where padding is due', 'Zm9v', 2],
    ['with a space', 'Zm 9', 3],
    ["of the URL's alphabet", 'Zm-_', 3],
    ['with letters beyond ASCII', 'Zm\u01419', 3],
  ])('refuses a text %s', (_, text, length) => {
    expect(runSteps(fromBase64(text, length))).toBeUndefined();
  });
});

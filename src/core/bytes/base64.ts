// Base64 (RFC 4648) of bytes.
// Node 20 and browsers share no base64 function that takes bytes: `atob` and `btoa` need a string
// of one character per byte, which is slow for megabytes and can exceed the limit on call
// arguments.

import type { Steps } from '../steps.js';

const padding = 61;
const invalid = 255;
// A to Z, a to z, 0 to 9, + and /.
const codes = Uint8Array.from({ length: 64 }, (_, i) =>
  i < 26 ? i + 65 : i < 52 ? i + 71 : i < 62 ? i - 4 : i === 62 ? 43 : 47,
);
const values = new Uint8Array(256).fill(invalid);
for (const [value, code] of codes.entries()) values[code] = value;

/** The length of the base64 text of `bytes` bytes, padding included. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** Encodes bytes as base64 text (RFC 4648, section 4: the standard alphabet, padded). */
export function toBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(base64Length(bytes.length)).fill(padding);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at] = codes[group >> 18]!;
    text[at + 1] = codes[(group >> 12) & 63]!;
    if (left > 1) text[at + 2] = codes[(group >> 6) & 63]!;
    if (left > 2) text[at + 3] = codes[group & 63]!;
    at += 4;
  }
  return new TextDecoder().decode(text);
}

/** What newer browsers decode with, some ten times as fast; neither Node 20 nor TypeScript's types know it. */
interface NativeDecoder {
  /** Skips white space and stops at the array's end. @throws SyntaxError */
  setFromBase64?(text: string): { readonly written: number };
}

/** Characters that are decoded at a time: a multiple of 4. */
const decodeStep = 2 ** 18;

/**
 * How many bytes a padded base64 text holds, by its length and its padding; undefined where no text
 * of that length is base64.
 */
export function base64Bytes(text: string): number | undefined {
  if (text.length % 4 !== 0) return undefined;
  const fillers = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - fillers;
}

/**
 * Decodes padded base64 text (RFC 4648, section 4) that holds `length` bytes. The text's length is
 * checked before anything is allocated.
 * @returns the bytes, or undefined where the text is not the base64 of that many bytes
 */
export function* fromBase64(text: string, length: number): Steps<Uint8Array | undefined> {
  if (text.length !== base64Length(length)) return undefined;
  const fillers = (3 - (length % 3)) % 3;
  const end = text.length - fillers;
  if (text.slice(end) !== '='.repeat(fillers)) return undefined;
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(length);
  let all = 0;
  for (let start = 0; start < text.length; start += decodeStep) {
    const part = text.slice(start, Math.min(start + decodeStep, end));
    const target: Uint8Array & NativeDecoder = bytes.subarray((start / 4) * 3);
    if (target.setFromBase64) {
      try {
        if (target.setFromBase64(part).written !== (part.length * 3) >> 2) return undefined;
      } catch {
        return undefined;
      }
      yield;
      continue;
    }
    const encoded = encoder.encode(part);
    // More UTF-8 bytes than characters: a character is outside the alphabet.
    if (encoded.length !== part.length) return undefined;
    const digits = new Uint8Array(Math.ceil(part.length / 4) * 4).fill(codes[0]!);
    digits.set(encoded);
    for (let i = 0, at = (start / 4) * 3; i < digits.length; i += 4, at += 3) {
      const [a, b] = [values[digits[i]!]!, values[digits[i + 1]!]!];
      const [c, d] = [values[digits[i + 2]!]!, values[digits[i + 3]!]!];
      all |= a | b | c | d;
      // Writes past the end of a typed array have no effect.
      bytes[at] = (a << 2) | (b >> 4);
      bytes[at + 1] = (b << 4) | (c >> 2);
      bytes[at + 2] = (c << 6) | d;
    }
    if (all === invalid) return undefined;
    yield;
  }
  return bytes;
}

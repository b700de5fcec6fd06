// Own base64, since Node 20 and browsers share none that takes bytes: `atob` and `btoa` go through
// strings of one character a byte, which is slow and deep for megabytes.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 61;
const codes = new TextEncoder().encode(alphabet);
const values = new Uint8Array(256).fill(255);
for (const [value, code] of codes.entries()) values[code] = value;

/** The length of the base64 text of `bytes` bytes, padding included. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** Bytes as base64 text (RFC 4648, padded). */
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

/**
 * The `length` bytes that base64 text holds, or undefined where it is not the padded base64 text of
 * that many bytes. The text's length is checked before anything is allocated.
 */
export function fromBase64(text: string, length: number): Uint8Array | undefined {
  if (text.length !== base64Length(length)) return undefined;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const left = length - at;
    let group = 0;
    for (let digit = 0; digit < 4; digit++) {
      const code = text.charCodeAt(i + digit);
      const filler = digit > left;
      const value = filler && code === padding ? 0 : (values[code] ?? 255);
      if (value === 255 || (filler && code !== padding)) return undefined;
      group = (group << 6) | value;
    }
    bytes[at] = group >> 16;
    if (left > 1) bytes[at + 1] = (group >> 8) & 255;
    if (left > 2) bytes[at + 2] = group & 255;
    at += 3;
  }
  return bytes;
}

import { describe, expect, test } from 'vitest';
import {
  readSafetensorsHeader,
  safetensorsHeaderEnd,
} from '../../../src/formats/tensors/safetensors.js';
import { makeSafetensors } from '../../fixtures/safetensors.mjs';

/** Reads a file's header as the viewer does: first its length. */
function read(file: Uint8Array, length = file.length): ReturnType<typeof readSafetensorsHeader> {
  const end = safetensorsHeaderEnd(file.subarray(0, 8), length);
  return readSafetensorsHeader(file.subarray(0, end), length);
}

describe('the header of a .safetensors file', () => {
  test('tells where each tensor lies, in the order of the file', () => {
    const file = makeSafetensors({
      // Names come sorted, bytes need not.
      a: { dtype: 'BF16', shape: [2], data_offsets: [4, 8] },
      b: { dtype: 'I8', shape: [2, 2], data_offsets: [0, 4] },
      __metadata__: { format: 'pt' },
    });
    const { tensors, unread } = read(file);
    expect(unread).toEqual([]);
    expect(tensors.map(({ name, dtype, start }) => [name, dtype, start])).toEqual([
      ['b', 'int8', file.length - 8],
      ['a', 'bfloat16', file.length - 4],
    ]);
  });

  test('leaves out a type that is unknown, and says so', () => {
    const file = makeSafetensors({ x: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } });
    const { tensors, unread } = read(file);
    expect([tensors, unread.map(({ name }) => name)]).toEqual([[], ['x']]);
    expect(unread[0]!.reason).toContain('x.dtype="F4" is a type that is not read');
  });

  test('leaves out a tensor of 7 axes, and reads the others', () => {
    const file = makeSafetensors({
      a: { dtype: 'U8', shape: [1, 1, 1, 1, 1, 1, 2], data_offsets: [0, 2] },
      b: { dtype: 'U8', shape: [1], data_offsets: [2, 3] },
    });
    const { tensors, unread } = read(file);
    expect(tensors.map(({ name }) => name)).toEqual(['b']);
    expect(unread[0]!.reason).toContain('a.shape=[1, 1, 1, 1, 1, 1, 2] has more than 6 axes');
  });

  const u8 = (from: number, to: number, shape = [to - from]): object => ({
    dtype: 'U8',
    shape,
    data_offsets: [from, to],
  });
  test.each<[string, object, number, RegExp]>([
    ['overlap', { a: u8(0, 4), b: u8(3, 6) }, 6, /b\.data_offsets=\[3, 6\] overlaps the tensor/],
    ['leave a gap', { a: u8(0, 4), b: u8(5, 6) }, 6, /leaves a gap before it \(it ends at 4\)/],
    ['lie beyond the file', { a: u8(0, 9) }, 6, /is not a part of the 6 bytes/],
    ['end before the file', { a: u8(0, 4) }, 6, /data_offsets=4 is not where the file ends/],
    ['end before they start', { a: u8(4, 0, [4]) }, 6, /is not a part of/],
    [
      'have a shape that does not fit',
      { a: u8(0, 6, [7]) },
      6,
      /a\.shape=\[7\] does not fit its 6/,
    ],
    [
      'have 7 axes that do not fit',
      { a: u8(0, 6, [7, 1, 1, 1, 1, 1, 1]) },
      6,
      /does not fit its 6/,
    ],
    [
      'have more cells than can be counted',
      { a: u8(0, 6, [2 ** 40, 2 ** 40]) },
      6,
      /is no list of sizes/,
    ],
    ['have a name of 501 characters', { ['n'.repeat(501)]: u8(0, 6) }, 6, /more than 500/],
    ['are nothing', { a: null }, 6, /a\.dtype=undefined is not the name of a type/],
  ])('is refused in one line where tensors %s', (_, header, data, reason) => {
    expect(() => read(makeSafetensors(header, data))).toThrow(reason);
  });

  test.each<[string, Uint8Array, number, RegExp]>([
    ['is shorter than 8 bytes', new Uint8Array(3), 3, /is too short for a header/],
    ['is cut short', Uint8Array.of(200, 0, 0, 0, 0, 0, 0, 0, 123), 9, /is more than the 1 bytes/],
    ['says 100 MB', Uint8Array.of(0, 0, 0, 6, 0, 0, 0, 0), 1e10, /more than the 8388608 bytes/],
    ['says 2⁶⁴ − 1', new Uint8Array(8).fill(255), 1e10, /is more than the 9999999992 bytes/],
    ['is a list', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 91, 93), 10, /is not a JSON object/],
    ['is no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 123, 255), 10, /is not a JSON object/],
  ])('is refused in one line where it %s', (_, bytes, length, reason) => {
    expect(() => read(bytes, length)).toThrow(reason);
  });

  const a = '{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';
  test.each([
    ['a tensor', `{"a":${a},"a":${a}}`],
    ['a tensor by an escape', `{"a":${a},"\\u0061":${a.replace('U8', 'I8')}}`],
    ['a dtype', `{"a":${a.replace('}', ',"dtype":"I8"}')}}`],
    ['a note', `{"__metadata__":{"b":"1","b":"2"},"a":${a}}`],
  ])('is refused where its header names %s twice', (_, text) => {
    const header = new TextEncoder().encode(text);
    const file = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header);
    expect(() => read(file, file.length + 1)).toThrow(
      /^readSafetensors: header=\S+ names something twice; the header is damaged$/,
    );
  });

  test('is read where names and notes hold colons, quotes and braces', () => {
    const text = `{"__metadata__":{"b:":"\\"::{","c\\\\":""},"a:\\":{":${a}}`;
    const header = new TextEncoder().encode(text);
    const file = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header);
    expect(read(file, file.length + 1).tensors.map(({ name }) => name)).toEqual(['a:":{']);
  });

  test('is refused, and no stack runs over, where a note is nested a million times', () => {
    const text = `{"__metadata__":${'['.repeat(1e6)}${']'.repeat(1e6)},"a":${a},"a":${a}}`;
    const file = new Uint8Array(8 + text.length);
    new DataView(file.buffer).setUint32(0, text.length, true);
    file.set(new TextEncoder().encode(text), 8);
    expect(() => read(file, file.length + 1)).toThrow(/^readSafetensors: header=/);
  });
});

import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../../labextension/src/files/source/byte-source.js';
import { NpzFile } from '../../../labextension/src/files/source/npz-file.js';
import { writeNpy } from '../../../src/formats/npy.js';
import { readNpz, type UnreadMember, writeNpz } from '../../../src/formats/npz.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { readView } from '../../../src/view/codec.js';
import { type Facts, makeZip, type ZipEntry } from '../../fixtures/zip.js';

// Members of archives that other programs pack, or that no reader names alike.

const x: ZipEntry = { name: 'x.npy', content: writeNpy(tensor([1.5])) };
const y: ZipEntry = { name: 'y.npy', content: writeNpy(tensor([2, 3])) };
/** x as both of its headers say. */
const saying = (facts: Partial<Facts>): Uint8Array =>
  makeZip([{ ...x, own: facts, listed: facts }, y]);

const byDeflate = 'not by deflate; save it with np.savez_compressed';
const unpackable: readonly [name: string, archive: Uint8Array, line: string][] = [
  ...Object.entries({
    9: 'deflate64',
    12: 'bzip2',
    14: 'lzma',
    93: 'zstd',
    95: 'xz',
    1: 'unknown',
  }).map(([method, name]): [string, Uint8Array, string] => [
    name,
    saying({ method: Number(method), size: 10_000_000 }),
    `bytes="x.npy" is compressed by method ${method} (${name}), ${byDeflate}`,
  ]),
  ...[1, 0x41, 0x20].map((flags): [string, Uint8Array, string] => [
    `encryption, flags ${flags},`,
    saying({ flags }),
    'bytes="x.npy" is encrypted; save it without a password',
  ]),
  [
    'encryption by AES',
    saying({ flags: 1, method: 99 }),
    'bytes="x.npy" is encrypted; save it without a password',
  ],
];

describe('a member packed with', () => {
  test.each(unpackable)(
    '%s is named with its reason, and the others are read',
    (_, archive, line) => {
      const unread: UnreadMember[] = [];
      expect(readNpz(archive, { onUnread: (one) => unread.push(one) })).toEqual({
        y: tensor([2, 3]),
      });
      expect(unread).toEqual([{ name: 'x.npy', reason: `readNpz: ${line}` }]);
    },
  );

  test.each(unpackable)('%s says so in the viewer, beside the others', async (_, archive, line) => {
    const { arrays } = await NpzFile.open(new MemorySource(archive));
    const [first, second] = arrays;
    await expect(first!.check()).rejects.toThrow(line);
    await expect(first!.source()).rejects.toThrow(line);
    expect((await second!.check()).shape).toEqual([2]);
  });

  test('zstd is the error where no member can be read, and of a saved view', () => {
    const facts = { method: 93 };
    const view = (name: string): Uint8Array =>
      makeZip([
        { ...x, name, own: { name, ...facts }, listed: { name, ...facts } },
        { ...y, name: name === 'x.npy' ? 'poolscope.json' : 'x.npy' },
      ]);
    expect(() => readNpz(makeZip([{ ...x, own: facts, listed: facts }]))).toThrow('(zstd)');
    expect(() => readView(view('poolscope.json'))).toThrow(
      'bytes="poolscope.json" is compressed by method 93 (zstd)',
    );
  });
});

describe('a name', () => {
  const refused: readonly [string, Uint8Array][] = [
    ['with a NUL', saying({ name: 'x.npy\0' })],
    ['that is another after its NUL', saying({ name: 'x.npy\0z.npy' })],
    ['with what stands for bytes that are no UTF-8', saying({ name: '\ufffd.npy' })],
  ];
  test.each(refused)('%s is refused, for Python reads another', (_, archive) => {
    expect(() => readNpz(archive)).toThrow(
      /^readNpz: [^\n\0]* is no name\); write it with np\.savez$/,
    );
  });

  test('that starts with a mark of the byte order is another than without', () => {
    const archive = makeZip([x, { ...y, name: '\ufeffx.npy' }]);
    expect(Object.keys(readNpz(archive))).toEqual(['x', '\ufeffx']);
  });

  test.each(['a\0b', '\ud800', '\ufffd', 'a'.repeat(65_532)])('%j is not written', (name) => {
    expect(() => writeNpz({ [name]: tensor([1]) })).toThrow("can't be the name of an array");
  });

  test.each(['../x', '\ufeffx', '数据', '__proto__', 'a\nb', ''])(
    '%j is read as written',
    (name) => {
      const tensors = Object.fromEntries([[name, tensor([1])]]);
      expect(readNpz(writeNpz(tensors))).toEqual(tensors);
    },
  );

  test('of a member that is left out stays on its line', () => {
    const lines: unknown[] = [];
    const { warn } = console;
    console.warn = (line) => lines.push(line);
    try {
      readNpz(makeZip([{ ...x, name: 'a\n\u001b[31m.txt' }, y]));
    } finally {
      console.warn = warn;
    }
    expect(lines).toEqual([
      'readNpz: left out a\\u000a\\u001b[31m.txt: readNpz: bytes="a\\n\\u001b[31m.txt" is not an .npy member; write the archive with np.savez',
    ]);
  });
});

describe('an extra field', () => {
  /** The archive of x, whose directory has an extra field of these bytes. */
  const withExtra = (extra: readonly number[], sizes?: number): Uint8Array => {
    const archive = Buffer.from(makeZip([x]));
    const at = archive.lastIndexOf(Buffer.from('PK\x01\x02'));
    const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
    archive.writeUInt16LE(extra.length, at + 30);
    archive.writeUInt32LE(end - at + extra.length, end + 12);
    if (sizes !== undefined) archive.writeUInt32LE(sizes, at + 24);
    return Uint8Array.from(
      Buffer.concat([archive.subarray(0, end), Buffer.from(extra), archive.subarray(end)]),
    );
  };

  test.each([
    ['of another program', [0x55, 0x54, 1, 0, 9]],
    ['of fewer bytes than a head', [0, 0, 0]],
  ])('%s is passed over', (_, extra) => {
    expect(readNpz(withExtra(extra))).toEqual({ x: tensor([1.5]) });
  });

  test.each([
    ['that is cut short', [0x55, 0x54, 9, 0, 9], undefined],
    ['that lacks the size it is to hold', [1, 0, 4, 0, 1, 2, 3, 4], 0xffffffff],
  ])('%s is refused', (_, extra, sizes) => {
    expect(() => readNpz(withExtra(extra, sizes))).toThrow(/^readNpz: bytes="x.npy" [^\n]+$/);
  });
});

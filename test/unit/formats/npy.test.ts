import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import { DTypeError, OptionError, PoolscopeError, ShapeError } from '../../../src/core/errors.js';
import { readNpy, writeNpy } from '../../../src/formats/npy.js';
import { readNpz, type UnreadMember, writeNpz } from '../../../src/formats/npz.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import { readView } from '../../../src/view/codec.js';

// The files are NumPy's, and so are the values they are said to hold: test/vectors/npy/generate.py.

const folder = new URL('../../vectors/npy/', import.meta.url);
const file = (name: string): Uint8Array => readFileSync(new URL(name, folder));

interface Saved {
  dtype: string;
  shape: number[];
  values: (number | boolean | string)[];
}
const expected: Record<string, Saved> = JSON.parse(file('expected.json').toString());
const readable = Object.entries(expected).filter(
  ([name]) => !name.endsWith('-inexact') && name !== 'rank-7',
);

/** The smallest of the library's dtypes that holds NumPy's, where it lacks it. */
function dtypeFor({ dtype, values }: Saved): string {
  if (dtype === 'float16') return 'float32';
  if (!/^u?int(16|32|64)$/.test(dtype)) return dtype;
  return values.every((value) => Math.abs(Number(value)) < 2 ** 31 || value === -(2 ** 31))
    ? 'int32'
    : 'float64';
}

describe('readNpy', () => {
  test.each(readable)('reads what NumPy saved as %s', (name, saved) => {
    const x = readNpy(file(`${name}.npy`));
    expect(x.shape).toEqual(saved.shape);
    expect(x.dtype).toBe(dtypeFor(saved));
    const values = saved.values.map((value) => Number(String(value).replace('inf', 'Infinity')));
    if (saved.dtype === 'bool') expect([...x.data]).toEqual(saved.values.map(Number));
    else expect([...x.data]).toEqual(values);
  });

  test('covers every byte order and dtype, versions 1 to 3, and 0 to 6 axes', () => {
    expect(readable.length).toBe(46);
  });

  test('copies: writing to the tensor leaves the file as it was', () => {
    const bytes = file('uint8.npy');
    const before = Uint8Array.from(bytes);
    readNpy(bytes).data.fill(9);
    expect(Uint8Array.from(bytes)).toEqual(before);
  });

  test('takes an ArrayBuffer', () => {
    const bytes = Uint8Array.from(file('rank-1.npy'));
    expect(readNpy(bytes.buffer).toArray()).toEqual([0, 1]);
  });

  test.each([
    ['object', 'is a pickle'],
    ['complex64', 'is complex'],
    ['longdouble', 'is a long double'],
    ['structured', 'is structured'],
    ['datetime', 'is not a number or bool type'],
    ['text', 'is not a number or bool type'],
    ['bytes', 'is not a number or bool type'],
  ])('refuses %s: it %s', (name, problem) => {
    expect(() => readNpy(file(`${name}.npy`))).toThrow(DTypeError);
    expect(() => readNpy(file(`${name}.npy`))).toThrow(problem);
  });

  test('refuses integers that no dtype holds exactly, and names the first', () => {
    expect(() => readNpy(file('int64-inexact.npy'))).toThrow(
      "readNpy: data[1]=9007199254740993n is exact in no dtype of the library (float64 holds every integer up to 2^53); round it yourself: x.astype('float64')",
    );
    expect(() => readNpy(file('uint64-inexact.npy'))).toThrow('data[0]=18446744073709551615n');
  });

  test('refuses more than 6 axes', () => {
    expect(() => readNpy(file('rank-7.npy'))).toThrow('has 7 axes; give at most 6');
  });
});

const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  return copy;
};

/** `read`, `refused` with one of the library's errors, or what else was thrown. */
function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof PoolscopeError ? 'refused' : String(error);
  }
}

describe('readNpy, given a broken or hostile file,', () => {
  const header = (text: string, data = 0): Uint8Array => {
    const length = text.length;
    const head = [0x93, ...Buffer.from('NUMPY'), 1, 0, length & 255, length >> 8];
    return Uint8Array.of(...head, ...Buffer.from(text), ...new Uint8Array(data));
  };
  const dictionary = (shape: string, descr = "'<f8'", order = 'False'): string =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

  test('allocates nothing for a shape that its bytes do not fill', () => {
    expect(() => readNpy(header(dictionary('(1000000, 1000000)'), 16))).toThrow(
      'readNpy: shape=[1000000, 1000000] does not fit the 16 bytes after the header (1000000·1000000·8 = 8000000000000 bytes of <f8); the file is cut short',
    );
  });

  test('refuses bytes after the array', () => {
    expect(() => readNpy(header(dictionary('(1,)'), 16))).toThrow(
      'give a file that holds one array',
    );
  });

  test('ends at once for an empty array with a huge axis in Fortran order', () => {
    const x = readNpy(header(dictionary('(9007199254740991, 0)', "'<f8'", 'True')));
    expect(x.shape).toEqual([9007199254740991, 0]);
  });

  test.each([
    ['(2**60,)', OptionError],
    ['(-1,)', OptionError],
    ['(1,,2)', OptionError],
    ['(1.5,)', OptionError],
    ['(99999999999999999999,)', ShapeError],
    ['(9007199254740991, 9007199254740991)', ShapeError],
  ])('refuses the shape %s', (shape, error) => {
    expect(() => readNpy(header(dictionary(shape), 8))).toThrow(error);
  });

  test.each(["'='", "'<f3'", "'f8'", "'|f8'", "'__proto__'", "'|S1'", "'<f8<f8'", "''"])(
    'refuses the type %s',
    (descr) => {
      expect(() => readNpy(header(dictionary('(1,)', descr), 8))).toThrow(DTypeError);
    },
  );

  test.each([
    '',
    '{}',
    "{'descr': '<f8', 'shape': (1,)}",
    `${dictionary('(1,)').trim()} + exit()`,
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
    "{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    // What Python's own reader of literals refuses, and so NumPy does.
    "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False 'shape': (1,)}",
    "{'descr': '<f8' 'fortran_order': False 'shape': (1,)}",
    "{,'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8',, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,),,}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (01,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}",
    "{'descr': True, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': 'False', 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': '1,'}",
  ])('refuses the header %j', (text) => {
    expect(() => readNpy(header(text, 8))).toThrow(OptionError);
  });

  test("accepts Python 2's long sizes, double quotes, and byte orders where they mean nothing", () => {
    const text = `{"shape": (2L, 1L), "fortran_order": False, "descr": "<u1"}`;
    expect(readNpy(header(text, 2)).shape).toEqual([2, 1]);
  });

  test('refuses a byte that is no bool', () => {
    const bytes = file('bool.npy');
    expect(() => readNpy(changed(bytes, bytes.length - 1, 2))).toThrow(
      'readNpy: data[2]=2 is not a bool',
    );
  });

  test('says what is wrong with a file that is none', () => {
    expect(() => readNpy(new Uint8Array(0))).toThrow('is not an .npy file (it starts with nothing');
    expect(() => readNpy(Uint8Array.of(0x80, 4, 0x95))).toThrow('it starts with bytes 128 4 149');
    expect(() => readNpy('x.npy' as unknown as Uint8Array)).toThrow(DTypeError);
    expect(() => readNpy(Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 4, 0))).toThrow(
      'version="4.0" is unknown',
    );
    expect(() =>
      readNpy(Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 2, 0, 255, 255, 255, 255)),
    ).toThrow('ends within its header (at least 4294967307 are due)');
  });

  test("gives one of the library's errors wherever a file is cut", () => {
    const whole = file('rank-2-fortran.npy');
    for (let length = 0; length < whole.length; length++) {
      expect(() => readNpy(whole.subarray(0, length))).toThrow(PoolscopeError);
    }
  });

  test("gives a tensor or one of the library's errors, whichever byte is changed", () => {
    const whole = file('rank-2-fortran.npy');
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 32, 39, 40, 57, 255]) {
        expect(outcome(() => readNpy(changed(whole, at, value)))).toMatch(/^(read|refused)$/);
      }
    }
  });
});

describe('writeNpy', () => {
  test.each(['float32', 'float64', 'uint8', 'int8', 'int32', 'bool'] as const)(
    "writes %s byte for byte as NumPy's save does",
    (dtype) => {
      const x = tensor([0, 1, 0, 1, 0, 1], [2, 3], { dtype });
      expect(writeNpy(x)).toEqual(Uint8Array.from(file(`write-${dtype}.npy`)));
    },
  );

  test.each(['rank-0', 'rank-1', 'rank-6', 'empty'])('writes %s as NumPy does', (name) => {
    expect(writeNpy(readNpy(file(`${name}.npy`)))).toEqual(Uint8Array.from(file(`${name}.npy`)));
  });

  test('writes only the part of a buffer that the tensor is', () => {
    const x = tensor(new Float32Array([9, 1, 2, 9]).subarray(1, 3));
    expect(readNpy(writeNpy(x)).toArray()).toEqual([1, 2]);
  });
});

describe('readNpz and writeNpz', () => {
  test.each(['stored', 'deflated'])("read NumPy's %s archive", (name) => {
    const arrays = readNpz(file(`${name}.npz`));
    expect(Object.keys(arrays)).toEqual(['x', 'mask', 'scalar']);
    expect(arrays.x!.toArray()).toEqual([[1.5, -2.5]]);
    expect(arrays.mask!.toArray()).toEqual([true, false]);
    expect(arrays.scalar!.toArray()).toBe(3);
  });

  test('write the same bytes for the same tensors, and read them again', () => {
    const tensors = { x: tensor([[1.5]]), __mask: tensor([true]) };
    const archive = writeNpz(tensors);
    expect(writeNpz(tensors)).toEqual(archive);
    expect(readNpz(archive)).toEqual(tensors);
    expect(readNpz(writeNpz({}))).toEqual({});
  });

  test('read a view that Python saved, and pass over what describes it', () => {
    const { x, dout, din, ...rest } = readNpz(file('../shared/saved-view.npz'));
    expect(Object.keys(rest)).toEqual(['mask']);
    expect(x!.toArray()).toEqual([
      [
        [[1], [2], [5], [4]],
        [[3], [0], [5], [6]],
      ],
    ]);
    expect(dout!.toArray()).toEqual([[[[10], [-4]]]]);
    // To the maxima 3 and 6.
    expect(din!.at(0, 1, 0, 0)).toBe(10);
    expect(din!.at(0, 1, 3, 0)).toBe(-4);
  });

  test('name the member of a fault', () => {
    const cut = writeNpy(tensor([1, 2])).subarray(0, 140);
    expect(() => readNpz(zipSync({ 'dout.npy': cut }))).toThrow(
      'readNpz: dout.npy: shape=[2] does not fit the 12 bytes after the header',
    );
    expect(() => readNpz(zipSync({ 'a.txt': Uint8Array.of(1) }))).toThrow('is not an .npy member');
  });

  describe('where a member can’t be read', () => {
    const x = writeNpy(tensor([1.5]));
    const members = {
      'labels.npy': file('object.npy'),
      'x.npy': x,
      'notes.txt': Uint8Array.of(1),
      'cut.npy': x.subarray(0, 130),
      'y.npy': writeNpy(tensor([2])),
    };

    test('read the others and name each that they left out, with the reason', () => {
      const unread: UnreadMember[] = [];
      const arrays = readNpz(zipSync(members), { onUnread: (member) => unread.push(member) });
      expect(arrays).toEqual({ x: tensor([1.5]), y: tensor([2]) });
      expect(unread.map(({ name }) => name)).toEqual(['labels.npy', 'notes.txt', 'cut.npy']);
      expect(unread[0]!.reason).toMatch(/object|pickle/);
      expect(unread[1]!.reason).toContain('is not an .npy member');
      expect(unread[2]!.reason).toContain('does not fit');
    });

    test('are not silent about it by default', () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      expect(Object.keys(readNpz(zipSync(members)))).toEqual(['x', 'y']);
      const said = warn.mock.calls.map(String);
      expect(said).toHaveLength(3);
      expect(said[0]).toMatch(/^readNpz: left out labels\.npy: .*(object|pickle)/);
      warn.mockRestore();
    });

    test('throw where none can', () => {
      const none = zipSync({ 'labels.npy': members['labels.npy'], 'notes.txt': x });
      expect(() => readNpz(none)).toThrow(/^readNpz: labels\.npy.*(object|pickle)/);
    });

    test('are as strict as ever in a saved view', () => {
      const archive = zipSync({
        'poolscope.json': new TextEncoder().encode('{ "version": 1, "views": [] }'),
        ...members,
      });
      expect(() => readView(archive)).toThrow('labels.npy');
    });
  });

  test('refuse what is no archive', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(100), file('bool.npy')]) {
      expect(() => readNpz(bytes)).toThrow('is not a zip archive');
    }
  });

  // The central directory's record of the only member: its sizes, packed and whole, at 20 and 24.
  // The member's own header, at the archive's start, repeats them two bytes earlier.
  const declaring = (archive: Uint8Array, at: 20 | 24, size: number): Uint8Array => {
    const copy = Uint8Array.from(archive);
    const record = Buffer.from(copy.buffer).lastIndexOf(Buffer.from('PK\x01\x02'));
    const view = new DataView(copy.buffer);
    view.setUint32(record + at, size, true);
    view.setUint32(at - 2, size, true);
    return copy;
  };

  test('refuse a bomb before it is unpacked: sizes that the bytes present do not justify', () => {
    const archive = writeNpz({ x: tensor([1]) });
    expect(() => readNpz(declaring(archive, 24, 2 ** 32 - 2))).toThrow(
      'readNpz: bytes="x.npy" declares 4294967294 bytes of',
    );
    expect(() => readNpz(declaring(archive, 20, 2 ** 31))).toThrow('overlaps what follows it');
  });

  test('refuse what would take more than a gibibyte, though it could be so many bytes', () => {
    const noise = writeNpy(random(0).randn(2 ** 17, 2));
    const archive = zipSync({ 'x.npy': noise }, { level: 1 });
    expect(archive.length * 1032).toBeGreaterThan(2 ** 30 + 1);
    expect(() => readNpz(declaring(archive, 24, 2 ** 30 + 1))).toThrow(
      'would bring the archive to 1073741825 bytes',
    );
  });

  test('read no more than a member declares, and no less', () => {
    const archive = zipSync({ 'x.npy': writeNpy(tensor([1, 2])) });
    expect(() => readNpz(declaring(archive, 24, 143))).toThrow('declares 143 bytes and holds more');
    expect(() => readNpz(declaring(archive, 24, 1000))).toThrow(
      'declares 1000 bytes and holds 144',
    );
  });

  test("give arrays or one of the library's errors, whichever byte is changed", () => {
    const archive = writeNpz({ x: tensor([1, 2, 3]), y: tensor([[true]]) });
    for (let at = 0; at < archive.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        expect(outcome(() => readNpz(changed(archive, at, value), { onUnread: () => {} }))).toMatch(
          /^(read|refused)$/,
        );
      }
    }
  });
});

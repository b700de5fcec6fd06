import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as zarr from 'zarrita';
import { avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { type CallOfStep, createStore, openStore, viewOfEntry } from '../../../src/store.js';
import { tensor } from '../../../src/tensor/from-data.js';
import { random } from '../../../src/tensor/random.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import { windows } from '../../../src/window/windows.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poolscope-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stream = random(0);

/** A max pooling of so many entries, with its backward pass. */
function pass(batch: number, name = 'pool'): CallOfStep & { x: Tensor; dout: Tensor; din: Tensor } {
  const x = stream.randn(batch, 6, 6, 2);
  const { output, mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
  const dout = stream.randn(...output.shape);
  return { name, x, mask, dout, din: maxPoolBackward(dout, mask) };
}

/** The cells of one batch entry. */
const entryOf = ({ data, shape }: Tensor, entry: number): number[] => {
  const size = shape.slice(1).reduce((product, n) => product * n, 1);
  return [...data.subarray(entry * size, (entry + 1) * size)];
};

/** The files of a store, for zarrita. */
const files = {
  get: async (key: string): Promise<Uint8Array | undefined> => {
    try {
      return Uint8Array.from(readFileSync(join(folder, 'run.zarr', key)));
    } catch {
      return undefined;
    }
  },
};

describe('a store', () => {
  test('gives back each entry of each step', async () => {
    const steps = [pass(4), pass(4), pass(1)];
    const store = createStore(join(folder, 'run.zarr'), { model: 'Net' });
    for (const step of steps) store.add([step]);
    const [call, ...others] = await openStore(join(folder, 'run.zarr'));
    expect(others).toEqual([]);
    expect(call!.steps).toEqual([
      { step: 0, first: 0, entries: 4 },
      { step: 1, first: 4, entries: 4 },
      { step: 2, first: 8, entries: 1 },
    ]);
    for (const [at, step, entry] of [
      [0, 0, 0],
      [6, 1, 2],
      [8, 2, 0],
    ] as const) {
      const { view, unread } = await viewOfEntry(call!, at);
      expect([view.kind, unread]).toEqual(['pool', undefined]);
      expect(view.title).toBe(`pool: step ${step}, batch entry ${entry}`);
      for (const name of ['x', 'dout', 'din'] as const) {
        expect([...view[name]!.data]).toEqual(entryOf(steps[step]![name], entry));
      }
      const { mask } = steps[step]!;
      const size = mask!.data.length / steps[step]!.x.shape[0]!;
      expect([...view.mask!.data]).toEqual([
        ...mask!.data.subarray(entry * size, (entry + 1) * size),
      ]);
    }
  });

  test('is Zarr that zarrita reads', async () => {
    const [first, second] = [pass(3), pass(2)];
    const store = createStore(join(folder, 'run.zarr'), { model: 'Net' });
    store.add([first]);
    store.add([second]);
    const root = zarr.root(files);
    const group = await zarr.open.v3(root, { kind: 'group' });
    expect(group.attrs.poolscope).toEqual({ version: 1, model: 'Net' });
    for (const name of ['x', 'dout', 'din'] as const) {
      const array = await zarr.open.v3(root.resolve(`0/${name}`), { kind: 'array' });
      const { data } = await zarr.get(array);
      expect([...(data as Float64Array)]).toEqual([...first[name].data, ...second[name].data]);
    }
    const steps = await zarr.open.v3(root.resolve('0/steps'), { kind: 'array' });
    const { data } = await zarr.get(steps);
    expect([...(data as BigInt64Array)]).toEqual([0n, 0n, 3n, 1n, 3n, 2n]);
  });

  test('has a group for each kind of call', async () => {
    const x = tensor([[[1], [3], [5]]]);
    const geometry = windows(x.shape, { kernelSize: 2, stride: 1 });
    const dout = tensor([[[2], [6]]]);
    const din = avgPoolBackward(dout, geometry);
    const store = createStore(join(folder, 'run.zarr'));
    const pooling = { op: 'average' } as const;
    for (const _ of [0, 1]) {
      store.add([pass(2, 'a'), pass(2, 'a'), { name: 'b', x, geometry, pooling, dout, din }]);
    }
    store.add([{ name: 'b', x, geometry, pooling }]);
    const calls = await openStore(join(folder, 'run.zarr'));
    const told = calls.map(({ attributes: { name, turn, backward }, entries }) => [
      name,
      turn,
      backward,
      entries,
    ]);
    expect(told).toEqual([
      ['a', 0, 'seen', 4],
      ['a', 1, 'seen', 4],
      ['b', 0, 'seen', 2],
      ['b', 0, 'not seen', 1],
    ]);
    const { view } = await viewOfEntry(calls[2]!, 1);
    expect([view.kind, view.pooling, view.din!.toArray()]).toEqual([
      'partial',
      { op: 'average' },
      [[[1], [4], [3]]],
    ]);
  });

  test('counts the characters of a name as Python does', async () => {
    const store = createStore(join(folder, 'run.zarr'));
    store.add([pass(1, '😀'.repeat(500))]);
    expect(() => store.add([pass(1, '😀'.repeat(501))])).toThrow(/name=.* is no text of 1 to 500/);
    const calls = await openStore(join(folder, 'run.zarr'));
    expect(calls.map(({ attributes: { name } }) => name)).toEqual(['😀'.repeat(500)]);
  });

  test('holds a window of the whole input, however large', async () => {
    const x = tensor(new Float32Array(2 ** 20 + 1), [1, 2 ** 20 + 1, 1]);
    const geometry = windows(x.shape, { kernelSize: 2 ** 20 + 1 });
    const store = createStore(join(folder, 'run.zarr'));
    store.add([{ name: 'global', x, geometry, pooling: { op: 'average' } }]);
    const [call] = await openStore(join(folder, 'run.zarr'));
    expect(call!.attributes.output).toEqual([1]);
  });

  test('takes no call that a reader would refuse, and the store with it', async () => {
    const store = createStore(join(folder, 'run.zarr'));
    const row = tensor([[[1], [3]]]);
    const geometry = windows(row.shape, { kernelSize: 2 });
    const norm = { name: 'norm', x: row, geometry, pooling: { op: 'lp', p: 1e6 } } as const;
    expect(() => store.add([norm])).toThrow(/pooling\.p=1000000 is not below 1000000/);
    const whole = { ...norm, x: row.to('host'), pooling: { op: 'lp', p: 2 } } as const;
    const integers = tensor(Int32Array.of(1, 3), [1, 2, 1]);
    expect(() => store.add([{ ...whole, x: integers }])).toThrow(/x\.dtype=/);
    const x = tensor(new Float32Array(2 ** 26 + 1), [1, 2 ** 26 + 1, 1]);
    const pooling = { op: 'average' } as const;
    const large = { name: 'large', x, geometry: windows(x.shape, { kernelSize: 2 }), pooling };
    expect(() => store.add([large])).toThrow(/x=268435460 bytes of an entry are more than/);
    store.add([pass(1)]);
    expect(await openStore(join(folder, 'run.zarr'))).toHaveLength(1);
  });

  test('goes on after a step that could not be written', async () => {
    const store = createStore(join(folder, 'run.zarr'));
    const step = (): CallOfStep[] => [pass(2, 'a'), pass(2, 'b')];
    store.add(step());
    // Chunks of b have no place.
    renameSync(join(folder, 'run.zarr', '1', 'x'), join(folder, 'x'));
    writeFileSync(join(folder, 'run.zarr', '1', 'x'), '');
    expect(() => store.add(step())).toThrow(/EEXIST|ENOTDIR/);
    rmSync(join(folder, 'run.zarr', '1', 'x'));
    renameSync(join(folder, 'x'), join(folder, 'run.zarr', '1', 'x'));
    store.add(step());
    const calls = await openStore(join(folder, 'run.zarr'));
    expect(calls.map(({ steps }) => steps.map((one) => one.step))).toEqual([
      [0, 1, 2],
      [0, 2],
    ]);
  });

  test('is not written where something is', () => {
    writeFileSync(join(folder, 'run.zarr'), '');
    expect(() => createStore(join(folder, 'run.zarr'))).toThrow(/path=".*" is there; give a path/);
  });
});

describe('of a store that is damaged', () => {
  const path = (...names: string[]): string => join(folder, 'run.zarr', ...names);
  const change = (file: string, from: string, to: string): void => {
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };
  beforeEach(() => {
    const store = createStore(path());
    for (const batch of [2, 2]) store.add([pass(batch)]);
  });

  test('a chunk that is missing is an error and no zeros', async () => {
    rmSync(path('0', 'din', 'c', '0'), { recursive: true });
    const [call] = await openStore(path());
    await expect(viewOfEntry(call!, 1)).rejects.toThrow(/pool: din=1 is an entry that is missing/);
    expect((await viewOfEntry(call!, 2)).view.kind).toBe('pool');
  });

  test('a chunk of another size is refused', async () => {
    writeFileSync(path('0', 'x', 'c', '0', '0', '0', '0'), new Uint8Array(7));
    const [call] = await openStore(path());
    await expect(viewOfEntry(call!, 0)).rejects.toThrow(
      /chunk=0 is damaged: it has 7 bytes and not/,
    );
  });

  // Windows has no pipes in folders.
  test.skipIf(process.platform === 'win32')(
    'a pipe in place of a chunk is refused, and not waited for',
    async () => {
      const chunk = path('0', 'din', 'c', '0', '0', '0', '0');
      rmSync(chunk);
      execFileSync('mkfifo', [chunk]);
      const [call] = await openStore(path());
      await expect(viewOfEntry(call!, 0)).rejects.toThrow(/chunk=0 is damaged: it has 0 bytes/);
    },
  );

  test('steps that no row names are not there', async () => {
    const rows = readFileSync(path('0', 'steps', 'c', '0', '0')).fill(255, 24);
    writeFileSync(path('0', 'steps', 'c', '0', '0'), rows);
    const [call] = await openStore(path());
    expect(call!.entries).toBe(2);
  });

  test('a table of steps that is lost is an error and no empty store', async () => {
    rmSync(path('0', 'steps', 'c', '0', '0'));
    await expect(openStore(path())).rejects.toThrow(/steps: row=0 of 2 is missing/);
  });

  test('x of 64-bit integers, which PyTorch pools, opens as what holds them', async () => {
    const cells = BigInt64Array.from({ length: 4 * 72 }, (_, i) => BigInt(i) * 2n ** 40n);
    for (const chunk of [0, 1]) {
      const file = path('0', 'x', 'c', `${chunk}`, '0', '0', '0');
      writeFileSync(file, new Uint8Array(cells.buffer, chunk * 1152, 1152));
    }
    change(path('0', 'x', 'zarr.json'), '"float64"', '"int64"');
    const [call] = await openStore(path());
    const { x } = (await viewOfEntry(call!, 1)).view;
    expect([x!.dtype, x!.data[1]]).toEqual(['float64', 73 * 2 ** 40]);
  });

  test.each<[string, string, string, RegExp]>([
    ['zarr.json', '"version":1', '"version":9', /version=9 is not 1/],
    ['0/zarr.json', '"op":"max"', '"op":"least"', /op="least" is not one of max, average, lp/],
    ['0/zarr.json', '"stride":[2,2]', '"stride":[3,3]', /output=\[3, 3\] is not the \[2, 2\]/],
    ['0/zarr.json', '"sizes":[6,6]', '"sizes":[6,2147483648]', /is not the|cells|padded|output/],
    ['0/x/zarr.json', '"little"', '"big"', /codecs=\["bytes"\] are read by no check/],
    ['0/x/zarr.json', '[4,6,6,2]', '[1,6,6,2]', /x\.shape=1 entries of 4/],
    ['0/x/zarr.json', '[4,6,6,2]', '[4,6,1099511627776,2]', /chunk_shape=.* does not hold whole/],
    ['0/x/zarr.json', '[2,6,6,2]', '[2,6,6,1000000000]', /chunk_shape=.* makes chunks of/],
    ['0/steps/zarr.json', '[2,3]', '[99999999,3]', /row=99999999 is more than the 16777216/],
    ['0/din/zarr.json', '"float64"', '"complex128"', /is not stored/],
  ])('%s with %s in place of %s is refused in one line', async (file, from, to, reason) => {
    expect(readFileSync(path(...file.split('/')), 'utf8')).toContain(from);
    change(path(...file.split('/')), from, to);
    const problem = await openStore(path()).then(
      () => 'no error',
      (error: Error) => error.message,
    );
    expect(problem).toMatch(reason);
    expect(problem.split('\n').length).toBe(1);
  });

  test.skipIf(process.platform === 'win32')('a link to itself is told in one line', async () => {
    rmSync(path('0', 'zarr.json'));
    symlinkSync('zarr.json', path('0', 'zarr.json'));
    await expect(openStore(path())).rejects.toThrow(
      /^openStore: \S+: file="ELOOP" can't be opened: too many symbolic links encountered; the store is damaged/,
    );
  });
});

// A stored call: its attributes, its arrays, its finished steps.
import { sameShape, sizeOf } from '../core/shape.js';
import { fileLimits } from '../formats/file-limits.js';
import { objectOf } from '../formats/zarr/error.js';
import type { Geometry } from '../window/geometry.js';
import { windows } from '../window/windows.js';
import { checkAttributes } from './attributes.js';
import { storeError } from './error.js';
import type { Folder } from './folder.js';
import {
  type CallAttributes,
  type StoreArrayName,
  stepColumns,
  stepsName,
  storeArrays,
  storeAttribute,
  storeVersion,
} from './layout.js';
import { readMetadata, StoredArray } from './stored-array.js';

/** A finished step of a call: its number, its first entry, and how many it has. */
export interface StoredStep {
  readonly step: number;
  readonly first: number;
  readonly entries: number;
}

/** A kind of call over all of its steps. */
export interface StoredCall {
  /** Its group in the store: `'0'`. */
  readonly path: string;
  readonly attributes: CallAttributes;
  readonly arrays: Readonly<Partial<Record<StoreArrayName, StoredArray>>>;
  readonly steps: readonly StoredStep[];
  /** How many batch entries are finished. */
  readonly entries: number;
}

/**
 * Reads what a group of a store holds.
 * @returns undefined where nothing of it was finished
 * @throws OptionError, one line, for what is not as docs/store.md describes it
 */
export async function readCall(folder: Folder, path: string): Promise<StoredCall | undefined> {
  const join = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const where = path === '' ? folder.name : `${folder.name}/${path}`;
  const meta = await readMetadata(folder, path);
  const attributes = checkAttributes(meta.attributes[storeAttribute], where);
  const names = new Set(await folder.folders(path));
  // It was being made when the run ended.
  if (!names.has(stepsName)) return undefined;
  const steps = await readSteps(await StoredArray.open(folder, join(stepsName)), where);
  const { first, entries } = steps.at(-1) ?? { first: 0, entries: 0 };
  const arrays: Partial<Record<StoreArrayName, StoredArray>> = {};
  for (const name of storeArrays) {
    if (names.has(name)) arrays[name] = await StoredArray.open(folder, join(name));
  }
  const call = { path, attributes, arrays, steps, entries: first + entries };
  checkShapes(call, where);
  return steps.length === 0 ? undefined : call;
}

/**
 * Reads the calls of a store, in the order in which they came.
 * @throws OptionError, one line, where it is none of version 1, or has too many groups
 */
export async function readStoredCalls(folder: Folder): Promise<StoredCall[]> {
  const { attributes } = await readMetadata(folder, '');
  const { version } = objectOf(attributes[storeAttribute]);
  if (version !== storeVersion) {
    throw storeError(folder.name, 'version', version, `is not ${storeVersion}`);
  }
  const names = (await folder.folders('')).filter((name) => /^\d{1,9}$/.test(name));
  if (names.length > fileLimits.groups) {
    const problem = `is more than the ${fileLimits.groups} that are read`;
    throw storeError(folder.name, 'groups', names.length, problem);
  }
  const calls: StoredCall[] = [];
  for (const name of names.sort((a, b) => Number(a) - Number(b))) {
    const call = await readCall(folder, name);
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

/** Whether a group is that of a call, or a store of such. */
export function storedKind(
  attributes: Readonly<Record<string, unknown>>,
): 'call' | 'store' | undefined {
  if (!Object.hasOwn(attributes, storeAttribute)) return undefined;
  return 'version' in objectOf(attributes[storeAttribute]) ? 'store' : 'call';
}

/** The windows of a call over so many entries; undefined where they are not alike. */
export function geometryOf({ attributes }: StoredCall, entries: number): Geometry | undefined {
  const { options, sizes, channels } = attributes;
  if (options === null) return undefined;
  return windows([entries, ...sizes, channels], {
    kernelSize: [...options.kernel_size],
    stride: [...options.stride],
    padding: [...options.padding],
    dilation: [...options.dilation],
    ceilMode: options.ceil_mode,
    countIncludePad: options.count_include_pad,
  });
}

/** The finished steps; a row that was not written yet ends them. */
async function readSteps(table: StoredArray, where: string): Promise<StoredStep[]> {
  const { meta, entries: rows } = table;
  const fail = (value: unknown, problem: string): never => {
    throw storeError(`${where}/${stepsName}`, 'row', value, problem);
  };
  if (meta.type !== 'i8' || meta.shape.slice(1).join() !== `${stepColumns}`) {
    fail(meta.shape, 'is none of a table of steps');
  }
  if (rows > fileLimits.steps) fail(rows, `is more than the ${fileLimits.steps} that are read`);
  const steps: StoredStep[] = [];
  let [entries, last] = [0, -1];
  for await (const [step, first, n] of writtenRows(table)) {
    const fits = step > last && first === entries && n > 0 && n <= fileLimits.extent - entries;
    if (!fits) fail(steps.length, 'does not follow the last');
    steps.push({ step, first, entries: n });
    [entries, last] = [first + n, step];
  }
  // A row has its place before it is written: of more, what was finished is lost.
  if (steps.length < rows - 1) fail(steps.length, `of ${rows} is missing`);
  return steps;
}

/** The rows of a table of steps up to the first that was not written. */
async function* writtenRows(table: StoredArray): AsyncGenerator<[number, number, number]> {
  const { meta, entries: rows } = table;
  for (let from = 0; from < rows; from += meta.chunk[0]!) {
    const cells = await table.read(from, Math.min(rows, from + meta.chunk[0]!));
    if (cells === undefined) return;
    for (let at = 0; at < cells.length; at += stepColumns) {
      const row: [number, number, number] = [
        Number(cells[at]),
        Number(cells[at + 1]),
        Number(cells[at + 2]),
      ];
      if (row.every((cell) => cell === -1)) return;
      yield row;
    }
  }
}

/** Arrays have the shapes that the options give. */
function checkShapes(call: StoredCall, where: string): void {
  const { attributes, arrays, entries } = call;
  const { sizes, channels, output, op, backward } = attributes;
  const fail = (argument: string, value: unknown, problem: string): never => {
    throw storeError(where, argument, value, problem);
  };
  const [input, due] = [
    [...sizes, channels],
    [...output, channels],
  ];
  if (arrays.x === undefined) fail('x', undefined, 'is not there');
  if (sizes.length < 1 || input.includes(0) || due.includes(0))
    fail('sizes', input, 'are no input');
  const geometry = geometryOf(call, 1);
  if (geometry !== undefined && !sameShape(geometry.outputSpatial, output)) {
    fail(
      'output',
      output,
      `is not the [${geometry.outputSpatial.join(', ')}] that the options give`,
    );
  }
  // A window of the whole input is no lie: a global pooling has one.
  const mostCells = Math.max(2 ** 20, sizeOf(sizes));
  if (geometry !== undefined && sizeOf(geometry.kernelSize) > mostCells) {
    fail('kernel_size', geometry.kernelSize, `makes windows of more than ${mostCells} cells`);
  }
  for (const [name, array] of Object.entries(arrays)) {
    const shape = name === 'x' || name === 'din' ? input : due;
    if (!sameShape(array.entryShape, shape)) {
      fail(`${name}.shape`, array.entryShape, `is not the [${shape.join(', ')}] that is due`);
    }
    if (array.entries < entries) fail(`${name}.shape`, array.entries, `entries of ${entries}`);
    const types = { x: ['f4', 'f8', 'i1', 'u1', 'i4', 'i8'], indices: ['i4', 'i8'] }[name] ?? [
      'f4',
      'f8',
    ];
    if (!types.includes(array.meta.type))
      fail(`${name}.data_type`, array.meta.dtype, 'is not stored');
  }
  if ((arrays.dout !== undefined) !== (backward === 'seen')) {
    fail('backward', backward, `does not go with ${arrays.dout === undefined ? 'no' : 'a'} dout`);
  }
  if (arrays.din !== undefined && arrays.dout === undefined) fail('din', 'din', 'has no dout');
  if (arrays.indices !== undefined && op !== 'max') fail('indices', op, 'has no mask');
}

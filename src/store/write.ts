// Writes steps of pooling calls into a store, in Node.
import { fromLittleEndian } from '../core/bytes/bytes.js';
import { OptionError } from '../core/errors.js';
import { checkPath, placeFile } from '../core/files.js';
import { sizeOf } from '../core/shape.js';
import { fileLimits } from '../formats/file-limits.js';
import type { Tensor } from '../tensor/tensor.js';
import { type CallOfStep, describeCall, type WrittenCall } from './describe.js';
import {
  entriesOfChunk,
  type StoreArrayName,
  stepChunk,
  stepColumns,
  stepsName,
  storeAttribute,
  storeVersion,
} from './layout.js';

/**
 * Writes the calls of steps; each kind of call has a group, to which steps append. What is written of a
 * step counts once its row stands in the table of steps, which comes last, and every file takes its
 * name when it is whole: a run that is killed leaves what was finished.
 */
export class StoreWriter {
  private readonly path: string;
  private readonly groups = new Map<string, Group>();
  private step = 0;

  /** For library code; users call `createStore`. */
  constructor(path: string, model: string) {
    checkPath('createStore', path, 'run.zarr');
    const fs = process.getBuiltinModule('fs');
    if (
      fs.existsSync(path) &&
      (!fs.statSync(path).isDirectory() || fs.readdirSync(path).length > 0)
    ) {
      throw new OptionError({
        operation: 'createStore',
        argument: 'path',
        value: path,
        problem: 'is there',
        remedy: 'give a path where nothing is',
      });
    }
    this.path = path;
    writeGroup(path, { version: storeVersion, model });
  }

  /**
   * Writes a step: each of its calls with all of its batch entries.
   * @throws OptionError, ShapeError, DTypeError for a call whose parts don't fit; Node's own error
   *   where a file can't be written
   */
  add(calls: readonly CallOfStep[]): void {
    const turns = new Map<string, number>();
    const described = calls.map((call) => {
      const turn = turns.get(call.name) ?? 0;
      turns.set(call.name, turn + 1);
      return describeCall(call, turn);
    });
    // A step that can't be written whole keeps its number: another's rows would not follow it.
    const step = this.step++;
    for (const call of described) this.groupOf(call).append(step, call);
  }

  private groupOf(call: WrittenCall): Group {
    const kinds = Object.entries(call.arrays).map(([name, { dtype, shape }]) => [
      name,
      dtype,
      ...shape.slice(1),
    ]);
    const key = JSON.stringify([call.attributes, kinds]);
    let group = this.groups.get(key);
    if (group === undefined) {
      if (this.groups.size === fileLimits.groups) {
        throw new OptionError({
          operation: 'createStore',
          argument: 'calls',
          value: this.groups.size + 1,
          problem: 'kinds of calls are more than are read',
          derivation: `${fileLimits.groups} groups`,
          remedy: 'begin another store',
        });
      }
      const { join } = process.getBuiltinModule('path');
      group = new Group(join(this.path, `${this.groups.size}`), call);
      this.groups.set(key, group);
    }
    return group;
  }
}

/** The arrays of one kind of call. */
class Group {
  private readonly path: string;
  /** Entries of a chunk, the same in all arrays. */
  private readonly chunk: number;
  private entries = 0;
  private steps = 0;
  private rows = emptyRows();

  constructor(path: string, { attributes, arrays }: WrittenCall) {
    this.path = path;
    const largest = Math.max(...Object.values(arrays).map(entryBytes));
    this.chunk = entriesOfChunk(arrays.x.shape[0]!, largest);
    writeGroup(path, attributes);
  }

  append(step: number, { arrays }: WrittenCall): void {
    const entries = arrays.x.shape[0]!;
    for (const [name, array] of Object.entries(arrays) as [StoreArrayName, Tensor][]) {
      this.appendArray(name, array);
    }
    const at = this.steps % stepChunk;
    if (at === 0) this.rows = emptyRows();
    this.rows.set([BigInt(step), BigInt(this.entries), BigInt(entries)], at * stepColumns);
    const key = [Math.floor(this.steps / stepChunk), 0];
    placeFile(this.file(stepsName, 'c', ...key.map(String)), littleEndian(this.rows));
    this.entries += entries;
    this.steps++;
    const shape = [this.steps, stepColumns];
    this.writeArray(stepsName, shape, [stepChunk, stepColumns], 'int64', -1);
  }

  private appendArray(name: StoreArrayName, array: Tensor): void {
    const [entries = 0, ...entry] = array.shape;
    const data = littleEndian(array.data);
    const size = entryBytes(array);
    const end = this.entries + entries;
    for (let at = this.entries; at < end; ) {
      const chunk = Math.floor(at / this.chunk);
      const last = Math.min(end, (chunk + 1) * this.chunk);
      const file = this.file(name, 'c', `${chunk}`, ...entry.map(() => '0'));
      const within = at - chunk * this.chunk;
      const bytes = new Uint8Array(this.chunk * size);
      // A step that ends within a chunk leaves it to the next.
      if (within > 0) bytes.set(process.getBuiltinModule('fs').readFileSync(file));
      bytes.set(
        data.subarray((at - this.entries) * size, (last - this.entries) * size),
        within * size,
      );
      placeFile(file, bytes);
      at = last;
    }
    this.writeArray(name, [end, ...entry], [this.chunk, ...entry], array.dtype, 0);
  }

  private writeArray(
    name: string,
    shape: readonly number[],
    chunk: readonly number[],
    dtype: string,
    fill: number,
  ): void {
    placeFile(
      this.file(name, 'zarr.json'),
      JSON.stringify({
        shape,
        data_type: dtype,
        chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
        chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
        fill_value: fill,
        codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
        attributes: {},
        zarr_format: 3,
        node_type: 'array',
      }),
    );
  }

  /** A file's path; its folder is made where it is missing. */
  private file(...names: string[]): string {
    const { join, dirname } = process.getBuiltinModule('path');
    const file = join(this.path, ...names);
    process.getBuiltinModule('fs').mkdirSync(dirname(file), { recursive: true });
    return file;
  }
}

function emptyRows(): BigInt64Array {
  return new BigInt64Array(stepChunk * stepColumns).fill(-1n);
}

function entryBytes({ shape, data }: Tensor): number {
  return sizeOf(shape.slice(1)) * data.BYTES_PER_ELEMENT;
}

function writeGroup(path: string, attributes: object): void {
  const { join } = process.getBuiltinModule('path');
  process.getBuiltinModule('fs').mkdirSync(path, { recursive: true });
  const meta = {
    attributes: { [storeAttribute]: attributes },
    zarr_format: 3,
    node_type: 'group',
  };
  placeFile(join(path, 'zarr.json'), JSON.stringify(meta));
}

function littleEndian(data: {
  buffer: ArrayBufferLike;
  byteOffset: number;
  byteLength: number;
  BYTES_PER_ELEMENT: number;
}): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return fromLittleEndian(bytes, data.BYTES_PER_ELEMENT);
}

// A batch entry of a stored call, as a view.
import { PoolscopeError } from '../core/errors.js';
import { type HalfDType, halfDTypes } from '../core/half.js';
import { exactLayout } from '../core/layout.js';
import { limits } from '../core/limits.js';
import { sizeOf } from '../core/shape.js';
import { type NpyElements, toLibraryElements } from '../formats/npy-elements.js';
import { tensor } from '../tensor/from-data.js';
import type { Tensor } from '../tensor/tensor.js';
import { View } from '../view/view.js';
import { maskFromArgmax } from '../window/mask/indices.js';
import type { Mask } from '../window/mask/mask.js';
import type { Pooling } from '../window/weights.js';
import { storeError } from './error.js';
import type { StoreArrayName } from './layout.js';
import { geometryOf, type StoredCall } from './stored-call.js';

/** The bytes that a view of one entry takes: its arrays, and what its mask and weights may take. */
export function entryBytes(call: StoredCall): number {
  const arrays = Object.values(call.arrays).reduce((sum, array) => sum + array.entryBytes, 0);
  const { rows = 0, windowSize = 0 } = geometryOf(call, 1) ?? {};
  return arrays + (call.arrays.indices === undefined ? 0 : rows * windowSize);
}

/**
 * Reads one batch entry.
 * @param entry among all that were stored, from 0
 * @returns a view of kind `pool` where mask, dout and din are there, else `partial`; and why the mask
 *   is not shown, where its indices can't be read
 * @throws OptionError, one line, for an entry that is not there, a chunk that is missing or damaged, or
 *   arrays of more cells than a view may have
 */
export async function viewOfEntry(
  call: StoredCall,
  entry: number,
): Promise<{ view: View; unread: string | undefined }> {
  const { attributes, arrays, entries } = call;
  const where = attributes.name;
  if (!Number.isInteger(entry) || entry < 0 || entry >= entries) {
    throw storeError(where, 'entry', entry, `is not one of the ${entries} that were stored`);
  }
  const read = async (name: StoreArrayName): Promise<NpyElements | undefined> => {
    const array = arrays[name];
    if (array === undefined) return undefined;
    const cells = sizeOf(array.entryShape);
    if (cells > limits.cells) {
      throw storeError(where, name, cells, `cells are more than the ${limits.cells} of a view`);
    }
    const elements = await array.read(entry, entry + 1);
    if (elements === undefined) throw storeError(where, name, entry, 'is an entry that is missing');
    return elements;
  };
  const tensorOf = async (
    name: Exclude<StoreArrayName, 'indices'>,
  ): Promise<Tensor | undefined> => {
    const elements = await read(name);
    if (elements === undefined) return undefined;
    const source = { operation: 'openStore', member: `${where}: ${name}.` };
    const { data } = toLibraryElements(arrays[name]!.meta, elements, source);
    return tensor(data, [1, ...arrays[name]!.entryShape]);
  };
  const [x, dout, din] = [await tensorOf('x'), await tensorOf('dout'), await tensorOf('din')];
  const geometry = geometryOf(call, 1);
  const indices = await read('indices');
  let mask: Mask | undefined;
  let unread: string | undefined;
  if (indices !== undefined && geometry !== undefined) {
    try {
      const options = { layout: 'channels-last' } as const;
      mask = maskFromArgmax(indices as Int32Array, 'pytorch', geometry, options);
    } catch (error) {
      if (!(error instanceof PoolscopeError)) throw error;
      unread = error.message;
    }
  }
  const pooling = poolingOf(call);
  const isWhole = mask !== undefined && dout !== undefined && din !== undefined;
  const isExplained = mask !== undefined || pooling !== undefined;
  const { step, first } = call.steps.findLast((one) => one.first <= entry)!;
  const title = `${attributes.name}: step ${step}, batch entry ${entry - first}`;
  const view = new View({
    kind: isWhole ? 'pool' : 'partial',
    title: Array.from(title).slice(-limits.title).join(''),
    geometry: isExplained ? geometry : undefined,
    pooling: isExplained && geometry !== undefined ? pooling : undefined,
    x,
    mask,
    dout,
    din,
    layout: exactLayout('openStore', attributes.layout, [
      1,
      ...attributes.sizes,
      attributes.channels,
    ]),
    pooledIn: halfDTypes.find((dtype): dtype is HalfDType => dtype === attributes.dtype),
  });
  return { view, unread };
}

/** What weighs the windows of a call; undefined for one that has a mask. */
function poolingOf({ attributes: { op, extra } }: StoredCall): Pooling | undefined {
  if (op === 'max') return undefined;
  const { p, divisor } = extra;
  if (op === 'lp') return typeof p === 'number' && p > 0 ? { op, p, rule: 'pytorch' } : undefined;
  return Number.isSafeInteger(divisor) && divisor !== 0
    ? { op, divisor: divisor as number }
    : { op };
}

// What is read of an archive, in the form in which NumPy is asked.
import { PoolscopeError } from '../../src/core/errors.js';
import { readNpz } from '../../src/formats/npz.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { Told } from '../fixtures/numpy.js';

/** All tensors of an archive; undefined where it, or a member of it, is refused. */
export function tensorsOf(archive: Uint8Array): Record<string, Tensor> | undefined {
  let unread = false;
  try {
    const arrays = readNpz(archive, { onUnread: () => (unread = true) });
    return unread ? undefined : arrays;
  } catch (error) {
    if (error instanceof PoolscopeError) return undefined;
    throw error;
  }
}

/** A tensor, as NumPy is asked for it. */
export function told({ shape, data }: Tensor): Told {
  return { shape: [...shape], cells: Float64Array.from(data) };
}

/** All arrays of an archive, as NumPy is asked for them; undefined where it is refused. */
export function arraysOf(archive: Uint8Array): Record<string, Told> | undefined {
  const tensors = tensorsOf(archive);
  return tensors && Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, told(x)]));
}

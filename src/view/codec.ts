// Views to and from what carries them: payloads in notebooks, and files.
import { DTypeError } from '../core/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { View } from './view.js';
import { decodeParts } from './wire/payload.js';
import { readSaved, readSavedParts, type SavedView, writeParts } from './wire/saved.js';

/**
 * The view that a payload holds. Payloads are untrusted: each size is checked before anything is
 * allocated, and no array, a pooling's input included, may have more than 2²⁴ cells.
 * @param payload an object, or its JSON text
 * @throws PayloadError, and nothing else, for anything that is no such payload; the message names
 *   the field at fault, or the versions met and known
 * @example
 * decode(encode(heatmap(tensor([[1, 2]])))).value.toArray() // [[1, 2]]
 */
export function decode(payload: unknown): View {
  return new View(decodeParts(payload));
}

/**
 * A view as an `.npz` archive that `np.load`, `readNpz` and the extension's file viewer read:
 * docs/saved-view.md. Its arrays are whole, also where the view itself was cut for a notebook.
 * @throws DTypeError for anything but a view
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * const file = writeView(explore({ mask, dout: tensor([[[10], [5]]]) }));
 * Object.keys(readNpz(file)) // ['mask', 'dout', 'din']
 */
export function writeView(view: View): Uint8Array {
  if (!(view instanceof View)) {
    throw new DTypeError({
      operation: 'writeView',
      argument: 'view',
      value: view,
      problem: 'is not a view',
      remedy: 'give one, e.g. what explore returns',
    });
  }
  return writeParts(view.whole ?? view);
}

/**
 * The views that a file holds which `writeView`, or `save` in Python, wrote: one, or those of a
 * `watch`ed model's calls.
 * @throws PayloadError for an archive that describes no view, or whose arrays don't fit what it says;
 *   what `readNpz` throws for an archive that it refuses
 * @example
 * readView(writeView(heatmap(tensor([[1, 2]]))))[0].value.toArray() // [[1, 2]]
 */
export function readView(bytes: Uint8Array | ArrayBuffer): View[] {
  return readSaved('readView', bytes).map((parts) => new View(parts));
}

/**
 * A saved view with its arrays, looked up in those of the whole archive by their names there.
 * @throws PayloadError where arrays are missing, or don't fit each other
 */
export function savedView(saved: SavedView, arrays: Readonly<Record<string, Tensor>>): View {
  return new View(readSavedParts(saved, arrays));
}

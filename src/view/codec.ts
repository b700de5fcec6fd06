// Views from payloads, and views to and from files.
import { isA } from '../core/arguments.js';
import { DTypeError } from '../core/errors.js';
import { runInTurns, runSteps } from '../core/steps.js';
import type { UnpackOptions } from '../formats/npz.js';
import type { Tensor } from '../tensor/tensor.js';
import { Pair } from './pair.js';
import { View } from './view.js';
import { decodeParts } from './wire/payload-reader.js';
import { readSaved, readSavedParts, type SavedView, writePair, writeParts } from './wire/saved.js';

/**
 * Reads the view in a payload. Payloads are untrusted: each size is checked before anything is
 * allocated, and no array, the pooling's input included, may have more than 2²⁴ cells.
 * @param payload an object, or its JSON text
 * @returns a view whose arrays are on the host
 * @throws PayloadError, and nothing else, for anything that is not such a payload; the message
 *   names the field at fault, or the payload's version and the known one
 * @example
 * decode(encode(heatmap(tensor([[1, 2]])))).value.toArray() // [[1, 2]]
 */
export function decode(payload: unknown): View {
  return new View(runSteps(decodeParts(payload)));
}

/**
 * `decode` in turns of a few milliseconds, between which a page draws and answers.
 * @param isWanted asked after each turn; when it says no, the rest is left undone
 * @returns the view; undefined if it was not wanted any more
 * @throws PayloadError, as `decode`
 */
export async function decodeInTurns(
  payload: unknown,
  isWanted?: () => boolean,
): Promise<View | undefined> {
  const parts = await runInTurns(decodeParts(payload), isWanted);
  return parts && new View(parts);
}

/**
 * Writes a view as an `.npz` archive, which `np.load`, `readNpz` and the extension's file viewer
 * can read: docs/saved-view.md. Its arrays are whole, even if the view itself was cut for a
 * notebook. A pair is written as its two views, a first; `explore` pairs them again.
 * @returns the file's bytes
 * @throws DTypeError if view is neither a view nor a pair
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * const file = writeView(explore({ mask, dout: tensor([[[10], [5]]]) }));
 * Object.keys(readNpz(file)) // ['mask', 'dout', 'din']
 */
export function writeView(view: View | Pair): Uint8Array {
  return fileOf('writeView', view);
}

/** The same, for other functions that write views. */
export function fileOf(operation: string, view: View | Pair): Uint8Array {
  if (isA(view, Pair)) return writePair(operation, wholeOf(view.a), wholeOf(view.b));
  if (!isA(view, View)) {
    throw new DTypeError({
      operation,
      argument: 'view',
      value: view,
      problem: 'is not a view',
      remedy: 'give one, e.g. what explore returns',
    });
  }
  return writeParts(operation, wholeOf(view));
}

/** The view before it was cut for a notebook. */
function wholeOf(view: View): View {
  return view.whole ?? view;
}

/**
 * Reads the views in a file that `writeView`, or `save` in Python, wrote.
 * Its arrays may take, unpacked, what those of `readNpz` may; a din that follows from dout and mask
 * is not computed before it is read.
 * @returns one view, or a view for each side of a pair, or each call of a model under `watch`
 * @throws PayloadError for an archive that describes no view, or whose arrays don't fit its
 *   description; the errors of `readNpz` for an archive that it refuses
 * @example
 * readView(writeView(heatmap(tensor([[1, 2]]))))[0].value.toArray() // [[1, 2]]
 */
export function readView(bytes: Uint8Array | ArrayBuffer, options: UnpackOptions = {}): View[] {
  return readSaved('readView', bytes, options).map((parts) => new View(parts));
}

/**
 * Makes a view of a saved view's description and its arrays.
 * @param arrays all arrays of the archive, by their names there
 * @throws PayloadError if arrays are missing, or don't fit each other
 */
export function savedView(saved: SavedView, arrays: Readonly<Record<string, Tensor>>): View {
  return new View(runSteps(readSavedParts(saved, arrays)));
}

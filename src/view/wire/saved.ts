// Views as `.npz` archives: docs/saved-view.md.
import { checkOptions } from '../../core/arguments.js';
import { limits } from '../../core/limits.js';
import { formatCount } from '../../core/numbers.js';
import { sizeOf } from '../../core/shape.js';
import { runSteps, type Steps } from '../../core/steps.js';
import { toBytes } from '../../formats/npy.js';
import {
  aboutName,
  mostInflated,
  readArrays,
  readMembers,
  type UnpackOptions,
  writeArchive,
} from '../../formats/npz.js';
import { Tensor } from '../../tensor/tensor.js';
import type { ViewParts } from '../model/parts.js';
import { maxCells } from './codecs/array-codec.js';
import { checkObject, type Fields, field, payloadError } from './codecs/fields.js';
import { describe } from './payload.js';
import { readParts, toPayloadError } from './payload-reader.js';

/** The description of one view in a file of saved views; its arrays are members of their own. */
export interface SavedView {
  readonly title: string;
  /** The prefix of its arrays' names in the archive: empty, or `0/`, `1/` and so on. */
  readonly prefix: string;
  readonly about: Fields;
}

/** In words, that a view is more than JupyterLab's viewer opens; undefined where it is not. */
export function whyTooLarge(view: ViewParts): string | undefined {
  const { value, x, mask, dout, din } = view;
  const shaped = mask && { shape: [mask.rows, mask.windowSize], size: mask.data.length };
  const arrays = Object.entries({ value, x, mask: shaped, dout, din });
  for (const [name, array] of arrays) {
    if (array === undefined) continue;
    const shape = `[${array.shape.join(', ')}]`;
    if (array.size > maxCells) {
      return `${name} ${shape} has ${formatCount(array.size)} cells, more than ${formatCount(maxCells)}`;
    }
    const drawn = array.shape.length < 3 ? array.shape : array.shape.slice(1, -1).slice(-2);
    const cells = name === 'mask' ? 0 : sizeOf(drawn);
    if (cells > limits.slice) {
      return `a slice of ${name} ${shape} has ${formatCount(cells)} cells, more than ${formatCount(limits.slice)}`;
    }
  }
  const tensors = [value, x, dout, din];
  const bytes = tensors.reduce(
    (sum, tensor) => sum + (tensor?.data.byteLength ?? 0),
    mask?.data.length ?? 0,
  );
  if (bytes <= limits.readAtOnce) return undefined;
  return `${view.title} has ${formatCount(bytes)} bytes, more than ${formatCount(limits.readAtOnce)}`;
}

/** Writes a view's parts as an archive. */
export function writeParts(operation: string, view: ViewParts): Uint8Array {
  return writeArchive(operation, Object.fromEntries(arraysOf(view, '')), text(describe(view)));
}

/** Writes the parts of a pair as an archive of two views. */
export function writePair(operation: string, a: ViewParts, b: ViewParts): Uint8Array {
  const arrays = Object.fromEntries([...arraysOf(a, '0/'), ...arraysOf(b, '1/')]);
  return writeArchive(operation, arrays, text({ version: 1, views: [describe(a), describe(b)] }));
}

function arraysOf({ value, x, mask, dout, din }: ViewParts, prefix: string): [string, Tensor][] {
  const cells = mask && new Tensor(mask.data, [mask.rows, mask.windowSize], 'bool');
  return Object.entries({ value, x, mask: cells, dout, din }).flatMap(([name, array]) =>
    array === undefined ? [] : [[prefix + name, array]],
  );
}

const text = (about: object): string => JSON.stringify(about, null, 1);

/**
 * Reads the parts of each view in an archive.
 * @throws PayloadError for an archive that describes no view, or whose arrays don't fit its
 *   description; the errors of `readNpz` for an archive that it refuses
 */
export function readSaved(
  operation: string,
  bytes: Uint8Array | ArrayBuffer,
  options: UnpackOptions,
): ViewParts[] {
  checkOptions(operation, options, ['mostBytes']);
  const archive = toBytes(operation, bytes);
  const members = readMembers(archive, operation);
  const about = members.find(({ name }) => name === aboutName);
  if (about === undefined) {
    throw payloadError(aboutName, undefined, 'is not in the archive', 'read it with readNpz');
  }
  if (about.size > limits.description) {
    throw payloadError(
      aboutName,
      about.size,
      `is more than ${limits.description} bytes`,
      'save fewer views',
    );
  }
  const views = savedViews(new TextDecoder().decode(about.content()));
  const arrays = readArrays(
    members,
    operation,
    mostInflated(operation, archive, options.mostBytes),
  );
  return views.map((saved) => runSteps(readSavedParts(saved, arrays)));
}

/**
 * Parses the description of a file of saved views, its `poolscope.json`.
 * @returns the description of each view
 * @throws PayloadError for a text that is not such a description
 * @example
 * savedViews('{ "version": 1, "views": [] }').length // 0
 */
export function savedViews(text: string): SavedView[] {
  try {
    const about = checkObject(aboutName, JSON.parse(text));
    const views = field(about, 'views');
    if (views === undefined) return [toSavedView(about, '')];
    if (!Array.isArray(views)) {
      throw payloadError('views', views, 'is not a list', 'save the views again');
    }
    return Array.from(views, (view: unknown, i) =>
      toSavedView(checkObject(`views[${i}]`, view), `${i}/`),
    );
  } catch (error) {
    throw toPayloadError(aboutName, text, error);
  }
}

/**
 * Reads the parts of a saved view.
 * @param arrays all arrays of the archive, by their names there
 * @throws PayloadError if arrays are missing, or don't fit each other
 */
export function* readSavedParts(
  { prefix, about }: SavedView,
  arrays: Readonly<Record<string, Tensor>>,
): Steps<ViewParts> {
  try {
    const names = ['value', 'x', 'mask', 'dout', 'din'];
    const own = names.flatMap((name): [string, Tensor][] => {
      const array = Object.hasOwn(arrays, prefix + name) ? arrays[prefix + name] : undefined;
      return array === undefined ? [] : [[name, array]];
    });
    return yield* readParts({ ...about, arrays: Object.fromEntries(own) });
  } catch (error) {
    throw toPayloadError(aboutName, about, error);
  }
}

function toSavedView(about: Fields, prefix: string): SavedView {
  const title = field(about, 'title');
  return { title: typeof title === 'string' ? title : 'Untitled', prefix, about };
}

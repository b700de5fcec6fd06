import { DTypeError } from '../errors.js';
import { bytesOf } from '../npy.js';
import { aboutName, arraysOf, membersOf, packed } from '../npz.js';
import { Tensor } from '../tensor.js';
import { broken, type Fields, field, fieldsOf } from './fields.js';
import { describe, guarded, read } from './payload.js';
import { View } from './view.js';

/** The most bytes of a saved view's description. */
export const longestAbout: number = 2 ** 22;

/** What a file of saved views says of one of them; its arrays stand beside. */
export interface SavedView {
  readonly title: string;
  /** What the names of its arrays in the archive start with: nothing, or `0/`, `1/` and so on. */
  readonly prefix: string;
  readonly about: Fields;
}

/**
 * A view as an `.npz` archive that `np.load`, `readNpz` and the extension's file viewer read:
 * docs/saved-view.md. Its arrays are whole, also where the view itself was cut for a notebook.
 * @throws DTypeError for anything but a view
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * const file = writeView(poolView({ mask, dout: tensor([[[10], [5]]]) }));
 * Object.keys(readNpz(file)) // ['mask', 'dout', 'din']
 */
export function writeView(view: View): Uint8Array {
  if (!(view instanceof View)) {
    throw new DTypeError({
      operation: 'writeView',
      argument: 'view',
      value: view,
      problem: 'is no view',
      remedy: 'give one, e.g. what poolView returns',
    });
  }
  const whole = view.whole ?? view;
  const { value, x, mask, dout, din } = whole;
  const arrays = {
    value,
    x,
    mask: mask && new Tensor(mask.data, [mask.rows, mask.windowSize], 'bool'),
    dout,
    din,
  };
  const known = Object.entries(arrays).filter(
    (entry): entry is [string, Tensor] => entry[1] !== undefined,
  );
  return packed(Object.fromEntries(known), JSON.stringify(describe(whole), null, 1));
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
  const operation = 'readView';
  const members = membersOf(bytesOf(operation, bytes), operation);
  const about = members.find(({ name }) => name === aboutName);
  if (about === undefined) {
    throw broken(aboutName, undefined, 'is not in the archive', 'read it with readNpz');
  }
  if (about.size > longestAbout) {
    throw broken(aboutName, about.size, `is more than ${longestAbout} bytes`, 'save fewer views');
  }
  const views = savedViews(new TextDecoder().decode(about.content()));
  const arrays = arraysOf(members, operation);
  return views.map((saved) => savedView(saved, arrays));
}

/**
 * What the description of a file of saved views, its `poolscope.json`, says of each.
 * @throws PayloadError for anything but such a description
 * @example
 * savedViews('{ "version": 1, "views": [] }').length // 0
 */
export function savedViews(text: string): SavedView[] {
  return guarded(aboutName, text, () => {
    const about = fieldsOf(aboutName, JSON.parse(text));
    const views = field(about, 'views');
    if (views === undefined) return [saved(about, '')];
    if (!Array.isArray(views)) {
      throw broken('views', views, 'is no list', 'save the views again');
    }
    return Array.from(views, (view: unknown, i) => saved(fieldsOf(`views[${i}]`, view), `${i}/`));
  });
}

/**
 * A saved view with its arrays, looked up in those of the whole archive by their names there.
 * @throws PayloadError where arrays are missing, or don't fit each other
 */
export function savedView(
  { prefix, about }: SavedView,
  arrays: Readonly<Record<string, Tensor>>,
): View {
  return guarded(aboutName, about, () => {
    const names = ['value', 'x', 'mask', 'dout', 'din'];
    const own = names.flatMap((name): [string, Tensor][] => {
      const array = Object.hasOwn(arrays, prefix + name) ? arrays[prefix + name] : undefined;
      return array === undefined ? [] : [[name, array]];
    });
    return read({ ...about, arrays: Object.fromEntries(own) });
  });
}

function saved(about: Fields, prefix: string): SavedView {
  const title = field(about, 'title');
  return { title: typeof title === 'string' ? title : 'Untitled', prefix, about };
}

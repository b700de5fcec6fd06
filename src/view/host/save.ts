// `save`: a view as a file.
import { checkPath, writeFile } from '../../core/files.js';
import { fileOf } from '../codec.js';
import { Pair } from '../pair.js';
import type { View } from '../view.js';
import { whyTooLarge } from '../wire/saved.js';

/**
 * Writes a view, with its whole arrays, to an `.npz` file: docs/saved-view.md. In JupyterLab the
 * file opens in the explorer, without a kernel; `readView` and `np.load` read it. A pair is written
 * as its two views.
 *
 *     ps.save(view, 'run.npz');
 *
 * It warns where the arrays are more than JupyterLab's viewer opens.
 *
 * @throws DTypeError if view is neither a view nor a pair; OptionError for a path that is not a string, or outside
 *   Node; Node's own error if the file can't be written
 */
export function save(view: View | Pair, path: string): void {
  const bytes = fileOf('save', view);
  checkPath('save', path, 'run.npz');
  writeFile(path, bytes);
  const views = view instanceof Pair ? [view.a, view.b] : [view];
  const problem = views.map((one) => whyTooLarge(one.whole ?? one)).find(Boolean);
  if (problem === undefined) return;
  console.warn(
    `save: ${problem}: readView reads the file, a double click does not open it; ` +
      'save a part of it, as explore shows with batch or channels',
  );
}

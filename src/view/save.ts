import { OptionError } from '../errors.js';
import { writeView } from './saved.js';
import type { View } from './view.js';

/**
 * Writes a view to a file, whole arrays as an `.npz` archive: docs/saved-view.md. In JupyterLab the
 * file opens in the explorer, without a kernel; `readView` and `np.load` read it.
 *
 *     ps.save(view, 'run.npz');
 *
 * @throws DTypeError for anything but a view; OptionError for a path that is no text, or outside
 *   Node; what Node throws where the file can't be written
 */
export function save(view: View, path: string): void {
  const bytes = writeView(view);
  if (typeof path !== 'string' || path === '') {
    throw new OptionError({
      operation: 'save',
      argument: 'path',
      value: path,
      problem: 'is no path',
      remedy: "give a file's name, e.g. 'run.npz'",
    });
  }
  process.getBuiltinModule('fs').writeFileSync(path, bytes);
}

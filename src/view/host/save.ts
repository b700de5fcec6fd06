import { checkPath, writeFile } from '../../core/files.js';
import { writeView } from '../codec.js';
import type { View } from '../view.js';

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
  checkPath('save', path, 'run.npz');
  writeFile(path, bytes);
}

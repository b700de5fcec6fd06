import { OptionError } from '../errors.js';
import { encode } from './payload.js';
import { writeView } from './saved.js';
import { onPage, type View } from './view.js';

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

onPage(pageOf, (path, text) => process.getBuiltinModule('fs').writeFileSync(path, text));

/** The page that stands in the package, with the view in it. Neither title nor payload is read as HTML. */
function pageOf(view: View): string {
  const name = './standalone.html';
  const page = process.getBuiltinModule('fs').readFileSync(new URL(name, import.meta.url), 'utf8');
  const payload = JSON.stringify(encode(view)).replaceAll('<', '\\u003c');
  const title = view.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page
    .replace('%poolscope-payload%', () => payload)
    .replace('%poolscope-title%', () => title);
}

// A view as one HTML file: the page that `npm run build` makes from the extension, and a payload.
import { checkPath, writeFile } from '../../core/files.js';
import { type EncodableView, encode } from './payload.js';

/** Puts a view into the package's page. Its title and payload are escaped: neither becomes HTML. */
export function renderPage(view: EncodableView): string {
  return renderPayload(view.title, encode(view));
}

/** The same of a payload. */
export function renderPayload(name: string, content: object): string {
  const page = process
    .getBuiltinModule('fs')
    .readFileSync(new URL('./standalone.html', import.meta.url), 'utf8');
  const payload = JSON.stringify(content).replaceAll('<', '\\u003c');
  const title = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page
    .replace('%poolscope-payload%', () => payload)
    .replace('%poolscope-title%', () => title);
}

/** Writes a view's page as a file. @throws OptionError for a path that is not a string; Node's error */
export function writePage(view: EncodableView, path: unknown): void {
  checkPath('toHTML', path, 'run.html');
  writeFile(path as string, renderPage(view));
}

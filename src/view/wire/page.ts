// A view as one HTML file: the page that `npm run build` makes from the extension, and a payload.
import { type EncodableView, encode } from './payload.js';

/** Puts a view into the package's page. Its title and payload are escaped: neither becomes HTML. */
export function renderPage(view: EncodableView): string {
  const name = './standalone.html';
  const page = process.getBuiltinModule('fs').readFileSync(new URL(name, import.meta.url), 'utf8');
  const payload = JSON.stringify(encode(view)).replaceAll('<', '\\u003c');
  const title = view.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page
    .replace('%poolscope-payload%', () => payload)
    .replace('%poolscope-title%', () => title);
}

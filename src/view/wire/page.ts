// A view as one HTML file: what `npm run build` made of the extension's page, with the payload in it.
import { type EncodableView, encode } from './payload.js';

/** The page that stands in the package, with a view in it. Neither title nor payload is read as HTML. */
export function renderPage(view: EncodableView): string {
  const name = './standalone.html';
  const page = process.getBuiltinModule('fs').readFileSync(new URL(name, import.meta.url), 'utf8');
  const payload = JSON.stringify(encode(view)).replaceAll('<', '\\u003c');
  const title = view.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page
    .replace('%poolscope-payload%', () => payload)
    .replace('%poolscope-title%', () => title);
}

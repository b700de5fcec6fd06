// A view as an output's HTML, for front ends without extensions: the standalone page, packed, in a frame.
import { toBase64 } from '../../core/bytes/base64.js';
import type { Picture } from '../picture/png.js';

/**
 * Fills the package's frame: the picture, for readers that strip the frame, and over it the page,
 * which has no access to what is around it. Nothing of it is read as HTML before it is unpacked
 * there, in an origin of its own; the page escapes its title and payload.
 */
export function renderFrame(title: string, page: string, picture: Picture): string {
  const template = process
    .getBuiltinModule('fs')
    .readFileSync(new URL('./frame.html', import.meta.url), 'utf8');
  const packed = process.getBuiltinModule('zlib').gzipSync(page, { level: 9 });
  const parts: { [name: string]: string } = {
    title: escaped(title),
    alt: escaped(picture.alt),
    width: `${picture.width / 2}`, // as the PNG is displayed
    png: toBase64(picture.png),
    page: toBase64(packed),
  };
  return template.replace(/%poolscope-(\w+)%/g, (_, name: string) => parts[name] ?? '');
}

/** A text as an attribute's value. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

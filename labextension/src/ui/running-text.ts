// Text that wraps between its words, and never within the coordinates of a cell.
import { element, setText } from './element.js';

/** A cell's place or address: `(3, 6)`, `x(0, 3, 6)`, `din[0, 3, 6, 1]`. */
const coordinates = /([\p{L}\p{N}.]*[([]\d+(?:, \d+)+[)\]])/u;

/**
 * Writes a text into an element in which nothing else is. Its coordinates stay on one line each: in elements,
 * not by spaces that don't break, so that what is read, searched and copied is the text. They are used again:
 * a move of the cursor makes none.
 */
export function writeText(node: HTMLElement, text: string): void {
  // Every second part is coordinates.
  const parts = text === '' ? [] : text.split(coordinates);
  while (node.childNodes.length < parts.length) {
    const isUnbroken = node.childNodes.length % 2 === 1;
    node.append(isUnbroken ? element('span', 'poolscope-unbroken') : document.createTextNode(''));
  }
  for (const [i, child] of node.childNodes.entries()) {
    const part = parts[i] ?? '';
    if (child instanceof Element) setText(child, part);
    else if (child.textContent !== part) child.textContent = part;
  }
}

/** An element with such a text. */
export function runningText<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text: string,
): HTMLElementTagNameMap[Name] {
  const node = element(name, className);
  writeText(node, text);
  return node;
}

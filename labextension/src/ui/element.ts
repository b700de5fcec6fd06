// Elements of the page, and their texts.
/** An element with, where given, a class and text. Text is never read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  text = '',
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

/** Writes a text into an element in which nothing else is. Its text node stays: a browser makes no box anew for it. */
export function setText(node: Element, text: string): void {
  const { firstChild } = node;
  if (!(firstChild instanceof Text)) node.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/**
 * A part of a view, with a name. It is no landmark, as a `section` with a name is: a page of ten views would
 * have ten of each name.
 */
export function group(label: string, className: string): HTMLElement {
  const node = element('div', className);
  node.setAttribute('role', 'group');
  node.setAttribute('aria-label', label);
  return node;
}

/** A title at the head of a line of controls: the style keeps room for its characters, up to some; the whole is its tip. */
export function titleOfControls(text: string): HTMLElement {
  const title = element('div', 'poolscope-title', text);
  title.title = text;
  title.style.setProperty('--characters', `${text.length}`);
  return title;
}

/** A text for screen readers alone. */
export function unseen(text: string): HTMLElement {
  return element('span', 'poolscope-unseen', text);
}

// A menu behind a sign and a word: native disclosure, which Escape closes.
import { element } from './element.js';

/**
 * Creates a closed menu.
 * @param sign what opens it
 * @param items what is in it
 * @param word beside the sign, where the page is wide
 */
export function createMenu(sign: string, items: HTMLElement, word?: string): HTMLDetailsElement {
  const menu = document.createElement('details');
  menu.className = 'poolscope-menu';
  const summary = element('summary', '', sign);
  if (word !== undefined) {
    summary.append(element('span', 'poolscope-menu-word', ` ${word}`));
    summary.setAttribute('aria-label', word);
    summary.title = word;
  }
  menu.append(summary, items);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    summary.focus();
    event.stopPropagation();
  });
  return menu;
}

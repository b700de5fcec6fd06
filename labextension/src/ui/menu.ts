// A menu behind a word: native disclosure, which Escape closes.
import { element } from './element.js';

/** Creates a closed menu. @param word what opens it @param items what is in it */
export function createMenu(word: string, items: HTMLElement): HTMLDetailsElement {
  const menu = document.createElement('details');
  menu.className = 'poolscope-menu';
  const summary = element('summary', '', word);
  menu.append(summary, items);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    summary.focus();
    event.stopPropagation();
  });
  return menu;
}

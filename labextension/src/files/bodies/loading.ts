import { element } from '../../ui/element.js';
import { trans } from '../../ui/texts.js';

/** Stands in place of a file, or of an entry of an archive, until enough of it has come. */
export function createLoading(): HTMLElement {
  return element('p', 'poolscope-note', trans.__('Loading …'));
}

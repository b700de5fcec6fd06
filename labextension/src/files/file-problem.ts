import { element } from '../ui/element.js';
import { createAlert, reasonOf } from '../ui/problem.js';
import { trans } from '../ui/texts.js';

/** Stands in place of a file, or of an entry of an archive, and says why it can't be shown. */
export function createFileProblem(error: unknown): HTMLElement {
  return createAlert(trans.__("This can't be shown. %1", reasonOf(error)));
}

/** Stands in place of a file, or of an entry of an archive, until enough of it has come. */
export function createLoading(): HTMLElement {
  return element('p', 'poolscope-note poolscope-loading', trans.__('Loading …'));
}

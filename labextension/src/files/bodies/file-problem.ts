import { appendShow, createAlert, reasonOf } from '../../ui/problem.js';
import { trans } from '../../ui/texts.js';

/**
 * Stands in place of a file, or of an entry of an archive, and says why it can't be shown.
 * @param onShow shows it all the same, where the error says that this is possible
 */
export function createFileProblem(error: unknown, onShow?: () => void): HTMLElement {
  const line = createAlert(trans.__("This can't be shown. %1", reasonOf(error)));
  appendShow(line, error, onShow);
  return line;
}

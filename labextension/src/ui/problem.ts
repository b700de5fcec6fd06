import { element } from './element.js';
import { trans } from './texts.js';

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A line of text that a screen reader reads out at once. */
export function createAlert(text: string): HTMLElement {
  const message = element('p', 'poolscope-message', text);
  message.setAttribute('role', 'alert');
  return message;
}

/** Stands in place of a view that can't be shown, and says why. */
export function createViewProblem(error: unknown): HTMLElement {
  return createAlert(trans.__("This view can't be shown. %1", reasonOf(error)));
}

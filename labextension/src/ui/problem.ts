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

/**
 * Stands in place of a view that can't be shown, and says why.
 * @param onShow shows it all the same, where the error says that this is possible
 */
export function createViewProblem(error: unknown, onShow?: () => void): HTMLElement {
  const line = createAlert(trans.__("This view can't be shown. %1", reasonOf(error)));
  appendShow(line, error, onShow);
  return line;
}

/** An error that may be overruled: it makes what does so. */
export interface Offer {
  readonly offer: (onShow: () => void) => readonly (Node | string)[];
}

/** Adds a button that shows what an error says could be shown all the same. */
export function appendShow(line: HTMLElement, error: unknown, onShow?: () => void): void {
  const offer = (error as Partial<Offer> | null | undefined)?.offer;
  if (onShow !== undefined) line.append(...(offer?.(onShow) ?? []));
}

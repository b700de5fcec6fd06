// The actions that commands send to a view, as events at its root element.

/** What a command can ask of a view: every view takes the last three, only explorers the others. */
export const actions = [
  'play',
  'next-finding',
  'previous-finding',
  'channels',
  'ties',
  'table',
  'copy-address',
  'export',
] as const;
export type Action = (typeof actions)[number];

const actionsOfEveryView: readonly Action[] = ['table', 'copy-address', 'export'];
const explorerSelector = ".poolscope-view[data-kind='explorer']";
/** A CSS selector for the root elements of all views. */
export const viewSelector = '.poolscope-view[data-kind]';

/** A CSS selector for the root elements of the views that take an action. */
export function selectorOf(action: Action): string {
  return actionsOfEveryView.includes(action) ? viewSelector : explorerSelector;
}

const eventName = 'poolscope-action';

/** Sends an action to the view whose root this is. */
export function requestAction(root: HTMLElement, action: Action): void {
  root.dispatchEvent(new CustomEvent<Action>(eventName, { detail: action }));
}

/**
 * Listens for the actions that are sent to a view.
 * @returns stops listening
 */
export function listenForActions(
  root: HTMLElement,
  onAction: (action: Action) => void,
): () => void {
  const listener = (event: Event): void => {
    const action = actions.find((one) => event instanceof CustomEvent && event.detail === one);
    if (action !== undefined) onAction(action);
  };
  root.addEventListener(eventName, listener);
  return () => root.removeEventListener(eventName, listener);
}

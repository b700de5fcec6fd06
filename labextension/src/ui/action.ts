/** What a command can ask of a view: the last three of every one, the others of an explorer. */
export const actions = [
  'play',
  'next-finding',
  'previous-finding',
  'facets',
  'compare',
  'table',
  'copy-address',
  'export',
] as const;
export type Action = (typeof actions)[number];

const everywhere: readonly Action[] = ['table', 'copy-address', 'export'];
const explorer = ".poolscope-view[data-kind='explorer']";
const view = '.poolscope-view[data-kind]';

/** Matches the roots of the views of which an action can be asked. */
export function selectorOf(action: Action): string {
  return everywhere.includes(action) ? view : explorer;
}

const name = 'poolscope-action';

/** Asks the view in a root to do something. */
export function ask(root: HTMLElement, action: Action): void {
  root.dispatchEvent(new CustomEvent<Action>(name, { detail: action }));
}

/** Calls back with what is asked for at a root, until what is returned is called. */
export function answer(root: HTMLElement, asked: (action: Action) => void): () => void {
  const listener = (event: Event): void => {
    const action = actions.find((one) => event instanceof CustomEvent && event.detail === one);
    if (action !== undefined) asked(action);
  };
  root.addEventListener(name, listener);
  return () => root.removeEventListener(name, listener);
}

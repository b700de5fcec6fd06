/** What a command can ask of an explorer. */
export const actions = [
  'play',
  'next-finding',
  'previous-finding',
  'facets',
  'table',
  'compare',
  'copy-address',
  'export',
] as const;
export type Action = (typeof actions)[number];

const name = 'poolscope-action';

/** Asks the explorer in a view's root to do something. */
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

/**
 * Leaves keys without Ctrl, Alt and Cmd to the view that has the focus: JupyterLab's shortcuts would
 * move between cells, or delete them. Shift+Enter stays JupyterLab's, which runs the cell.
 */
export function keepOwnKeys(): void {
  // JupyterLab looks for its shortcuts as soon as a key reaches the document: this is before.
  window.addEventListener(
    'keydown',
    (event) => {
      const { target } = event;
      if (!(target instanceof Element) || target.closest('.poolscope-view') === null) return;
      // On the target itself: a selector like `:focus` matches there before any ancestor is asked.
      target.toggleAttribute('data-lm-suppress-shortcuts', isOwn(event));
    },
    { capture: true },
  );
}

function isOwn({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !altKey && !metaKey && !(shiftKey && key === 'Enter');
}

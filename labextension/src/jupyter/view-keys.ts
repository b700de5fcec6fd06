/**
 * Keeps keys without Ctrl, Alt and Cmd for the view that has the focus: JupyterLab's shortcuts would
 * move between notebook cells or delete them. Shift+Enter still runs the cell.
 */
export function keepKeysFromShortcuts(): void {
  // JupyterLab looks for shortcuts when a key event reaches the document; the window gets it earlier.
  window.addEventListener(
    'keydown',
    (event) => {
      const { target } = event;
      if (!(target instanceof Element) || target.closest('.poolscope-view') === null) return;
      // Set on the target itself: JupyterLab tries selectors like `:focus` there before any ancestor.
      target.toggleAttribute('data-lm-suppress-shortcuts', belongsToView(event));
    },
    { capture: true },
  );
}

function belongsToView({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !altKey && !metaKey && !(shiftKey && key === 'Enter');
}

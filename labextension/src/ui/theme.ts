/** What a drawing takes from JupyterLab's theme. */
export interface Theme {
  readonly text: string;
  readonly line: string;
  readonly font: string;
}

/**
 * The theme's colours and font where an element stands. The element has to be in the page.
 * @example
 * readTheme(document.body).text // 'rgba(0, 0, 0, 0.87)'
 */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read('--jp-ui-font-color1', style.color),
    line: read('--jp-border-color1', style.color),
    font: read('--jp-ui-font-family', style.fontFamily),
  };
}

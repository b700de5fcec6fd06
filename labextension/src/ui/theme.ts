import { isDark } from 'poolscope/internal';

/** The colours and the font that a drawing takes from JupyterLab's theme. */
export interface Theme {
  readonly text: string;
  readonly line: string;
  readonly font: string;
}

/**
 * Reads the theme's colours and font at the page's body: within a view styles follow from its width, so that the page would
 * be laid out to answer.
 * @example
 * readTheme().text // 'rgba(0, 0, 0, 0.87)'
 */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const property = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    text: property('--jp-ui-font-color1', style.color),
    line: property('--jp-border-color1', style.color),
    font: property('--jp-ui-font-family', style.fontFamily),
  };
}

/** Whether the page is dark, which its text tells: lighter than middle grey. */
export function isDarkPage(): boolean {
  const parts = getComputedStyle(document.body).color.match(/[\d.]+/g) ?? [];
  const [red = 0, green = 0, blue = 0] = parts.map(Number);
  return !isDark([red, green, blue]);
}

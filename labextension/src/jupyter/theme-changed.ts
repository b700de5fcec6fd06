import type { IThemeManager } from '@jupyterlab/apputils';

/** JupyterLab's signal for a change of theme. */
export type ThemeChanged = IThemeManager['themeChanged'];

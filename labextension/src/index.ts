import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MIME_TYPE } from 'poolscope/mime-type';
import { files } from './files/plugin.js';
import { ViewRenderer } from './renderer.js';

/** Before the picture (rank 90) that travels with each view for places without this extension. */
const rank = 50;

/** Shows poolscope's views. Safe: a payload is data, checked and drawn, and none of it becomes HTML. */
const views: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:plugin',
  description: "Shows poolscope's masks and gradients as heatmaps.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IThemeManager],
  activate: (
    _app: JupyterFrontEnd,
    registry: IRenderMimeRegistry,
    themes: IThemeManager | null,
  ): void => {
    registry.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: ({ mimeType }) => new ViewRenderer(mimeType, themes?.themeChanged),
      },
      rank,
    );
  },
};

const plugins: JupyterFrontEndPlugin<void>[] = [views, files];

export default plugins;

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { MIME_TYPE } from 'poolscope/mime-type';
import { filesPlugin } from './files/plugin.js';
import { commands } from './jupyter/commands.js';
import { keepOwnKeys } from './jupyter/own-keys.js';
import { ViewRenderer } from './jupyter/renderer.js';
import { translated } from './jupyter/schema-texts.js';
import { LiveSettings, type Settings } from './ui/settings.js';
import { speak } from './ui/texts.js';
import { walkthroughsPlugin } from './walkthroughs/plugin.js';

/** Before the picture (rank 90) that travels with each view for places without this extension. */
const rank = 50;

const live = new LiveSettings();

/** Shows poolscope's views. Safe: a payload is data, checked and drawn, and none of it becomes HTML. */
const views: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:plugin',
  description: "Shows poolscope's masks and gradients as heatmaps.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IThemeManager, ISettingRegistry, ITranslator],
  activate: async (
    _app: JupyterFrontEnd,
    registry: IRenderMimeRegistry,
    themes: IThemeManager | null,
    settingRegistry: ISettingRegistry | null,
    translator: ITranslator | null,
  ): Promise<void> => {
    speak(translator);
    keepOwnKeys();
    registry.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: ({ mimeType }) => new ViewRenderer(mimeType, live, themes?.themeChanged),
      },
      rank,
    );
    if (settingRegistry === null) return;
    try {
      settingRegistry.transform(views.id, {
        fetch: (plugin) => ({ ...plugin, schema: translated(plugin.schema) }),
      });
      const settings = await settingRegistry.load(views.id);
      // JupyterLab has held them against the schema.
      const take = (): void => live.take(settings.composite as Partial<Settings>);
      settings.changed.connect(take);
      take();
    } catch (error) {
      console.warn('poolscope: the settings can’t be read, so the defaults hold.', error);
    }
  },
};

const plugins: JupyterFrontEndPlugin<void>[] = [
  views,
  filesPlugin(live),
  commands,
  walkthroughsPlugin,
];

export default plugins;

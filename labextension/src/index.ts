// The extension's plugins for JupyterLab; this one renders views in outputs.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { MIME_TYPE } from 'poolscope/start';
import { filesPlugin } from './files/plugin.js';
import { commands } from './jupyter/commands.js';
import { ViewRenderer } from './jupyter/renderer.js';
import { translateSchema } from './jupyter/schema-texts.js';
import { keepKeysFromShortcuts } from './jupyter/view-keys.js';
import { LiveSettings, type Settings } from './ui/settings.js';
import { setLanguage } from './ui/texts.js';
import { walkthroughsPlugin } from './walkthroughs/plugin.js';

/** Preferred to the HTML (rank 50) and the picture (rank 90) that views carry for places without this extension. */
const rank = 40;

const liveSettings = new LiveSettings();

/** Renders views. It is `safe`: a payload is checked data, and none of it becomes HTML. */
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
    setLanguage(translator);
    keepKeysFromShortcuts();
    registry.addFactory(
      {
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: ({ mimeType }) =>
          new ViewRenderer({
            mimeType,
            settings: liveSettings,
            themeChanged: themes?.themeChanged,
          }),
      },
      rank,
    );
    if (settingRegistry === null) return;
    try {
      settingRegistry.transform(views.id, {
        fetch: (plugin) => ({ ...plugin, schema: translateSchema(plugin.schema) }),
      });
      const settings = await settingRegistry.load(views.id);
      // JupyterLab has checked them against the schema.
      const update = (): void => liveSettings.update(settings.composite as Partial<Settings>);
      settings.changed.connect(update);
      update();
    } catch (error) {
      console.warn('poolscope: the settings can’t be read, so the defaults hold.', error);
    }
  },
};

const plugins: JupyterFrontEndPlugin<void>[] = [
  views,
  filesPlugin(liveSettings),
  commands,
  walkthroughsPlugin,
];

export default plugins;

// The plugin that opens the walkthroughs, from the launcher, the palette and the Help menu.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';
import { arrayIcon } from '../jupyter/icon.js';
import { setLanguage, trans } from '../ui/texts.js';
import { copyWalkthroughs } from './copy-to-server.js';

/** `schema/plugin.json` adds it to the Help menu. */
const command = 'poolscope:open-walkthroughs';

/** Opens the first walkthrough in JupyterLab's language, with the others in the same folder. */
export const walkthroughsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:walkthroughs',
  description: "Opens poolscope's walkthroughs from the launcher and the Help menu.",
  autoStart: true,
  optional: [ILauncher, ICommandPalette, IDefaultFileBrowser, ITranslator],
  activate: (
    { commands, serviceManager: { contents } }: JupyterFrontEnd,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null,
    translator: ITranslator | null,
  ): void => {
    setLanguage(translator);
    commands.addCommand(command, {
      label: trans.__('poolscope Walkthroughs'),
      caption: trans.__('Where each gradient of a pooling layer lands, and why: in notebooks'),
      icon: arrayIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            cwd: { type: 'string', description: 'The folder to put them in, if not there yet' },
          },
        },
      },
      execute: async ({ cwd }) => {
        const current = typeof cwd === 'string' ? cwd : (browser?.model.path ?? '');
        try {
          const language = translator?.languageCode ?? 'en';
          const path = await copyWalkthroughs(contents, current, language);
          await browser?.model.cd(`/${PathExt.dirname(path)}`);
          await commands.execute('docmanager:open', { path });
        } catch (error) {
          await showErrorMessage(
            trans.__('The walkthroughs can’t be opened'),
            error instanceof Error ? error : String(error),
          );
        }
      },
    });
    launcher?.add({ command });
    palette?.addItem({ command, category: 'poolscope' });
  },
};

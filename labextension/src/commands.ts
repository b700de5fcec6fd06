import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { type Action, actions, ask } from './action.js';
import { speak, trans } from './texts.js';

const labelsOf = (): Readonly<Record<Action, string>> => ({
  play: trans.__('Play or Pause'),
  'next-finding': trans.__('Next Finding'),
  'previous-finding': trans.__('Previous Finding'),
  facets: trans.__('Show or Hide All Channels'),
  table: trans.__('Show or Hide the Table'),
  compare: trans.__('Compare din with the Next Rule'),
  'copy-address': trans.__('Copy the Cell’s Address'),
  export: trans.__('Export the Panel'),
});

const explorer = '.poolscope-view[data-kind="explorer"]';

/** What an explorer can do, in the palette and in its context menu. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:commands',
  description: 'Commands for the explorer.',
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (
    { commands, contextMenu }: JupyterFrontEnd,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ): void => {
    speak(translator);
    const labels = labelsOf();
    // The palette takes the focus: a command is for the explorer that was used last.
    let last: HTMLElement | undefined;
    const use = ({ target }: Event): void => {
      if (!(target instanceof Element)) return;
      last = target.closest<HTMLElement>(explorer) ?? last;
    };
    for (const event of ['pointerdown', 'focusin']) {
      document.addEventListener(event, use, { capture: true, passive: true });
    }
    const current = (): HTMLElement | undefined =>
      last?.isConnected && last.matches(explorer) ? last : undefined;
    actions.forEach((action, rank) => {
      const command = `poolscope:${action}`;
      commands.addCommand(command, {
        label: ({ isPalette }) =>
          isPalette ? trans.__('poolscope: %1', labels[action]) : labels[action],
        isEnabled: () => current() !== undefined,
        execute: () => {
          const root = current();
          if (root !== undefined) ask(root, action);
        },
        describedBy: { args: { type: 'object', properties: {} } },
      });
      contextMenu.addItem({ command, selector: explorer, rank });
      palette?.addItem({ command, category: 'poolscope', args: { isPalette: true } });
    });
  },
};

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { type Action, actions, ask } from './action.js';

const labels: Readonly<Record<Action, string>> = {
  play: 'Play or Pause',
  'next-finding': 'Next Finding',
  'previous-finding': 'Previous Finding',
  facets: 'Show or Hide All Channels',
  table: 'Show or Hide the Table',
  compare: 'Compare din with the Next Rule',
  'copy-address': 'Copy the Cell’s Address',
  export: 'Export the Panel',
};

const explorer = '.poolscope-view[data-kind="explorer"]';

/** What an explorer can do, in the palette and in its context menu. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:commands',
  description: 'Commands for the explorer.',
  autoStart: true,
  optional: [ICommandPalette],
  activate: ({ commands, contextMenu }: JupyterFrontEnd, palette: ICommandPalette | null): void => {
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
        label: ({ isPalette }) => (isPalette ? `poolscope: ${labels[action]}` : labels[action]),
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

// JupyterLab's commands for views: in the palette and in the context menu of a view.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { Menu } from '@lumino/widgets';
import { type Action, actions, requestAction, selectorOf, viewSelector } from '../ui/action.js';
import { setLanguage, trans } from '../ui/texts.js';

const commandLabels = (): Readonly<Record<Action, string>> => ({
  play: trans.__('Play or Pause'),
  'next-finding': trans.__('Next Finding'),
  'previous-finding': trans.__('Previous Finding'),
  channels: trans.__('Show or Hide the Channels'),
  table: trans.__('Show or Hide the Table'),
  ties: trans.__('Next Tie Policy'),
  'copy-address': trans.__('Copy the Cell’s Address'),
  export: trans.__('Export the Panel'),
});

/** The commands for views, in the palette and, as one submenu, in a view's context menu. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: '@poolscope/labextension:commands',
  description: 'Commands for views.',
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (
    { commands, contextMenu }: JupyterFrontEnd,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ): void => {
    setLanguage(translator);
    const labels = commandLabels();
    // The palette takes the focus, so a command goes to the last view used that supports it.
    const lastUsed = new Map<string, HTMLElement>();
    /** The view that the context menu is of. */
    let pressed: Element | null = null;
    const rememberView = ({ target }: Event): void => {
      if (!(target instanceof Element)) return;
      pressed = target.closest(viewSelector) ?? pressed;
      for (const selector of new Set(actions.map(selectorOf))) {
        const root = target.closest<HTMLElement>(selector);
        if (root !== null) lastUsed.set(selector, root);
      }
    };
    for (const event of ['pointerdown', 'focusin']) {
      document.addEventListener(event, rememberView, { capture: true, passive: true });
    }
    const rootFor = (action: Action): HTMLElement | undefined => {
      const selector = selectorOf(action);
      const last = lastUsed.get(selector);
      return last?.isConnected && last.matches(selector) ? last : undefined;
    };
    const submenu = new Menu({ commands });
    submenu.title.label = 'poolscope';
    for (const action of actions) {
      const command = `poolscope:${action}`;
      commands.addCommand(command, {
        label: ({ isPalette }) =>
          isPalette === true ? trans.__('poolscope: %1', labels[action]) : labels[action],
        isEnabled: () => rootFor(action) !== undefined,
        isVisible: ({ isPalette }) =>
          isPalette === true || pressed?.matches(selectorOf(action)) === true,
        execute: () => {
          const root = rootFor(action);
          if (root !== undefined) requestAction(root, action);
        },
        describedBy: { args: { type: 'object', properties: {} } },
      });
      submenu.addItem({ command });
      palette?.addItem({ command, category: 'poolscope', args: { isPalette: true } });
    }
    // Before what JupyterLab has for a cell, and apart from it.
    contextMenu.addItem({ type: 'submenu', submenu, selector: viewSelector, rank: 0 });
    contextMenu.addItem({ type: 'separator', selector: viewSelector, rank: 0.5 });
  },
};

import { copyAddress } from '../panel/copy-address.js';
import { openMenu } from '../panel/panel-menu.js';
import type { Action } from '../ui/action.js';
import type { FindingsPane } from './panes/findings-pane.js';
import type { PlayerPane } from './panes/player-pane.js';
import type { TablePane } from './panes/table-pane.js';
import type { ExplorerState } from './shown/state.js';
import type { Toolbar } from './toolbar.js';

/** The parts of an explorer that actions are passed to. */
export interface ActionTargets {
  readonly state: ExplorerState;
  readonly toolbar: Toolbar;
  readonly player: PlayerPane;
  readonly findings: FindingsPane;
  readonly table: TablePane;
  /** Reports why an action failed. */
  reportError(error: unknown): void;
}

/** Performs the action of a command. */
export function performAction(
  action: Action,
  { state, toolbar, player, findings, table, reportError }: ActionTargets,
): void {
  if (action === 'play') {
    toolbar.showPlayer();
    player.toggle();
  } else if (action === 'next-finding') findings.step(1);
  else if (action === 'previous-finding') findings.step(-1);
  else if (action === 'ties') toolbar.nextTies();
  else if (action === 'copy-address') copyAddress(state.address).catch(reportError);
  else if (action === 'export') openMenu(table.currentPanel.plot.caption);
  else toolbar.toggle(action);
}

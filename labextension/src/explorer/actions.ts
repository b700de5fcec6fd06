import type { Action } from '../action.js';
import type { AuditPane } from './audit-pane.js';
import { copyAddress } from './copy-address.js';
import type { Cursor } from './model/cursor.js';
import { openMenu } from './panel-menu.js';
import type { PlayerPane } from './player-pane.js';
import type { TablePane } from './table-pane.js';
import type { Toolbar } from './toolbar.js';

/** The parts of an explorer that do what a command asks for. */
export interface Actors {
  readonly toolbar: Toolbar;
  readonly player: PlayerPane;
  readonly audit: AuditPane;
  readonly table: TablePane;
  cursor(): Cursor | undefined;
  /** Told why something can't be done. */
  failed(error: unknown): void;
}

/** Does what a command asks for. */
export function act(
  action: Action,
  { toolbar, player, audit, table, cursor, failed }: Actors,
): void {
  if (action === 'play') player.toggle();
  else if (action === 'next-finding') audit.step(1);
  else if (action === 'previous-finding') audit.step(-1);
  else if (action === 'compare') toolbar.compareNext();
  else if (action === 'copy-address') copyAddress(cursor()).catch(failed);
  else if (action === 'export') openMenu(table.panel.view.caption);
  else toolbar.toggle(action);
}

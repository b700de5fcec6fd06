// Where the explorer's panes are, and which of them are shown only when they are asked for.
import type { View } from 'poolscope';
import { cutMessage } from 'poolscope/internal';
import { element } from '../ui/element.js';
import { runningText } from '../ui/running-text.js';
import { trans, translate } from '../ui/texts.js';
import type { CardsPane } from './cards/cards-pane.js';
import type { ExplorerPanels } from './explorer-panels.js';
import type { MatrixPane } from './matrix/matrix-pane.js';
import type { Subject } from './model/subject.js';
import type { FindingsPane } from './panes/findings-pane.js';
import type { PlayerPane } from './panes/player-pane.js';
import type { RowPane } from './panes/row-pane.js';
import type { TablePane } from './panes/table-pane.js';
import type { Rail } from './rail/rail.js';
import type { OptionalPart } from './toolbar.js';

/** The parts of an explorer, but for its controls. */
export interface ExplorerParts {
  readonly subject: Subject;
  readonly status: HTMLElement;
  readonly rail: Rail | undefined;
  readonly panels: ExplorerPanels;
  readonly cards: CardsPane;
  readonly findings: FindingsPane;
  readonly player: PlayerPane;
  readonly row: RowPane;
  readonly matrix: MatrixPane | undefined;
  readonly table: TablePane;
}

/** The parts in their places. */
export class Parts {
  /** Those that a person can ask for, of this view. */
  readonly offered: ReadonlySet<OptionalPart>;
  private readonly all: ExplorerParts;
  private readonly matrixParts = element('div', 'poolscope-sections');

  constructor(all: ExplorerParts) {
    this.all = all;
    const { subject, rail, player, row, matrix } = all;
    this.offered = new Set<OptionalPart>([
      ...(rail ? (['channels'] as const) : []),
      // The document's loops and the matrix of maxima are those of a mask.
      ...(subject.weights === undefined ? (['player'] as const) : []),
      ...(matrix && subject.x ? (['mask'] as const) : []),
      'matrix',
      'table',
    ]);
    this.matrixParts.append(row.node, ...(matrix ? [matrix.node] : []));
    this.matrixParts.hidden = true;
    player.node.hidden = true;
  }

  /** What stands below the controls, in order. */
  nodes({ cut, layout }: View): readonly HTMLElement[] {
    const { status, rail, panels, cards, findings, player, table } = this.all;
    const main = element('div', 'poolscope-main');
    // Beside the heatmaps that leave room, or below them.
    panels.node.append(cards.node);
    main.append(...(rail ? [rail.node] : []), panels.node);
    return [
      ...(cut === undefined ? [] : [runningText('p', 'poolscope-cut', cutText(cut, layout))]),
      status,
      main,
      findings.node,
      player.node,
      this.matrixParts,
      table.node,
    ];
  }

  /** Shows a part, or hides it. */
  show(part: OptionalPart, isShown: boolean): void {
    const { rail, panels, player, row, table } = this.all;
    if (part === 'mask') panels.hasMask = isShown;
    else if (part === 'table') table.isShown = isShown;
    else if (part === 'player') {
      player.node.hidden = !isShown;
      if (!isShown) player.stop();
    } else if (part === 'matrix') {
      this.matrixParts.hidden = !isShown;
      row.isShown = isShown;
    } else if (rail !== undefined) {
      rail.node.hidden = !isShown;
      rail.look();
    }
  }
}

/** Which part is shown, and how another can be. */
function cutText(cut: NonNullable<View['cut']>, layout: View['layout']): string {
  const how = trans.__('batch and channels of explore (in Python also of .part) show another part');
  return trans.__('%1; %2', translate(cutMessage(cut, layout)), how);
}

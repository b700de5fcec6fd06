// Takes another tie policy in place: the mask and the din of the view, and all that is drawn of them.
import type { ExplorerPanels } from './explorer-panels.js';
import type { Subject } from './model/subject.js';
import type { TiePolicy } from './model/tie-policy.js';
import type { PlayerPane } from './panes/player-pane.js';
import type { Scales } from './scales.js';
import type { ExplorerState } from './shown/state.js';

/** What a tie policy changes. */
export interface TiesHost {
  readonly subject: Subject;
  readonly state: ExplorerState;
  readonly scales: Scales;
  readonly panels: ExplorerPanels;
  readonly player: PlayerPane;
}

/** Takes the mask of a tie policy; undefined: the one that came. */
export function applyTies(policy: TiePolicy | undefined, host: TiesHost): void {
  const { subject, state, scales, panels, player } = host;
  subject.tiePolicy = policy;
  scales.applyPanels(
    panels.panels.map(({ name, plot: { panel } }) => ({
      ...panel,
      tensor: subject.tensorOf(name),
    })),
  );
  player.reset();
  panels.applyValues();
  state.announceValues();
}

// What a heatmap of the explorer has around its cells: a line of numbers, a button to enlarge it, and a menu.
import { writeNpy } from 'poolscope';
import { userTensor } from 'poolscope/internal';
import { createPanelMenu } from '../panel/panel-menu.js';
import { element } from '../ui/element.js';
import { button } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { StatisticsLine } from './panes/statistics-line.js';
import type { ExplorerPanel } from './shown/explorer-panel.js';
import type { ExplorerState } from './shown/state.js';

/** Puts a line of numbers below a heatmap. */
export function addStatistics(panel: ExplorerPanel): StatisticsLine {
  const line = new StatisticsLine();
  panel.footer.append(line.node);
  return line;
}

/** What the tools of a heatmap need. */
export interface ToolsHost {
  readonly state: ExplorerState;
  /** The heatmap is to be enlarged, or to be as large as before. @param press says which */
  onEnlarge(press: HTMLButtonElement): void;
  reportError(error: unknown): void;
}

/** Puts the button and the menu beside a heatmap's title. */
export function addTools(
  { name, plot }: ExplorerPanel,
  { state, onEnlarge, reportError }: ToolsHost,
): void {
  const enlarge = button('⤢', () => onEnlarge(enlarge), trans.__('enlarge %1', name));
  enlarge.classList.add('poolscope-enlarge');
  enlarge.setAttribute('aria-pressed', 'false');
  const tools = element('span', 'poolscope-panel-tools');
  tools.append(
    enlarge,
    createPanelMenu({
      name,
      chart: plot.chart,
      currentSlice: () => plot.slice,
      writeNpy: () => writeNpy(userTensor(state.subject.tensorOf(name), plot.panel.layout)),
      cursorAddress: () => state.address,
      reportError,
    }),
  );
  plot.caption.append(tools);
}

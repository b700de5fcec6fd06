// The arrows from the windows that gave to the marked cell of din.
import type { Scale } from 'poolscope/internal';
import type { Marks } from '../model/marks.js';
import { wayBetween } from './arrow-way.js';
import type { Arrow } from './arrows.js';
import type { DrawnWindow } from './cursor-marker.js';
import type { ExplorerPanel } from './explorer-panel.js';

/** A window, and what it gave to the marked cell. */
export interface GivingWindow extends DrawnWindow {
  readonly gave: number;
}

/** The heatmaps that arrows go between, and the colours of dout, whose largest number is the thickest arrow. */
export interface ArrowEnds {
  readonly dout: ExplorerPanel;
  readonly din: ExplorerPanel | undefined;
  readonly scale: Scale;
}

/** An arrow from each window that gave to the marked cell of din; to the winner, where dout is marked. */
export function arrowsOf(
  { winners, inputCell }: Marks,
  windows: readonly GivingWindow[],
  { dout, din, scale }: ArrowEnds,
): Arrow[] {
  const at = inputCell ?? winners[0];
  if (at === undefined) return [];
  const [to, source, target] = [din?.boxOf(at), dout.placed, din?.placed];
  const way = source && target && wayBetween(source, target);
  if (to === undefined || way === undefined) return [];
  const [low, high] = scale.range;
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return windows.flatMap(({ row, gave, style: { colour } }) => {
    const from = dout.boxOf(row);
    if (from === undefined || gave === 0) return [];
    const weight = Number.isFinite(gave) ? Math.abs(gave) / most : 1;
    return [{ from, to, colour, weight, way }];
  });
}

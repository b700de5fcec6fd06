// The list of channels of an explorer: it tells of din, and chooses the channel of all heatmaps.
import { type Scale, slice } from 'poolscope/internal';
import { Rail } from './rail/rail.js';
import type { ExplorerState } from './shown/state.js';

/**
 * The rail of a view; undefined where there is one channel.
 * @param scale the colours of din
 */
export function railOf(
  state: ExplorerState,
  scale: () => Scale,
  reportError: (error: unknown) => void,
): Rail | undefined {
  const { subject } = state;
  if (subject.geometry.channels < 2) return undefined;
  return new Rail(subject, {
    batch: () => state.positions.batch,
    channel: () => state.positions.channel,
    sliceOf: (channel) => slice({ tensor: subject.din }, { ...state.positionsIn('din'), channel }),
    scale,
    showChannel: (channel) => state.setPositions({ channel }),
    reportError,
  });
}

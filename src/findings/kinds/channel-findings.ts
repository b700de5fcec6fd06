// Findings in channels: those whose every x, or every din, is 0.
import { formatCount } from '../../core/numbers.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Finding } from '../finding/finding.js';
import { makeCellFinding } from '../finding/make-finding.js';
import { Places } from '../finding/places.js';
import { quantity, sentenceFor } from '../finding/table.js';

/**
 * Finds the channels of an array whose every cell, in every batch entry, is 0. The places are the
 * first cell of each.
 * @param edge tells which cells may hold more than is known here: their channels are not judged
 */
export function findDeadChannels(
  name: 'x' | 'din',
  { data, shape }: Tensor,
  edge: (cell: number) => boolean = () => false,
): Finding {
  const channels = shape.at(-1)!;
  const dead = new Uint8Array(channels).fill(data.length > 0 ? 1 : 0);
  let left = data.length > 0 ? channels : 0;
  for (let start = 0; start < data.length && left > 0; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      if (dead[channel] === 0) continue;
      if (data[start + channel] === 0 && !edge(start + channel)) continue;
      dead[channel] = 0;
      left--;
    }
  }
  // A channel's first cell has the channel's number, for channels come last.
  const places = new Places(channels, left, (channel) => dead[channel] === 1);
  const first = left > 0 ? `${places.at(0)}` : '';
  const total = quantity(channels, 'channel');
  const text = sentenceFor(left, 'dead-channels', formatCount(left), total, first, name);
  return makeCellFinding('dead-channels', name, places, text);
}

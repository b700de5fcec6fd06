// The parts of text that the sentences about windows and cells share.
import type { Tensor } from 'poolscope';
import { shortNumber as short } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import type { Subject } from '../model/subject.js';

/** The most cells, windows or terms that a sentence names. */
export const mostNamed = 4;

/** The spatial part of an index: `(3, 5)`. */
export function spatialText(index: readonly number[]): string {
  return `(${index.slice(1, -1).join(', ')})`;
}

/** A text with the channel of an index, and with its batch where there are several. */
function withChannel(
  { geometry }: Subject,
  index: readonly number[],
  texts: {
    channel(channel: number): string;
    batch(batch: number, channel: number): string;
  },
): string {
  const [batch, channel] = [index[0]!, index.at(-1)!];
  return geometry.batch > 1 ? texts.batch(batch, channel) : texts.channel(channel);
}

/** The name of a window, by its output cell. */
export function windowName(subject: Subject, output: readonly number[]): string {
  return withChannel(subject, output, {
    channel: (channel) => trans.__('window %1 of channel %2', spatialText(output), channel),
    batch: (batch, channel) =>
      trans.__('window %1 of batch %2, channel %3', spatialText(output), batch, channel),
  });
}

/** The name of a cell of the input, with its value where there is x. @param cell its flat index */
export function cellName(subject: Subject, index: readonly number[], cell: number): string {
  const { x } = subject;
  const place = spatialText(index);
  const name =
    x === undefined ? trans.__('input cell %1', place) : `x${place} = ${valueAt(x, cell)}`;
  return withChannel(subject, index, {
    channel: (channel) => trans.__('%1 of channel %2', name, channel),
    batch: (batch, channel) => trans.__('%1 of batch %2, channel %3', name, batch, channel),
  });
}

/** Numbers that are added up, with their signs: `−1.75 − 0.261`. */
export function signedTerms(terms: readonly number[]): string {
  const texts = terms.map((term, i) => {
    if (i === 0) return short(term);
    return term < 0 ? `− ${short(-term)}` : `+ ${short(term)}`;
  });
  return texts.join(' ');
}

/** A list as text; after a few of its parts, how many more there are. */
export function joinList(parts: readonly string[]): string {
  const commas = (some: readonly string[]): string =>
    some.reduce((before, next) => trans.__('%1, %2', before, next));
  if (parts.length > mostNamed) {
    const more = parts.length - mostNamed + 1;
    return trans.__('%1 and %2 more', commas(parts.slice(0, mostNamed - 1)), more);
  }
  if (parts.length < 2) return parts.join('');
  return trans.__('%1 and %2', commas(parts.slice(0, -1)), parts.at(-1)!);
}

/** The value of an array's cell as text. */
export function valueAt({ data, dtype }: Tensor, at: number): string {
  const value = data[at] ?? 0;
  return dtype.startsWith('float') ? short(value) : `${value}`.replace('-', '−');
}

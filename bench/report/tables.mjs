import { milliseconds, times } from './markdown.mjs';
import { ratio } from './statistics.mjs';

/**
 * A row's result for a terminal: milliseconds, and ratios to the library with one thread and to
 * copying the input's bytes.
 *
 * @param {import('../lib/measure.mjs').RowResult} result
 * @param {Record<string, string>} titles of the contestants
 * @returns {string}
 */
export function tableOf(result, titles) {
  const head = ['', 'min ms', 'median ms', '× poolscope', '× copy'];
  const lines = linesOf(result, titles).map(({ title, cells }) => [title, ...cells]);
  return [head, ...lines]
    .map(([title = '', ...cells]) => title.padEnd(36) + cells.map((c) => c.padStart(13)).join(''))
    .join('\n');
}

/**
 * @param {import('../lib/measure.mjs').RowResult} result
 * @param {Record<string, string>} titles
 * @returns {{ title: string, cells: string[] }[]}
 */
export function linesOf({ contestants }, titles) {
  return Object.entries(contestants).map(([id, one]) => ({
    title: one.differs ? `${titles[id]} *` : (titles[id] ?? id),
    cells: [
      milliseconds(one.min),
      milliseconds(one.median),
      times(ratio(one, contestants['poolscope-1'])),
      times(ratio(one, contestants.copy)),
    ],
  }));
}

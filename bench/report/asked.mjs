// What is asked of every shape, beside what was measured: thread for thread, and best against best.
import { resident, torch } from '../lib/contestants.mjs';
import { maxRows } from '../rows/max.mjs';
import { works } from '../rows/row.mjs';
import { averageRows, lpRows } from '../rows/weighed.mjs';
import { mark, milliseconds, table, times } from './markdown.mjs';
import { best, ratio } from './statistics.mjs';

/**
 * @typedef {import('../lib/measure.mjs').RowResult} RowResult
 * @typedef {import('./results.mjs').DatedResult} DatedResult
 * @typedef {import('../rows/row.mjs').Row} Row
 * @typedef {import('../rows/row.mjs').Work} Work
 */

/** With all threads each, this part of what is asked with one thread each. */
export const withAll = 0.8;
/** Lp pooling takes at most so many times as long as the average. */
export const norm = 2;
/** A call on host tensors takes at most so many times what the resident call and the copies take. */
export const host = 1.2;

/** What stands for a number of all threads that did not run together. */
export const busy = 'busy';

/**
 * Whether other work held the cores, so that threads seldom ran together.
 *
 * @param {{ load?: number }} measured
 * @param {number} cores
 */
export function isBusy({ load = 0 }, cores) {
  return load > cores + 1;
}

/** @param {readonly DatedResult[]} results @param {string} row @param {Work} work */
function resultOf(results, row, work) {
  return results.find((one) => one.row === row && one.dtype === 'float32' && one.work === work);
}

/**
 * PyTorch's time ÷ ours, in PyTorch's better layout: one thread each, all each, and the best of
 * either.
 *
 * @param {RowResult} result
 * @returns {{ one: number, all: number, best: number }}
 */
export function againstTorch(result) {
  const { contestants } = result;
  return {
    one: ratio(best(result, torch.one), contestants['poolscope-1']),
    all: ratio(best(result, torch.all), contestants['poolscope-all']),
    best: ratio(best(result, [...torch.one, ...torch.all]), best(result, resident)),
  };
}

/** @param {number} value @param {number} asked a ratio that is a least one */
function atLeast(value, asked) {
  return `${times(value)} ${mark(value >= asked)}`;
}

/** @param {number} value @param {number} asked a ratio that is a highest one */
function atMost(value, asked) {
  return `${times(value)} ${mark(value <= asked)}`;
}

const columns = ['asked', 'one thread each', 'all threads each', 'best against best'];

/**
 * Max or average pooling's rows: what is asked, and PyTorch's time ÷ ours.
 *
 * @param {'max' | 'average'} op
 * @param {readonly DatedResult[]} results
 * @param {number} cores
 */
export function askedTable(op, results, cores) {
  const rows = op === 'max' ? maxRows : averageRows;
  const head = [
    `${op} pooling`,
    ...works.flatMap((w) => columns.map((column) => `${w}, ${column}`)),
  ];
  const lines = rows.map((row) => [
    row.title,
    ...works.flatMap((work) => {
      const [asked, result] = [row.asked?.[work] ?? Number.NaN, resultOf(results, row.id, work)];
      if (!result) return columns.map(() => '');
      const { one, all, best: highest } = againstTorch(result);
      const together = isBusy(result, cores)
        ? [busy, busy]
        : [atLeast(all, asked * withAll), times(highest)];
      return [`${asked}`, atLeast(one, asked), ...together];
    }),
  ]);
  return table(head, lines);
}

/**
 * Lp pooling: its time ÷ that of the average over the same windows, and PyTorch's time ÷ ours.
 *
 * @param {readonly DatedResult[]} results
 * @param {number} cores
 */
export function lpTable(results, cores) {
  const columns = ['÷ average', '÷ average, all threads', 'PyTorch, one thread each', 'all each'];
  const head = ['Lp pooling', ...works.flatMap((w) => columns.map((column) => `${w}, ${column}`))];
  const lines = lpRows.map((row) => [
    row.title,
    ...works.flatMap((work) => {
      const result = resultOf(results, row.id, work);
      if (!result) return columns.map(() => '');
      const { contestants: all } = result;
      const torches = againstTorch(result);
      const together = ratio(all['poolscope-all'], all['poolscope-average-all']);
      const alone = isBusy(result, cores);
      return [
        atMost(ratio(all['poolscope-1'], all['poolscope-average-1']), norm),
        alone ? busy : atMost(together, norm),
        times(torches.one),
        alone ? busy : times(torches.all),
      ];
    }),
  ]);
  return table(head, lines);
}

/**
 * Max pooling on host tensors with `out:`: its time, and what it may take, the resident call on one
 * thread and plain copies of what goes in and out.
 *
 * @param {readonly DatedResult[]} results
 */
export function hostTable(results) {
  const columns = ['ms', 'resident + copies, ms', `÷ (asked: at most ${host})`];
  const head = ['max pooling', ...works.flatMap((w) => columns.map((column) => `${w}, ${column}`))];
  const lines = maxRows.map((row) => [
    row.title,
    ...works.flatMap((work) => {
      const taken = resultOf(results, row.id, work)?.contestants;
      const [own, kept, copies] = [
        taken?.['poolscope-host-out'],
        taken?.['poolscope-1'],
        taken?.['copy-both'],
      ];
      if (!own || !kept || !copies) return columns.map(() => '');
      const bound = kept.min + copies.min;
      return [
        milliseconds(own.min),
        `${milliseconds(kept.min)} + ${milliseconds(copies.min)}`,
        atMost(own.min / bound, host),
      ];
    }),
  ]);
  return table(head, lines);
}

/**
 * Milliseconds of every row: the library's and PyTorch's better layout, with one thread and all.
 *
 * @param {readonly Row[]} rows
 * @param {readonly DatedResult[]} results
 * @param {number} cores
 */
export function timesTable(rows, results, cores) {
  const columns = ['1 thread', 'all', 'PyTorch, 1', 'PyTorch, all'];
  const head = [
    'float32',
    ...works.flatMap((work) => columns.map((column) => `${work}, ${column}`)),
  ];
  const lines = rows.map((row) => [
    `${row.title}${row.op === 'max' ? '' : `, ${row.op === 'lp' ? 'Lp' : 'average'}`}`,
    ...works.flatMap((work) => {
      const result = resultOf(results, row.id, work);
      if (!result) return columns.map(() => '');
      const taken = [
        result.contestants['poolscope-1'],
        result.contestants['poolscope-all'],
        best(result, torch.one),
        best(result, torch.all),
      ];
      const alone = isBusy(result, cores);
      return taken.map((one, i) =>
        alone && i % 2 === 1 ? busy : one ? milliseconds(one.min) : '',
      );
    }),
  ]);
  return table(head, lines);
}

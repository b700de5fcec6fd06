// The benchmark's parts that run in the contestants' processes: the rows, and the growth curves.
import path from 'node:path';
import { tableOf } from '../report/tables.mjs';
import { curvesFor } from '../rows/curves.mjs';
import { dtypesOf } from '../rows/row.mjs';
import { commands, contestants, contestantsOf, cores, onThreads } from './contestants.mjs';
import { measured, paces } from './measure.mjs';
import { Workers } from './workers.mjs';

/**
 * @typedef {import('./measure.mjs').RowResult} RowResult
 *
 * What a part needs.
 * @typedef {object} Options
 * @property {import('../../scripts/lib/clone.mjs').Clone} clone
 * @property {import('../../scripts/lib/clone.mjs').Clone} bench
 * @property {AbortSignal} signal ends the processes
 * @property {boolean} quick
 *
 * A point of a curve: what grows, and the results there.
 * @typedef {{ curve: string, at: number, results: RowResult[] }} Point
 */

/**
 * Measures rows, prints each, and hands it over as soon as it is there: a run that is stopped keeps
 * what it has.
 *
 * @param {Options & {
 *   rows: readonly import('../rows/row.mjs').Row[],
 *   keep: (versions: Record<string, string>, contestants: Record<string, string>, results: RowResult[]) => void,
 * }} options
 */
export async function measureRows({ rows, clone, bench, signal, quick, keep }) {
  const titles = Object.fromEntries(contestants.map(({ id, title }) => [id, title]));
  const folder = path.join(clone.state, 'bench');
  return withWorkers(signal, async (workers) => {
    const taking = new Set(rows.flatMap((row) => contestantsOf(row).map(({ worker }) => worker)));
    const needed = Object.entries(commands(bench.python)).filter(([name]) => taking.has(name));
    await workers.start(Object.fromEntries(needed), bench);
    for (const row of rows) {
      const able = contestantsOf(row);
      const pace = quick ? paces.quick : paces[row.field];
      for (const dtype of dtypesOf(row)) {
        const all = workers.all;
        for (const result of await measured({ row, dtype, able, workers: all, folder, pace })) {
          const what = row.op === 'max' ? '' : ` ${row.op} pooling,`;
          console.log(
            `\n${row.title},${what} ${dtype}, ${result.work}\n${tableOf(result, titles)}`,
          );
          keep(workers.versions, titles, [result]);
        }
      }
    }
  });
}

/**
 * Measures the points of the growth curves.
 *
 * @param {Options} options
 * @returns {Promise<{ versions: Record<string, string>, points: Point[] }>}
 */
export async function measureCurves({ clone, bench, signal }) {
  const folder = path.join(clone.state, 'bench');
  return withWorkers(signal, async (workers) => {
    /** @type {Point[]} */
    const points = [];
    for (const { id, title, at, row } of curvesFor(cores)) {
      console.log(`\n${title}`);
      for (const value of at) {
        const own = /** @type {const} */ ({ id, title, ...row(value), field: 'pytorch' });
        const on = onThreads(id === 'threads' ? value : 1, bench.python);
        const missing = Object.entries(on.commands).filter(([name]) => !workers.all[name]);
        await workers.start(Object.fromEntries(missing), bench);
        const all = workers.all;
        const options = { able: on.able, workers: all, folder, pace: paces.point };
        const results = await measured({ row: own, dtype: 'float32', ...options });
        points.push({ curve: id, at: value, results });
        console.log(pointLine(value, results));
      }
    }
    return { versions: workers.versions, points };
  });
}

/** @param {number} at @param {readonly RowResult[]} results */
function pointLine(at, results) {
  const parts = results.map(({ work, contestants: taken }) => {
    const times = Object.entries(taken).map(([id, { min }]) => `${id} ${min}`);
    return `${work} ${times.join(', ')} ms`;
  });
  return `  ${at}: ${parts.join('; ')}`;
}

/**
 * @template T
 * @param {AbortSignal} signal
 * @param {(workers: Workers) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withWorkers(signal, work) {
  const workers = new Workers();
  const end = () => workers.end();
  signal.addEventListener('abort', end);
  try {
    return await work(workers);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as ps from 'poolscope';
import { contestants } from './contestants.mjs';
import { works } from './rows.mjs';
import { median } from './statistics.mjs';

/**
 * What one contestant did in one row: milliseconds a call, the fastest and the median of all.
 *
 * @typedef {object} Measured
 * @property {number} min
 * @property {number} median
 * @property {number} calls
 * @property {boolean} [differs] its numbers are other ones than the library's
 *
 * @typedef {object} RowResult
 * @property {string} row
 * @property {import('./rows.mjs').DType} dtype
 * @property {import('./rows.mjs').Work} work
 * @property {Record<string, Measured>} contestants
 */

/** How long, in milliseconds; a slow contestant takes part until its time is spent. */
export const paces = {
  full: { rounds: 40, batch: 15, warmUp: 400, most: 3000 },
  quick: { rounds: 6, batch: 15, warmUp: 150, most: 800 },
};

/** Between two batches: threads of the one before may still spin. */
const pause = 12;
/** Sums of so many numbers differ by less where each number is the same but for rounding. */
const tolerance = 0.05;

/**
 * Measures one pooling in one dtype. All contestants have their operands ready; in each round each
 * of them has its turn, so that a noise of the machine meets all alike.
 *
 * @param {object} options
 * @param {import('./rows.mjs').Row} options.row
 * @param {import('./rows.mjs').DType} options.dtype
 * @param {Record<string, import('./worker.mjs').Worker>} options.workers
 * @param {string} options.folder for the operands, while it measures
 * @param {{ rounds: number, batch: number, warmUp: number, most: number }} options.pace
 * @returns {Promise<RowResult[]>}
 */
export async function measured({ row, dtype, workers, folder, pace }) {
  const task = withOperands(row, dtype, folder);
  /** @type {Record<string, Record<string, number[]>>} */
  const digests = {};
  for (const worker of Object.values(workers)) {
    Object.assign(digests, await worker.ask({ ask: 'prepare', task }));
  }
  fs.rmSync(folder, { recursive: true });
  const results = [];
  for (const work of works) {
    const able = contestants.filter(({ id }) => id === 'copy' || digests[id]?.[work]);
    const timed = await rounds({ able, work, workers, pace });
    for (const [id, result] of Object.entries(timed)) {
      if (!same(digests[id]?.[work], digests['poolscope-1']?.[work])) result.differs = true;
    }
    results.push({ row: row.id, dtype, work, contestants: timed });
  }
  for (const worker of Object.values(workers)) await worker.ask({ ask: 'prepare' });
  return results;
}

/**
 * @param {object} options
 * @param {import('./contestants.mjs').Contestant[]} options.able
 * @param {import('./rows.mjs').Work} options.work
 * @param {Record<string, import('./worker.mjs').Worker>} options.workers
 * @param {{ rounds: number, batch: number, warmUp: number, most: number }} options.pace
 * @returns {Promise<Record<string, Measured>>}
 */
async function rounds({ able, work, workers, pace }) {
  /** @type {(one: import('./contestants.mjs').Contestant, milliseconds: number) => Promise<number[]>} */
  const turn = async ({ id, worker }, milliseconds) => {
    const times = await workers[worker]?.ask({ ask: 'time', contestant: id, work, milliseconds });
    await sleep(pause);
    return times;
  };
  const taken = able.map((one) => ({
    one,
    spent: 0,
    times: /** @type {number[]} */ ([]),
  }));
  for (const { one } of taken) await turn(one, pace.warmUp);
  for (let round = 0; round < pace.rounds; round++) {
    const first = round % taken.length;
    for (const entry of [...taken.slice(first), ...taken.slice(0, first)]) {
      if (entry.spent > pace.most) continue;
      const times = await turn(entry.one, pace.batch);
      entry.spent += times.reduce((sum, time) => sum + time, 0);
      entry.times.push(...times);
    }
  }
  return Object.fromEntries(
    taken.map(({ one, times }) => [
      one.id,
      {
        min: rounded(times.reduce((least, time) => Math.min(least, time))),
        median: rounded(median(times)),
        calls: times.length,
      },
    ]),
  );
}

/**
 * Draws x and dout, without ties, and writes them where every contestant reads them.
 *
 * @param {import('./rows.mjs').Row} row
 * @param {import('./rows.mjs').DType} dtype
 * @param {string} folder
 */
function withOperands(row, dtype, folder) {
  const { shape, kernelSize, stride, padding } = row;
  const { outputShape } = ps.windows(shape, { kernelSize, stride, padding });
  const Elements = dtype === 'float32' ? Float32Array : Float64Array;
  const task = { ...row, dtype, outputShape, x: `${folder}/x`, dout: `${folder}/dout` };
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, sizes, seed] of /** @type {const} */ ([
    [task.x, shape, 0],
    [task.dout, outputShape, 1],
  ])) {
    fs.writeFileSync(path.resolve(file), new Elements(ps.random(seed).randn(...sizes).data));
  }
  return task;
}

/** @param {number[] | undefined} digest @param {number[] | undefined} expected */
function same(digest, expected) {
  return !digest?.some((sum, i) => !(Math.abs(sum - (expected?.[i] ?? Number.NaN)) < tolerance));
}

/** Four digits: a clock tells no more. @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(4));
}

// Times the contestants of a row in turns, in their own processes.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as ps from 'poolscope';
import { median } from '../report/statistics.mjs';
import { works } from '../rows/row.mjs';

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
 * @property {import('../rows/row.mjs').DType} dtype
 * @property {import('../rows/row.mjs').Work} work
 * @property {Record<string, Measured>} contestants
 */

/**
 * How long, in milliseconds. A slow contestant takes part until its time, `most`, is spent; once
 * `whole` has passed, as beside much other work, no other round begins.
 *
 * @typedef {{ rounds: number, batch: number, warmUp: number, most: number, whole: number }} Pace
 */

/** By who takes part, and of a growth curve's points. */
export const paces = {
  peers: { rounds: 24, batch: 15, warmUp: 250, most: 1500, whole: 14_000 },
  pytorch: { rounds: 16, batch: 15, warmUp: 150, most: 700, whole: 5000 },
  point: { rounds: 12, batch: 10, warmUp: 80, most: 300, whole: 2000 },
  quick: { rounds: 6, batch: 15, warmUp: 150, most: 800, whole: 5000 },
};

/** Between two batches: threads of the one before may still spin. */
const pause = 12;
/** Sums differ by less where each number is the same but for rounding: so much, and a part of their size. */
const tolerance = { least: 0.05, part: 1e-7 };

/**
 * Measures one pooling in one dtype. All contestants have their operands ready; in each round each
 * of them has its turn, so that a noise of the machine meets all alike.
 *
 * @param {object} options
 * @param {import('../rows/row.mjs').Row} options.row
 * @param {import('../rows/row.mjs').DType} options.dtype
 * @param {Record<string, import('./worker.mjs').Worker>} options.workers
 * @param {readonly import('./contestants.mjs').Contestant[]} options.able who takes part
 * @param {string} options.folder for the operands, while it measures
 * @param {Pace} options.pace
 * @returns {Promise<RowResult[]>}
 */
export async function measured({ row, dtype, able, workers, folder, pace }) {
  const task = withOperands(row, dtype, folder);
  const taking = new Set(able.flatMap(({ worker }) => workers[worker] ?? []));
  /** @type {Record<string, Record<string, number[]>>} */
  const digests = {};
  for (const worker of taking) {
    Object.assign(digests, await worker.ask({ ask: 'prepare', task }));
  }
  fs.rmSync(folder, { recursive: true });
  const results = [];
  for (const work of works) {
    const here = able.filter(({ id }) => id.startsWith('copy') || digests[id]?.[work]);
    const timed = await rounds({ able: here, work, workers, pace });
    const own = here.find(({ id }) => id.startsWith('poolscope'))?.id ?? '';
    for (const [id, result] of Object.entries(timed)) {
      const other = id.startsWith('poolscope-average');
      if (!other && !same(digests[id]?.[work], digests[own]?.[work])) result.differs = true;
    }
    results.push({ row: row.id, dtype, work, contestants: timed });
  }
  for (const worker of taking) await worker.ask({ ask: 'prepare' });
  return results;
}

/**
 * @param {object} options
 * @param {readonly import('./contestants.mjs').Contestant[]} options.able
 * @param {import('../rows/row.mjs').Work} options.work
 * @param {Record<string, import('./worker.mjs').Worker>} options.workers
 * @param {Pace} options.pace
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
  const end = performance.now() + pace.whole;
  for (let round = 0; round < pace.rounds && performance.now() < end; round++) {
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
 * Draws x and dout, without ties, and writes them where every contestant reads them. Of an Lp
 * pooling x is positive: PyTorch's rule for an odd p and negative cells is another.
 *
 * @param {import('../rows/row.mjs').Row} row
 * @param {import('../rows/row.mjs').DType} dtype
 * @param {string} folder
 */
function withOperands(row, dtype, folder) {
  const { shape, kernelSize, stride, padding, op } = row;
  const { outputShape, windowSize } = ps.windows(shape, { kernelSize, stride, padding });
  const Elements = dtype === 'float32' ? Float32Array : Float64Array;
  const codeBytes = windowSize < 2 ** 8 ? 1 : windowSize < 2 ** 16 ? 2 : 4;
  const [x, dout] = [`${folder}/x`, `${folder}/dout`];
  fs.mkdirSync(folder, { recursive: true });
  const numbers = new Elements(ps.random(0).randn(...shape).data);
  fs.writeFileSync(path.resolve(x), op === 'lp' ? numbers.map(Math.abs) : numbers);
  fs.writeFileSync(path.resolve(dout), new Elements(ps.random(1).randn(...outputShape).data));
  return { ...row, dtype, outputShape, codeBytes, x, dout };
}

/** @param {number[] | undefined} digest @param {number[] | undefined} expected */
function same(digest, expected) {
  const most = tolerance.least + tolerance.part * (expected?.[2] ?? 0);
  return !digest?.some((sum, i) => !(Math.abs(sum - (expected?.[i] ?? Number.NaN)) < most));
}

/** Four digits: a clock tells no more. @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(4));
}

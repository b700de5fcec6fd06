// What is asked of stores and large files, beside what was measured, and what a terabyte would take.
import { busy } from './asked.mjs';
import { mark, milliseconds, table, times } from './markdown.mjs';

/**
 * @typedef {import('../lib/stores.mjs').Checked} Checked
 * @typedef {import('../lib/large-files.mjs').Opened} Opened
 */

/** What is asked: MB/s on two cores, bytes of a worker, how many times as fast two workers are, ms. */
export const asked = { rate: 200, worker: 1e9, gain: 1.5, opened: 1000 };

/** What is taken for a larger machine: bytes, workers, the rates of two disks, and seconds of a task. */
const paper = {
  bytes: 1e12,
  workers: 32,
  network: 1.2e9,
  drive: 5e9,
  tasksOf: 32 * 2 ** 20,
  task: 1e-3,
};

/** Bytes a second of the clock. @param {Checked} result */
const rateOf = ({ bytes, times: { seconds } }) => bytes / seconds;

/** Bytes a second of the workers' processors. @param {Checked} result */
const perCoreOf = ({ bytes, times: { workers } }) => bytes / workers;

/**
 * How many times as fast two workers are as one, on the same store from the same source.
 *
 * @param {readonly Checked[]} results
 * @param {Checked} of
 */
function gainOf(results, { bytes, source }) {
  const same = results.filter((result) => result.bytes === bytes && result.source === source);
  const [one, two] = [1, 2].map((workers) => same.find((result) => result.workers === workers));
  return one && two ? one.times.seconds / two.times.seconds : Number.NaN;
}

/**
 * @param {readonly Checked[]} results
 * @param {boolean} [isBusy] whether other work held the cores, so that workers seldom ran together
 */
export function storesTable(results, isBusy = false) {
  const head = [
    'GB',
    'from',
    'workers',
    'MB/s',
    'cores busy',
    'MB a second of a core',
    'most MB of a worker',
    'planted, found',
    'two against one',
  ];
  return table(
    head,
    results.map((result) => {
      const { bytes, source, workers, times: spent, mostOfWorker, planted, found, same } = result;
      const rate = rateOf(result) / 1e6;
      const gain = gainOf(results, result);
      const places = same ? `${planted}, the same` : `${planted}, ${found} others`;
      return [
        (bytes / 1e9).toFixed(2),
        source,
        `${workers}`,
        workers === 2 ? `${rate.toFixed(0)} ${mark(rate >= asked.rate)}` : rate.toFixed(0),
        times(spent.workers / spent.seconds),
        (perCoreOf(result) / 1e6).toFixed(0),
        `${(mostOfWorker / 1e6).toFixed(0)} ${mark(mostOfWorker <= asked.worker)}`,
        `${places} ${mark(same)}`,
        workers === 2 ? (isBusy ? busy : `${times(gain)}× ${mark(gain >= asked.gain)}`) : '',
      ];
    }),
  );
}

/** What two workers gave of stores on the disk, the least first. @param {readonly Checked[]} results */
function byTwoFromDisk(results) {
  const two = results.filter(({ workers, source }) => workers === 2 && source === 'disk');
  return two.sort((a, b) => a.bytes - b.bytes);
}

/**
 * Whether time is linear in size, by two workers on the least and the largest store.
 *
 * @param {readonly Checked[]} results
 */
export function linearSentence(results) {
  const two = byTwoFromDisk(results);
  const [least, most] = [two[0], two.at(-1)];
  if (!least || !most || least === most) return '';
  const per = (/** @type {Checked} */ { bytes, times: spent }) => spent.seconds / (bytes / 1e9);
  const [few, many] = [least, most].map(({ bytes }) => (bytes / 1e9).toFixed(1));
  return `Time against size: ${per(least).toFixed(2)} s for each GB of ${few} GB, ${per(most).toFixed(2)} s of ${many} GB, by two workers; of a core ${(least.times.workers / (least.bytes / 1e9)).toFixed(2)} and ${(most.times.workers / (most.bytes / 1e9)).toFixed(2)} s.`;
}

/**
 * What a terabyte takes on 32 workers, computed from the largest store that two workers checked.
 *
 * @param {readonly Checked[]} results
 */
export function paperSentence(results) {
  const two = byTwoFromDisk(results);
  const largest = two.at(-1);
  if (!largest) return '';
  const core = perCoreOf(largest);
  const all = core * paper.workers;
  const minutes = (/** @type {number} */ rate) => paper.bytes / rate / 60;
  const tasks = paper.bytes / paper.tasksOf;
  const bound = Math.min(all, paper.drive);
  const first = all > paper.drive ? 'the disk' : 'the cores';
  return [
    `**On paper, 1 TB on ${paper.workers} workers.** At the ${(core / 1e6).toFixed(0)} MB that a core judged in a second, ${paper.workers} cores judge ${(all / 1e9).toFixed(1)} GB/s: ${minutes(all).toFixed(1)} minutes.`,
    `One NVMe drive of ${paper.drive / 1e9} GB/s gives ${minutes(bound).toFixed(1)} minutes, bound by ${first}; a network share of 10 Gbit/s, ${paper.network / 1e9} GB/s, ${minutes(Math.min(all, paper.network)).toFixed(0)} minutes, bound by the network.`,
    `Dask’s scheduler takes about a millisecond a task: ${Math.round(tasks / 1000)},000 tasks of 32 MiB are ${((tasks * paper.task * 9) / 8 / 60).toFixed(1)} minutes of it with the tree of tallies, beside the workers.`,
  ].join(' ');
}

/** @param {readonly Opened[]} results */
export function filesTable(results) {
  const head = [
    'a file of',
    'first of its page, ms',
    'after another, ms',
    'requests',
    'MB fetched',
    'most MB meanwhile',
    'MB held',
  ];
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  const time = (/** @type {{ min: number, median: number }} */ { median }) =>
    `${milliseconds(median)} ${mark(median <= asked.opened)}`;
  return table(
    head,
    results.map(({ name, bytes, first, next, fetched, requests, peak, held }) => [
      `${(bytes / 1e9).toFixed(1)} GB, ${name}`,
      time(first),
      time(next),
      `${requests}`,
      megabytes(fetched),
      megabytes(peak),
      megabytes(held),
    ]),
  );
}

// docs/benchmarks.md and its pictures, made from what the parts left in bench/results.
import fs from 'node:fs';
import path from 'node:path';
import { paces } from '../lib/measure.mjs';
import { maxRows } from '../rows/max.mjs';
import { dtypes } from '../rows/row.mjs';
import { peerRows } from '../rows/rows.mjs';
import { averageRows, lpRows } from '../rows/weighed.mjs';
import {
  askedTable,
  busy,
  host,
  hostTable,
  isBusy,
  lpTable,
  norm,
  timesTable,
  withAll,
} from './asked.mjs';
import { growthSentence } from './growth.mjs';
import { plotGrowth } from './growth-plot.mjs';
import { claimTable, figures } from './peers.mjs';
import { plot } from './plot.mjs';
import { readReport } from './results.mjs';
import { asked, filesTable, linearSentence, paperSentence, storesTable } from './scale.mjs';
import { watchTable } from './watched.mjs';

/** @typedef {import('./results.mjs').Report} Report */

const page = 'docs/benchmarks.md';

/**
 * Writes the page and its pictures from the results that lie there.
 *
 * @param {string} root
 */
export function writePage(root) {
  for (const [file, text] of Object.entries(pageFiles(root))) {
    fs.writeFileSync(path.join(root, file), text);
  }
}

/**
 * The page and its pictures, by their places in the clone.
 *
 * @param {string} root
 * @returns {Record<string, string>}
 */
export function pageFiles(root) {
  const report = readReport(root);
  return {
    [page]: pageOf(root, report),
    'docs/images/benchmarks.svg': plot(report.rows),
    'docs/images/benchmarks-growth.svg': plotGrowth(report.curves),
  };
}

/**
 * What was asked and is met, all figures, how they were taken, and, written by hand, what bounds
 * the misses.
 *
 * @param {string} root
 * @param {Report} report
 * @returns {string}
 */
function pageOf(root, report) {
  const bounds = fs.readFileSync(path.join(root, 'bench', 'bounds.md'), 'utf8').trim();
  const { rows, others, curves, watch, stores, files } = report;
  const { results } = rows;
  const all = rows.machine.cores;
  return `${[
    '<!-- Made by `npm run bench` and `npm run bench:scale` from bench/results and bench/bounds.md. -->',
    '# Benchmarks',
    `Pooling through the public API, against its peers on the same arrays, and training under \`poolscope.watch\`: ${machineOf(report)}. ${whenOf(report)}`,
    '![How many times as long as poolscope the others take, for each pooling](images/benchmarks.svg)',
    '## Max pooling',
    `PyTorch’s time ÷ ours, float32, resident tensors: above 1 is faster than PyTorch. ✓ is met, ✗ missed. *Asked* is so with one thread each; with all threads each (here ${all}) ${withAll} of it. *Best against best* is the faster of one thread and all, on either side. PyTorch’s better layout, channels-last or contiguous, counts each time. *${busy}* stands where other work held the cores, so that threads seldom ran together and a ratio would tell nothing.`,
    askedTable('max', results, all),
    '## Average pooling',
    'As above. Asked is 0.9 everywhere, and 2 forward for windows of 9×9 and more at stride 1, which share most of their cells.',
    askedTable('average', results, all),
    '## Lp pooling',
    `Its time ÷ that of our own average over the same windows, at most ${norm}; and PyTorch’s \`lp_pool\`, which takes no padding, ÷ ours. Its backward pass is autograd’s.`,
    lpTable(results, all),
    '## Host tensors',
    `Max pooling on host tensors that writes into \`out:\`, against the call on resident tensors, with one thread, and plain copies of what goes in and comes out: at most ${host} times both together.`,
    hostTable(results),
    ...others.flatMap((other) => otherTables(other)),
    '## How time grows',
    '![Milliseconds a call against window size, channels, batch and threads, poolscope beside PyTorch](images/benchmarks-growth.svg)',
    growthSentence(curves.points),
    ...(isBusy(curves, all)
      ? [
          'Other work held the cores meanwhile: what threads bring can’t be read from the last panels.',
        ]
      : []),
    '## Under `poolscope.watch`',
    `One thread of the CPU; networks made by code. A step is a forward and a backward pass; a pooling call counts with the first look at what was found, which nobody pays for who does not ask. How it works: [watch](watch.md).`,
    watchTable(watch.results),
    '## Stores that are larger than memory',
    `\`check_store\` on [stores](store.md) of max pooling (3 × 3, stride 2, 56 × 56 × 64, batches of 32), from the disk, and from the memory in which the system keeps files, where the disk is not what bounds the workers. A worker is a process of one thread, so that one keeps no more than one core busy; *cores busy* are the processors’ seconds of all workers against the clock’s. Asked are ${asked.rate} MB/s of two workers, at most ${asked.worker / 1e9} GB a worker, all planted cells and no other found, and two workers ${asked.gain} times as fast as one.`,
    storesTable(stores.results, isBusy(stores, all)),
    linearSentence(stores.results),
    paperSentence(stores.results),
    '## Files of 10 GB in JupyterLab',
    `From the command that opens a file to the frame with its first heatmap, 512 × 512 cells, in a real browser: asked is at most ${asked.opened / 1000} s. The first file of a page loads the code that draws. The median of several pages; memory is that of the page’s scripts.`,
    filesTable(files.results),
    '## What every peer was asked for',
    claimTable(rows),
    'Ratios of times: more is better where a peer is asked to take *at least* so many times as long, less where poolscope may take *at most* so many times another’s. PyTorch’s best is its fastest of one thread or all, channels-last or contiguous; poolscope works on resident tensors, with the faster of one thread and all unless it says otherwise.',
    bounds,
    '## How it is measured',
    method(report),
    '## All figures',
    'Milliseconds a call, the fastest of each; PyTorch in its better layout.',
    timesTable([...maxRows, ...averageRows, ...lpRows], results, all),
    'Every peer: milliseconds a call, the fastest, and the median of all. *× poolscope* is how many times as long as poolscope on one thread it took, *× copy* as copying the input’s bytes once.',
    ...peerRows.flatMap((row) => [
      `### ${row.title}`,
      ...dtypes.map((dtype) => figures(rows, row.id, dtype)),
    ]),
    '\\* gives other numbers than poolscope and PyTorch: TensorFlow.js’s wasm backend sends the gradient of a window whose maximum is negative elsewhere.',
  ].join('\n\n')}\n`;
}

/** What is asked of every shape, on another kind of processor. @param {import('./results.mjs').Rows} other */
function otherTables(other) {
  const { machine, results } = other;
  return [
    `## On another processor: ${machine.processor}`,
    `The same on ${machine.cores} cores, ${machine.memoryInGiB} GiB, ${machine.system}: ${poolingsOf(results)}.`,
    askedTable('max', results, machine.cores),
    askedTable('average', results, machine.cores),
    lpTable(results, machine.cores),
  ];
}

/** @param {Report} report */
function method({ rows, curves, watch, stores }) {
  const versions = { ...stores.versions, ...watch.versions, ...curves.versions, ...rows.versions };
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const { peers, pytorch } = paces;
  return [
    `- \`npm run bench\` makes an environment of its own (it says before what it fetches), and starts each contestant in a process that lives through the run. All get the same x and dout, standard normal without ties (of an Lp pooling, x’s magnitudes); before anything is timed, sums of their results are compared with poolscope’s.`,
    `- The run is interleaved: ${peers.rounds} rounds where every peer takes part, ${pytorch.rounds} elsewhere, in each of which every contestant in turn calls for ${peers.batch} ms (at least once) after a warm-up, and then all are still for a moment. Slow contestants leave out the later rounds.`,
    '- A ratio is that of the fastest calls of either side in the whole run: what else the machine does meets both, and only ever adds. The medians stand beside them.',
    '- Each call makes its results and frees them at once (poolscope’s by `dispose`; host tensors without `out:` are left to the garbage collector). PyTorch’s operators are called directly, without autograd, in both memory formats; its forward pass gives indices, poolscope’s the mask; those of JAX, which is compiled, and of TensorFlow.js give neither. JAX uses all cores.',
    '- *Copying* is one `set` from one array into another that exists, both outside WASM memory.',
    '- What is timed in Python under `watch` is the process’s time on a core, plain and watched in turns; what counts is the least of each.',
    '- Stores: `npm run bench:scale`. Ten cells of din for each GB are planted wrong. Clusters of one worker and of two take turns, the fastest turn of each counts, and before each turn from the disk the store leaves the memory in which the system keeps files.',
    `- Loading is timed in ${rows.start.times} fresh processes.`,
    `- Versions: ${named.join(', ')}.`,
  ].join('\n');
}

/** @param {Report} report */
function machineOf({ rows: { machine } }) {
  const { processor, cores, memoryInGiB, system } = machine;
  return `${processor}, ${cores} cores, ${memoryInGiB} GiB, ${system}`;
}

/** When each part was measured, and what else the machine did. @param {Report} report */
function whenOf({ rows, curves, watch, stores, files }) {
  const parts = [
    poolingsOf(rows.results),
    `growth curves on ${curves.day}${beside([curves.load])}`,
    `watch on ${watch.day}${beside([watch.load])}`,
    `stores on ${stores.day}${beside([stores.load])}`,
    `large files on ${files.day}${beside([files.load])}`,
  ];
  return `Measured: ${parts.join('; ')}. *Load* is how many processes wanted one of the cores, the measured one among them. Empty cells were not measured.`;
}

/** When poolings were measured, each day with its loads. @param {readonly import('./results.mjs').DatedResult[]} results */
function poolingsOf(results) {
  const days = [...new Set(results.map(({ day }) => day))].sort();
  const each = days.map((day) => {
    const loads = results.flatMap((one) => (one.day === day ? (one.load ?? []) : []));
    return `poolings on ${day}${beside(loads)}`;
  });
  return each.join('; ');
}

/** Loads in words. @param {readonly number[]} loads */
function beside(loads) {
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  if (loads.length === 0) return '';
  return least === most ? ` (load ${least})` : ` (load ${least} to ${most})`;
}

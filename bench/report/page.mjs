import fs from 'node:fs';
import path from 'node:path';
import { claims, verdict } from './claims.mjs';
import { plot } from './plot.mjs';
import { dtypes, rows, works } from './rows.mjs';
import { linesOf, times } from './tables.mjs';

/**
 * What a whole run leaves behind.
 *
 * @typedef {object} Report
 * @property {string} day
 * @property {{ processor: string, cores: number, memoryInGiB: number, system: string }} machine
 * @property {Record<string, string>} versions
 * @property {{ rounds: number, batch: number }} pace
 * @property {{ min: number, median: number, times: number }} start
 * @property {{ bytes: number, gzipped: number }} bundle
 * @property {Record<string, string>} contestants their titles
 * @property {import('./measure.mjs').RowResult[]} results
 */

const limits = { start: 50, bundle: 75_000 };
const results = path.join('bench', 'results', 'benchmark.json');
const page = path.join('docs', 'benchmarks.md');
const picture = path.join('docs', 'images', 'benchmarks.svg');

/** @param {string} root @returns {Report} */
export function readReport(root) {
  return JSON.parse(fs.readFileSync(path.join(root, results), 'utf8'));
}

/** @param {string} root @param {Report} report */
export function writeReport(root, report) {
  fs.mkdirSync(path.join(root, path.dirname(results)), { recursive: true });
  fs.writeFileSync(path.join(root, results), inLines(report));
  writePage(root);
}

/**
 * Writes the page and its picture from the results that lie there.
 *
 * @param {string} root
 */
export function writePage(root) {
  const report = readReport(root);
  fs.writeFileSync(path.join(root, page), pageOf(root, report));
  fs.writeFileSync(path.join(root, picture), plot(report));
}

/**
 * The page: what was asked and is met, all figures, how they were taken, and, written by hand, what
 * bounds the misses.
 *
 * @param {string} root
 * @param {Report} report
 * @returns {string}
 */
export function pageOf(root, report) {
  const bounds = fs.readFileSync(path.join(root, 'bench', 'bounds.md'), 'utf8').trim();
  return `${[
    '<!-- Made by `npm run bench` from bench/results/benchmark.json and bench/bounds.md. -->',
    '# Benchmarks',
    `Pooling through the public API, against its peers on the same arrays, in one run on ${report.day}: ${machineOf(report)}.`,
    '![How many times as long as poolscope the others take, for each pooling](images/benchmarks.svg)',
    '## What was asked',
    claimTable(report),
    'Ratios of times: more is better where a peer is asked to take *at least* so many times as long, less where poolscope may take *at most* so many times another’s. ✓ is met, ✗ missed. PyTorch’s best is its fastest of one thread or all, channels-last or contiguous; poolscope works on resident tensors, with the faster of one thread and all unless it says otherwise.',
    bounds,
    '## How it is measured',
    method(report),
    '## All figures',
    'Milliseconds a call: the fastest, and the median of all. *× poolscope* is how many times as long as poolscope on one thread it took, *× copy* as copying the input’s bytes once.',
    ...rows.flatMap((row) => [
      `### ${row.title}`,
      ...dtypes.map((dtype) => figures(report, row.id, dtype)),
    ]),
    '\\* gives other numbers than poolscope and PyTorch: TensorFlow.js’s wasm backend sends the gradient of a window whose maximum is negative elsewhere.',
  ].join('\n\n')}\n`;
}

/** @param {Report} report */
function claimTable(report) {
  const head = ['pooling', 'asked', ...dtypes.flatMap((d) => works.map((w) => `${w}, ${d}`))];
  const lines = claims.map((claim) => {
    const { forward, backward } = claim.asked;
    const own = forward !== undefined && backward !== forward;
    const asked = own ? `${forward}×, backward ${backward}×` : `${backward}×`;
    const cells = dtypes.flatMap((dtype) =>
      works.map((work) => {
        const found = verdict(claim, report.results, dtype, work);
        return found ? `${times(found.measured)}× ${mark(found.met)}` : '';
      }),
    );
    const title = rows.find(({ id }) => id === claim.row)?.title ?? '';
    return [title, `${claim.what} ${asked}`, ...cells];
  });
  const { start, bundle } = report;
  lines.push(
    [
      'loading',
      `\`import\` to first result in less than ${limits.start} ms`,
      `${start.min.toFixed(1)} ms (median ${start.median.toFixed(1)}) ${mark(start.min < limits.start)}`,
    ],
    [
      'size',
      `the browser’s bundle, gzipped, below ${limits.bundle / 1000} kB`,
      `${(bundle.gzipped / 1000).toFixed(1)} kB ${mark(bundle.gzipped < limits.bundle)}`,
    ],
  );
  return table(head, lines);
}

/** @param {Report} report @param {string} row @param {string} dtype */
function figures(report, row, dtype) {
  const [forward, backward] = works.map((work) => {
    const found = report.results.find(
      (one) => one.row === row && one.dtype === dtype && one.work === work,
    );
    return new Map(
      (found ? linesOf(found, report.contestants) : []).map(({ title, cells }) => [
        title.replace(' *', ''),
        { title: title.replace('*', '\\*'), cells },
      ]),
    );
  });
  const columns = ['min', 'median', '× poolscope', '× copy'];
  const head = [dtype, ...works.flatMap((work) => columns.map((column) => `${work}, ${column}`))];
  const none = columns.map(() => '');
  const names = new Set([...(forward?.keys() ?? []), ...(backward?.keys() ?? [])]);
  const lines = [...names].map((name) => {
    const [there, back] = [forward?.get(name), backward?.get(name)];
    return [
      back?.title ?? there?.title ?? name,
      ...(there?.cells ?? none),
      ...(back?.cells ?? none),
    ];
  });
  return table(head, lines);
}

/** @param {Report} report */
function method({ pace, versions, start }) {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- \`npm run bench\` makes an environment of its own (it says before what it fetches), and starts each contestant in a process that lives through the run. All get the same x and dout, standard normal without ties; before anything is timed, sums of their results are compared with poolscope’s.`,
    `- The run is interleaved: ${pace.rounds} rounds, in each of which every contestant in turn calls for ${pace.batch} ms (at least once) after a warm-up, and then all are still for a moment. Slow contestants leave out the later rounds.`,
    '- A ratio is that of the fastest calls of either side in the whole run: what else the machine does meets both, and only ever adds. The medians stand beside them.',
    '- Each call makes its results and frees them at once (poolscope’s by `dispose`; host tensors are left to the garbage collector). PyTorch’s operators are called directly, without autograd, in both memory formats; its forward pass gives indices, poolscope’s the mask; those of JAX, which is compiled, and of TensorFlow.js give neither. JAX uses all cores.',
    '- *Copying* is one `set` from one array into another that exists, both outside WASM memory.',
    `- Loading is timed in ${start.times} fresh processes.`,
    `- Versions: ${named.join(', ')}.`,
  ].join('\n');
}

/** @param {Report} report */
function machineOf({ machine: { processor, cores, memoryInGiB, system } }) {
  return `${processor}, ${cores} cores, ${memoryInGiB} GiB, ${system}`;
}

/** @param {boolean} met */
function mark(met) {
  return met ? '✓' : '✗';
}

/** @param {string[]} head @param {string[][]} lines */
function table(head, lines) {
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  const whole = lines.map((line) => [...line, ...head.slice(line.length).map(() => '')]);
  return [head, rule, ...whole].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * JSON with one contestant's figures a line.
 *
 * @param {Report} report
 */
function inLines({ results, ...rest }) {
  const rowsOf = results.map(({ contestants, ...row }) => {
    const lines = Object.entries(contestants).map(
      ([id, measured]) => `      ${JSON.stringify(id)}: ${JSON.stringify(measured)}`,
    );
    const facts = JSON.stringify(row).slice(1, -1);
    return `    {${facts}, "contestants": {\n${lines.join(',\n')}\n    }}`;
  });
  const facts = Object.entries(rest).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${facts.join(',\n')},\n  "results": [\n${rowsOf.join(',\n')}\n  ]\n}\n`;
}

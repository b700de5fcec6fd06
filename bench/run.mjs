// `npm run bench`: the library against its peers, side by side in one run. A whole run writes
// bench/results/benchmark.json and, from it, docs/benchmarks.md and its picture.
//   --quick       fewer rounds, for a first look; only printed
//   --row <id>    this row only (document, large, stem, overlap, volume); only printed
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cloneAt } from '../scripts/lib/clone.mjs';
import { lineOf, Problem, Stopped } from '../scripts/lib/problem.mjs';
import { outputOn } from '../scripts/lib/progress.mjs';
import { benchOf, setUpBench } from './lib/environment.mjs';
import { dtypes, rows } from './lib/rows.mjs';

const clone = cloneAt();
const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => ending.abort(new Stopped('stopped; the next run starts anew')));
}

try {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, row: { type: 'string', multiple: true } },
  });
  const wanted = rows.filter(({ id }) => values.row?.includes(id) ?? true);
  const unknown = values.row?.find((id) => !rows.some((row) => row.id === id));
  if (unknown) {
    throw new Problem(`--row ${unknown} is none of ${rows.map(({ id }) => id).join(', ')}`);
  }
  await setUpBench({ clone, ...outputOn(process.stdout), signal: ending.signal });
  await bench({ wanted, quick: values.quick ?? false, whole: !values.quick && !values.row });
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
}

/**
 * @param {{ wanted: readonly import('./lib/rows.mjs').Row[], quick: boolean, whole: boolean }} options
 */
async function bench({ wanted, quick, whole }) {
  // What needs the built library is loaded when it is there.
  const { commands, contestants } = await import('./lib/contestants.mjs');
  const { measured, paces } = await import('./lib/measure.mjs');
  const { tableOf } = await import('./lib/tables.mjs');
  const { bundleSize, startup } = await import('./lib/startup.mjs');
  const { writeReport } = await import('./lib/report.mjs');
  const { Worker } = await import('./lib/worker.mjs');

  const titles = Object.fromEntries(contestants.map(({ id, title }) => [id, title]));
  const pace = quick ? paces.quick : paces.full;
  const start = startup(quick ? 5 : 25);
  const bundle = bundleSize();
  console.log(
    `import to first result: ${start.median.toFixed(1)} ms (least ${start.min.toFixed(1)})`,
  );
  console.log(`bundle for browsers, gzipped: ${(bundle.gzipped / 1000).toFixed(1)} kB`);

  const bench = benchOf(clone);
  const workers = Object.fromEntries(
    Object.entries(commands(bench.python)).map(([name, command]) => [
      name,
      new Worker(name, command, bench),
    ]),
  );
  const end = () => {
    for (const worker of Object.values(workers)) worker.end();
  };
  ending.signal.addEventListener('abort', end);
  try {
    /** @type {Record<string, string>} */
    const versions = {};
    for (const worker of Object.values(workers)) Object.assign(versions, await worker.answer());
    const results = [];
    for (const row of wanted) {
      for (const dtype of dtypes) {
        const folder = path.join(clone.state, 'bench');
        for (const result of await measured({ row, dtype, workers, folder, pace })) {
          console.log(`\n${row.title}, ${dtype}, ${result.work}\n${tableOf(result, titles)}`);
          results.push(result);
        }
      }
    }
    if (!whole) return;
    const day = new Date().toISOString().slice(0, 10);
    const about = { day, machine: machine(), versions, pace, start, bundle, contestants: titles };
    writeReport(clone.root, { ...about, results });
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    end();
    fs.rmSync(path.join(clone.state, 'bench'), { recursive: true, force: true });
  }
}

/** The machine in general words. */
function machine() {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryInGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.arch()}`,
  };
}

// `npm run bench`: the library against its peers, side by side in one run, and training under
// `poolscope.watch`. It writes bench/results and, from them, docs/benchmarks.md and its pictures.
//   --part <name>   this part only: rows, curves, watch
//   --row <id>      this row only, or the rows whose ids begin so
//   --quick         fewer rounds, for a first look; only printed
import { parseArgs } from 'node:util';
import { cloneAt } from '../scripts/lib/clone.mjs';
import { lineOf, Problem } from '../scripts/lib/problem.mjs';
import { outputOn } from '../scripts/lib/progress.mjs';
import { endingOfCommand } from './lib/ending.mjs';
import { benchOf, setUpBench } from './lib/environment.mjs';
import { here } from './lib/machine.mjs';
import { partsNamed } from './lib/parts-named.mjs';
import { rows } from './rows/rows.mjs';

const parts = /** @type {const} */ (['rows', 'curves', 'watch']);

const clone = cloneAt();
const ending = endingOfCommand();

try {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      row: { type: 'string', multiple: true },
      part: { type: 'string', multiple: true },
    },
  });
  const begin = values.row;
  const wanted = rows.filter(({ id }) => begin?.some((start) => id.startsWith(start)) ?? true);
  if (wanted.length === 0) {
    throw new Problem(`--row ${begin} is none of ${rows.map(({ id }) => id).join(', ')}`);
  }
  const named = partsNamed(parts, values.part ?? (begin ? ['rows'] : parts));
  await setUpBench({ clone, ...outputOn(process.stdout), signal: ending.signal });
  await bench({ wanted, named, quick: values.quick });
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
}

/**
 * @param {object} options
 * @param {readonly import('./rows/row.mjs').Row[]} options.wanted
 * @param {readonly (typeof parts)[number][]} options.named
 * @param {boolean} options.quick
 */
async function bench({ wanted, named, quick }) {
  // What needs the built library is loaded when it is there.
  const { measureCurves, measureRows } = await import('./lib/parts.mjs');
  const { measureStart } = await import('./lib/startup.mjs');
  const { measureWatch } = await import('./lib/watch.mjs');
  const { writePage } = await import('./report/page.mjs');
  const { writeResults, writeRows } = await import('./report/results.mjs');

  const options = { clone, bench: benchOf(clone), signal: ending.signal, quick };
  for (const part of named) {
    const [about, began] = [here(), performance.now()];
    const minutes = () => Number(((performance.now() - began) / 60_000).toFixed(1));
    if (part === 'rows') {
      // Of some rows alone the rest stays as it was.
      const start = wanted.length === rows.length ? measureStart(quick ? 5 : 25) : {};
      const facts = { machine: about.machine, ...start };
      await measureRows({
        ...options,
        rows: wanted,
        keep(versions, contestants, results) {
          const { day, load } = here();
          const dated = results.map((result) => ({ ...result, day, load }));
          if (!quick) writeRows(clone.root, { ...facts, versions, contestants }, dated);
        },
      });
    } else if (part === 'curves') {
      const measured = await measureCurves(options);
      if (!quick) writeResults(clone.root, part, { ...about, minutes: minutes(), ...measured });
    } else {
      const measured = await measureWatch(options);
      if (!quick) writeResults(clone.root, part, { ...about, minutes: minutes(), ...measured });
    }
    console.log(`\n${part}: ${minutes()} minutes`);
  }
  if (!quick) writePage(clone.root);
}

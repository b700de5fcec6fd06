// `npm run bench:scale`: stores and files that are larger than memory. How fast `check_store` reads, on one worker and on two,
// and how soon the viewer shows a file of 10 GB. It writes bench/results/stores.json and files.json and, from them, docs/benchmarks.md. Stores
// are made in a temporary folder, one at a time, and removed: it needs as much room as the largest.
//   --gb <size>       a store of so many GB, in place of 1, 2.5 and 10; may be repeated
//   --folder <path>   where stores are made
//   --part <name>     this part only, the other stays as it was: stores, files
//   --quick           a store of 0.25 GB; only printed
import { parseArgs } from 'node:util';
import { cloneAt } from '../scripts/lib/clone.mjs';
import { lineOf, Problem } from '../scripts/lib/problem.mjs';
import { outputOn } from '../scripts/lib/progress.mjs';
import { setUp } from '../scripts/lib/set-up/set-up.mjs';
import { torchSteps } from '../scripts/lib/set-up/steps.mjs';
import { torchNotice } from '../scripts/lib/torch.mjs';
import { endingOfCommand } from './lib/ending.mjs';
import { here } from './lib/machine.mjs';
import { partsNamed } from './lib/parts-named.mjs';

const parts = /** @type {const} */ (['stores', 'files']);

const clone = cloneAt();
const ending = endingOfCommand();

try {
  const { values } = parseArgs({
    options: {
      gb: { type: 'string', multiple: true },
      folder: { type: 'string' },
      part: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
    },
  });
  const { quick, folder } = values;
  const named = partsNamed(parts, values.part ?? parts);
  const sizes = values.gb ?? (quick ? ['0.25'] : ['1', '2.5', '10']);
  const wrong = sizes.find((size) => !(Number(size) > 0));
  if (wrong !== undefined) throw new Problem(`--gb ${wrong} is no size in GB`);
  const output = outputOn(process.stdout);
  const notice = torchNotice(clone);
  if (notice) output.log(notice);
  await setUp({ clone, steps: torchSteps(clone), ...output, signal: ending.signal });
  // What needs the built library is loaded when it is there.
  const { measureStores } = await import('./lib/stores.mjs');
  const { measureLargeFiles } = await import('./lib/large-files.mjs');
  const { writePage } = await import('./report/page.mjs');
  const { writeResults } = await import('./report/results.mjs');
  for (const part of named) {
    const [about, began] = [here(), performance.now()];
    const minutes = () => Number(((performance.now() - began) / 60_000).toFixed(1));
    if (part === 'stores') {
      const measured = await measureStores({ clone, signal: ending.signal, sizes, folder });
      if (!quick) writeResults(clone.root, part, { ...about, minutes: minutes(), ...measured });
    } else {
      const results = await measureLargeFiles();
      if (!quick) writeResults(clone.root, part, { ...about, minutes: minutes(), results });
    }
    console.log(`\n${part}: ${minutes()} minutes`);
  }
  if (!quick) writePage(clone.root);
} catch (error) {
  console.error(lineOf(error, clone.state));
  process.exitCode = 1;
}

// What `npm start`, `npm test` and their like run: `node scripts/command.mjs NAME …` runs scripts/commands/NAME.mjs.
// It runs before anything is installed, on whatever Node is there: the version comes first.
import { nodeProblem } from './lib/node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./lib/main.mjs').then(({ main }) => main(...process.argv.slice(2)));
}

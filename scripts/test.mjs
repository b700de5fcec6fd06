// `npm test`: makes the clone ready, runs every suite, and ends with one line: `N passed, N failed`.
// It runs before anything is installed, on whatever Node is there: the version comes first.
import { nodeProblem } from './lib/node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./lib/suites.mjs').then(({ runSuites }) => runSuites());
}

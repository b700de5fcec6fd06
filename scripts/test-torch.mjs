// `npm run test:torch`: what needs PyTorch, which is large: the tests of `watch`, and the walkthrough that uses it. It ends
// with one line: `N passed, N failed`.
import { nodeProblem } from './lib/node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./lib/torch-suites.mjs').then(({ runTorchSuites }) => runTorchSuites());
}

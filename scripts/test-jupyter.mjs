// `npm run test:jupyter`: the extension in each release of JupyterLab and Notebook that it is for. It ends with one line:
// `N passed, N failed`.
import { nodeProblem } from './lib/node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./lib/jupyter-suites.mjs').then(({ runJupyterSuites }) => runJupyterSuites());
}

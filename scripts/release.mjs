// `npm run release`: builds what is published and checks it. Nothing is ever published by it: with `--dry-run` it lists what
// would be, without it says the commands that publish.
import { nodeProblem } from './lib/node.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./lib/release/release.mjs').then(({ release }) => release(process.argv.slice(2)));
}

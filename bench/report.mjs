// `npm run bench:report`: docs/benchmarks.md and its picture anew, from the results that lie there.
import { cloneAt } from '../scripts/lib/clone.mjs';
import { writePage } from './lib/report.mjs';

writePage(cloneAt().root);

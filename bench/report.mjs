// `npm run bench:report`: docs/benchmarks.md and its pictures anew, from the results that lie there.
import { cloneAt } from '../scripts/lib/clone.mjs';
import { writePage } from './report/page.mjs';

writePage(cloneAt().root);

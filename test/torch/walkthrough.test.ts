import { cloneAt } from '../../scripts/lib/clone.mjs';
import { torchClone } from '../../scripts/lib/steps.mjs';
import { testNotebooks } from '../notebooks/notebook.js';

// In the environment that `npm run test:torch` makes.
testNotebooks(torchClone(cloneAt()), 'python3', '03-watch-a-model.ipynb');

import { cloneAt } from '../../scripts/lib/clone.mjs';
import { testNotebooks } from './notebook.js';

testNotebooks(cloneAt(), 'tslab', '01-max-pool-backprop.ipynb');

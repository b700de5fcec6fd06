import { testNotebooks } from './notebook.js';

testNotebooks('tslab', '01-max-pool-backprop.ipynb');

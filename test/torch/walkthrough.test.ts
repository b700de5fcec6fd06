import { torchKernel } from '../../scripts/lib/torch.mjs';
import { testNotebooks } from '../notebooks/notebook.js';

// On the kernel that `npm run torch` makes.
testNotebooks(torchKernel.name, '03-watch-a-model.ipynb');

// `npm run torch`: makes the environment with PyTorch and the kernel that JupyterLab then offers for it.
import { setUp } from '../lib/set-up/set-up.mjs';
import { torchSteps } from '../lib/set-up/steps.mjs';
import { torchKernel, torchNotice } from '../lib/torch.mjs';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  const notice = torchNotice(clone);
  if (notice) log(notice);
  await setUp({ clone, steps: torchSteps(clone), signal, log, live });
  log(
    `JupyterLab offers the kernel “${torchKernel.display_name}”; reload a page that is open already`,
  );
}

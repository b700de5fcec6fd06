// Where PyTorch lives beside a clone: an environment of its own, a kernel in JupyterLab.
import fs from 'node:fs';
import { withVenv } from './clone.mjs';

/** @typedef {import('./clone.mjs').Clone} Clone */

/** The kernel that JupyterLab offers once the environment is there; the third walkthrough names it. */
export const torchKernel = {
  name: 'poolscope-torch',
  display_name: 'Python with PyTorch',
  language: 'python',
};

/** The clone with PyTorch's environment in place of its own. @param {Clone} clone */
export const torchClone = (clone) => withVenv(clone, '.poolscope/torch');

/** What to say before PyTorch is fetched; nothing once it is there. @param {Clone} clone @returns {string | undefined} */
export const torchNotice = (clone) =>
  fs.existsSync(torchClone(clone).python)
    ? undefined
    : 'PyTorch: pip fetches the release that scripts/torch-requirements.txt pins into .poolscope/torch, ' +
      'about 200 MB where it finds a CPU build, several GB where PyPI gives its default one (Linux); ' +
      'PIP_EXTRA_INDEX_URL may name PyTorch’s index of CPU builds';

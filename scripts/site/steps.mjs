// The steps of `npm run site`, after those of a fresh clone: JupyterLite in an environment of its own, then the site.
import fs from 'node:fs';
import { withVenv } from '../lib/clone.mjs';
import { environment, locked } from '../lib/set-up/packages.mjs';
import { stepsFor } from '../lib/set-up/steps.mjs';

/** @typedef {import('../lib/clone.mjs').Clone} Clone */

/** The clone with JupyterLite's environment in place of its own. @param {Clone} clone */
export const siteClone = (clone) => withVenv(clone, '.poolscope/site');

/** What to say before JupyterLite is fetched; nothing once it is there. @param {Clone} clone @returns {string | undefined} */
export const siteNotice = (clone) =>
  fs.existsSync(siteClone(clone).python)
    ? undefined
    : 'JupyterLite: pip fetches what scripts/site.lock pins into .poolscope/site, about 40 MB';

/** @param {Clone} clone @returns {import('../lib/set-up/set-up.mjs').Step[]} */
export const siteSteps = (clone) => [
  ...stepsFor(clone),
  environment(siteClone(clone), 'site-packages', 'JupyterLite', 'scripts/site.lock', locked),
  {
    id: 'site',
    name: 'site',
    doing: 'building the pages and their JupyterLite into site',
    done: 'built the pages and their JupyterLite into site',
    from: [
      ...[
        'dist',
        'README.md',
        'docs',
        'notebooks',
        'src',
        'labextension/src',
        'labextension/style',
      ],
      ...['labextension/poolscope', 'labextension/poolscope_command'],
      ...['scripts/site', 'scripts/site.lock', 'package-lock.json'],
    ],
    makes: ['site/index.html', 'site/lite/jupyter-lite.json'],
    work: (run) => run(process.execPath, ['scripts/site/build.mjs']),
  },
];

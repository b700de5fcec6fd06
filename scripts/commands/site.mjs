// `npm run site`: the documentation and a JupyterLite, as one folder that any server of files serves.
import fs from 'node:fs';
import path from 'node:path';
import { setUp } from '../lib/set-up.mjs';
import { siteClone, siteSteps } from '../site/steps.mjs';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  if (!fs.existsSync(siteClone(clone).python))
    log('JupyterLite: pip fetches what scripts/site.lock pins into .poolscope/site, about 40 MB');
  await setUp({ clone, steps: siteSteps(clone), signal, log, live });
  log(
    `the site is ${path.join(clone.root, 'site')}; to look at it: python3 -m http.server --directory site`,
  );
}

// `npm run site`: the documentation and a JupyterLite, as one folder that any server of files serves.
import path from 'node:path';
import { setUp } from '../lib/set-up/set-up.mjs';
import { siteNotice, siteSteps } from '../site/steps.mjs';

/** @param {import('../lib/main.mjs').Context} context */
export async function command({ clone, signal, log, live }) {
  const notice = siteNotice(clone);
  if (notice) log(notice);
  await setUp({ clone, steps: siteSteps(clone), signal, log, live });
  const folder = path.join(clone.root, 'site');
  log(
    `the site is ${folder}; to look at it: python3 -m http.server --bind 127.0.0.1 --directory site`,
  );
}

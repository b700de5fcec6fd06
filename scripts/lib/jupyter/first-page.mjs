// The page that JupyterLab opens with: the first walkthrough, in the language that JupyterLab will have. Home-made, since
// JupyterLab tells its language once it runs, in a second of imports.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { languagesIn, walkthroughsIn } from '../languages/translated-notebooks.mjs';
import { pythonEnv } from '../python.mjs';

/** As JupyterLab looks it up: a person's setting, or else the system's locale. */
const question = `
import json5, locale, os, pathlib
from jupyter_core.paths import jupyter_config_dir
own = os.environ.get('JUPYTERLAB_SETTINGS_DIR') or os.path.join(jupyter_config_dir(), 'lab', 'user-settings')
file = pathlib.Path(own, '@jupyterlab', 'translation-extension', 'plugin.jupyterlab-settings')
chosen = json5.loads(file.read_text('utf-8')).get('locale', 'default') if file.exists() else 'default'
print(locale.getlocale()[0] if chosen == 'default' else chosen)`;

/**
 * Its path in JupyterLab. English where there is no walkthrough in that language, or it can't be told.
 *
 * @param {import('../clone.mjs').Clone} clone
 * @returns {Promise<string>}
 */
export async function firstPage(clone) {
  const language = await languageOf(clone);
  const folder = languagesIn(clone.notebooks).includes(language) ? `${language}/` : '';
  const [first = ''] = walkthroughsIn(path.join(clone.notebooks, folder));
  return `lab/tree/${folder}${first}`;
}

/** @param {import('../clone.mjs').Clone} clone */
async function languageOf(clone) {
  try {
    const args = ['-c', question];
    const { stdout } = await promisify(execFile)(clone.python, args, { env: pythonEnv(clone) });
    return stdout.trim().replace('_', '-');
  } catch {
    return 'en'; // settings that can't be read: JupyterLab says so itself
  }
}

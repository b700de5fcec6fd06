import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { cloneAt } from '../../scripts/lib/clone.mjs';
import { firstPage } from '../../scripts/lib/jupyter/first-page.mjs';
import { folderWith } from './fixtures/folders.js';

// `npm start` opens the first walkthrough in JupyterLab's language, which is asked of the Python that JupyterLab runs on.

const english = 'lab/tree/01-max-pool-backprop.ipynb';
const chinese = 'lab/tree/zh-CN/01-max-pool-backprop.ipynb';
const setting = 'lab/user-settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The page for a person's own setting, on a system in English. */
function pageWith(text: string | undefined): Promise<string> {
  vi.stubEnv('JUPYTER_CONFIG_DIR', folderWith(text === undefined ? {} : { [setting]: text }));
  vi.stubEnv('JUPYTERLAB_SETTINGS_DIR', undefined);
  vi.stubEnv('LC_ALL', 'C.UTF-8');
  return firstPage(cloneAt());
}

test.each([
  ['Chinese, where JupyterLab is', '{ "locale": "zh_CN" }', chinese],
  [
    'Chinese, as JupyterLab writes its settings',
    '{\n    // Language\n    "locale": "zh_CN",\n}',
    chinese,
  ],
  ['English, where no language is chosen', undefined, english],
  ['English, where the system’s is', '{ "locale": "default" }', english],
  ['English, where there are no walkthroughs in the language', '{ "locale": "fr_FR" }', english],
  ['English, where the settings can’t be read', '{ "locale": ', english],
])('is in %s', async (_, text, page) => {
  expect(await pageWith(text)).toBe(page);
});

test('is there', () => {
  for (const page of [english, chinese]) {
    const name = page.replace('lab/tree/', '');
    expect(fs.existsSync(path.join(cloneAt().notebooks, name))).toBe(true);
  }
});

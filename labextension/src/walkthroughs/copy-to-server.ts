// Copies the walkthrough notebooks into a folder of the Jupyter server.
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import { walkthroughs } from './notebooks.js';

const folderName = 'poolscope-walkthroughs';

/**
 * Copies the walkthroughs that are missing into a folder of the server: the current one, where it
 * holds them already, or else a folder in it. Notebooks that are there are left as they are, with a
 * person's changes.
 * @returns the folder's path
 * @throws Error where the server has no such folder or takes no files in it
 */
export async function copyWalkthroughs(
  contents: Contents.IManager,
  current: string,
): Promise<string> {
  const [first] = walkthroughs.keys();
  const here = await listNames(contents, current);
  if (first !== undefined && here.has(first)) return current;
  const folder = PathExt.join(current, folderName);
  if (!here.has(folderName)) await contents.save(folder, { type: 'directory' });
  const there = await listNames(contents, folder);
  const missing = [...walkthroughs].filter(([name]) => !there.has(name));
  await Promise.all(
    missing.map(async ([name, url]) =>
      contents.save(PathExt.join(folder, name), {
        type: 'notebook',
        format: 'json',
        content: await fetchJson(url),
      }),
    ),
  );
  return folder;
}

async function listNames(contents: Contents.IManager, folder: string): Promise<Set<string>> {
  const { content } = await contents.get(folder);
  return new Set((content as Contents.IModel[]).map(({ name }) => name));
}

async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url);
  if (response.ok) return response.json();
  throw new Error(
    trans.__('The server does not send the file: %1 %2.', response.status, response.statusText),
  );
}

import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import { walkthroughs } from './notebooks.js';

const folderName = 'poolscope-walkthroughs';

/**
 * Sees to it that the walkthroughs lie in a folder of the server: the one a person is in, where they are
 * there already, or one in it. Those that are there stay as they are, a person's changes in them.
 * @returns the folder's path
 * @throws Error where the server has no such folder or takes no files in it
 */
export async function provideWalkthroughs(
  contents: Contents.IManager,
  current: string,
): Promise<string> {
  const [first] = walkthroughs.keys();
  const here = await namesIn(contents, current);
  if (first !== undefined && here.has(first)) return current;
  const folder = PathExt.join(current, folderName);
  if (!here.has(folderName)) await contents.save(folder, { type: 'directory' });
  const there = await namesIn(contents, folder);
  const missing = [...walkthroughs].filter(([name]) => !there.has(name));
  await Promise.all(
    missing.map(async ([name, url]) =>
      contents.save(PathExt.join(folder, name), {
        type: 'notebook',
        format: 'json',
        content: await fetched(url),
      }),
    ),
  );
  return folder;
}

async function namesIn(contents: Contents.IManager, folder: string): Promise<Set<string>> {
  const { content } = await contents.get(folder);
  return new Set((content as Contents.IModel[]).map(({ name }) => name));
}

async function fetched(url: URL): Promise<unknown> {
  const response = await fetch(url);
  if (response.ok) return response.json();
  throw new Error(
    trans.__('The server does not send the file: %1 %2.', response.status, response.statusText),
  );
}

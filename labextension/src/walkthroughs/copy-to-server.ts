// Copies the walkthrough notebooks, with the files that they read, into a folder of the Jupyter server.
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import { companions, walkthroughs } from './notebooks.js';

const folderName = 'poolscope-walkthroughs';

/**
 * Copies the walkthroughs and their files that are missing into a folder of the server: the current
 * one, where it holds them already, or else a folder in it. What is there is left as it is, with a
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
  const isHere = first !== undefined && here.has(first);
  const folder = isHere ? current : PathExt.join(current, folderName);
  if (!isHere && !here.has(folderName)) await contents.save(folder, { type: 'directory' });
  const there = isHere ? here : await listNames(contents, folder);
  const copy = async ([name, url]: [string, URL]): Promise<void> => {
    if (!there.has(name)) await contents.save(PathExt.join(folder, name), await modelOf(name, url));
  };
  await Promise.all([...walkthroughs, ...companions].map(copy));
  return folder;
}

async function listNames(contents: Contents.IManager, folder: string): Promise<Set<string>> {
  const { content } = await contents.get(folder);
  return new Set((content as Contents.IModel[]).map(({ name }) => name));
}

/** What the server is told to save. */
async function modelOf(name: string, url: URL): Promise<Partial<Contents.IModel>> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(
      trans.__('The server does not send the file: %1 %2.', response.status, response.statusText),
    );
  }
  if (walkthroughs.has(name)) {
    return { type: 'notebook', format: 'json', content: await response.json() };
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { type: 'file', format: 'base64', content: btoa(text) };
}

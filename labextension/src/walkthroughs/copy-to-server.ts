// Copies the walkthrough notebooks, with the files that they read, into a folder of the Jupyter server.
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import { companions, translated, walkthroughs } from './notebooks.js';

const folderName = 'poolscope-walkthroughs';

/**
 * Copies the walkthroughs of a language and their files that are missing into a folder of the
 * server: where walkthroughs are in the current one, there, or else in a folder in it. Those in
 * another language than English have a folder of their own below, named by its tag, so that both
 * can be there. What is there is left as it is, with a person's changes.
 * @param language JupyterLab's, as a tag (`zh-CN`); English where it has no walkthroughs
 * @returns the path of the first one
 * @throws Error where the server has no such folder or takes no files in it
 */
export async function copyWalkthroughs(
  contents: Contents.IManager,
  current: string,
  language: string,
): Promise<string> {
  const notebooks = translated.get(language) ?? walkthroughs;
  const [first = ''] = notebooks.keys();
  const top = topIn(current, (await listNames(contents, current)).has(first));
  const folder = translated.has(language) ? PathExt.join(top, language) : top;
  for (const path of [top, folder]) if (path !== current) await makeFolder(contents, path);
  const there = await listNames(contents, folder);
  const copy = async ([name, url]: [string, URL]): Promise<void> => {
    if (!there.has(name)) await contents.save(PathExt.join(folder, name), await modelOf(name, url));
  };
  await Promise.all([...notebooks, ...companions].map(copy));
  return PathExt.join(folder, first);
}

/** The folder that has the English walkthroughs, or would have them. */
function topIn(current: string, isHere: boolean): string {
  const name = PathExt.basename(current);
  if (isHere && translated.has(name)) return PathExt.dirname(current);
  return isHere || name === folderName ? current : PathExt.join(current, folderName);
}

async function makeFolder(contents: Contents.IManager, path: string): Promise<void> {
  const beside = await listNames(contents, PathExt.dirname(path));
  if (!beside.has(PathExt.basename(path))) await contents.save(path, { type: 'directory' });
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

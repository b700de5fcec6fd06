import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { liveViews } from '../view/live-views.js';
import { openFile } from './file-body.js';
import { createFileProblem } from './file-problem.js';
import { ServerFile } from './source/server-file.js';

export { createFileProblem, liveViews };

/**
 * Opens a file of the server.
 * @param size in bytes, as the server reports it
 * @throws Error, one line, where it can't be shown
 */
export async function openServerFile(
  path: string,
  size: number | undefined,
  contents: Contents.IManager,
  host: BodyHost,
): Promise<Body> {
  if (typeof size !== 'number') {
    throw new Error(trans.__('The server does not say how large the file is.'));
  }
  return openFile(path, new ServerFile(path, size, contents), host);
}

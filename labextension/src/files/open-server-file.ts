import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { liveViews } from '../view/live-views.js';
import { createFileProblem } from './bodies/file-problem.js';
import { openFile } from './file-body.js';
import { openZarr } from './open-zarr.js';
import { ServerFile } from './source/server-file.js';
import { ServerFolder } from './zarr/server-folder.js';

export { createFileProblem, liveViews };

/** The files that describe a folder of Zarr. */
const zarrDescription = /^(?:(.*)\/)?(?:zarr\.json|\.zarray|\.zgroup)$/;

/**
 * Opens a file of the server, or the folder of Zarr that it describes.
 * @param size in bytes, as the server reports it
 * @throws Error, one line, where it can't be shown
 */
export async function openServerFile(
  path: string,
  size: number | undefined,
  contents: Contents.IManager,
  host: BodyHost,
): Promise<Body> {
  const [description, folder = ''] = zarrDescription.exec(path) ?? [];
  if (description !== undefined) return openZarr(new ServerFolder(folder, contents), '', host);
  if (typeof size !== 'number') {
    throw new Error(trans.__('The server does not say how large the file is.'));
  }
  return openFile(path, new ServerFile(path, size, contents), host);
}

import type { Contents } from '@jupyterlab/services';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { fileBody, messageOf } from './file-body.js';
import { ServerFile } from './source/server-file.js';

export { messageOf };

/**
 * What is shown of a file on the server.
 * @param size as the server says it
 * @throws Error, one line, where it can't be shown
 */
export async function openBody(
  path: string,
  size: number | undefined,
  contents: Contents.IManager,
  host: BodyHost,
): Promise<Body> {
  if (typeof size !== 'number') {
    throw new Error(trans.__('The server does not say how large the file is.'));
  }
  return fileBody(path, new ServerFile(path, size, contents), host);
}

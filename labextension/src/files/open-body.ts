import type { Contents } from '@jupyterlab/services';
import type { Body, BodyHost } from '../body.js';
import { trans } from '../texts.js';
import { fileBody, messageOf } from './file-body.js';
import { ServerFile } from './server-file.js';

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

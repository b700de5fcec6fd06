// A file of the Jupyter server, read in parts.
import { type Contents, ServerConnection } from '@jupyterlab/services';
import { trans } from '../../ui/texts.js';
import { type ByteSource, mostBytes } from './byte-source.js';
import { sizeText } from './size-text.js';

/**
 * A file of the server, read as bytes with HTTP range requests. A server that ignores ranges sends
 * the whole file, which is then kept; for a large file that is an error.
 */
export class ServerFile implements ByteSource {
  readonly length: number;
  private readonly path: string;
  private readonly contents: Contents.IManager;
  private whole: Uint8Array | undefined;

  constructor(path: string, length: number, contents: Contents.IManager) {
    this.path = path;
    this.length = length;
    this.contents = contents;
  }

  /** @throws Error, one line, where the server does not send the bytes that were asked for */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start === end) return new Uint8Array(0);
    this.whole ??= await this.fetchRange(start, end);
    const { whole } = this;
    if (whole.length === this.length) return whole.subarray(start, end);
    this.whole = undefined;
    if (whole.length === end - start) return whole;
    throw new Error(
      trans.__(
        'The file has changed: %1 bytes were asked for, %2 came. Open it again.',
        end - start,
        whole.length,
      ),
    );
  }

  private async fetchRange(start: number, end: number): Promise<Uint8Array> {
    const range = `bytes=${start}-${end - 1}`;
    const { response, abort } = await requestPart(this.contents, this.path, range);
    if (!response.ok) {
      throw new Error(
        trans.__('The server does not send the file: %1 %2.', response.status, response.statusText),
      );
    }
    if (response.status !== 206 && this.length > mostBytes) {
      abort.abort();
      throw new Error(
        trans.__(
          'The file has %1, and this server sends files as a whole only: at most %2 are opened so.',
          sizeText(this.length),
          sizeText(mostBytes),
        ),
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  }
}

/**
 * Asks the server for a part of a file.
 * @param range as HTTP's header has it: `bytes=0-99`
 */
export async function requestPart(
  contents: Contents.IManager,
  path: string,
  range: string,
): Promise<{ response: Response; abort: AbortController }> {
  const url = await contents.getDownloadUrl(path);
  const abort = new AbortController();
  const response = await ServerConnection.makeRequest(
    url,
    { headers: { Range: range }, signal: abort.signal },
    contents.serverSettings,
  );
  return { response, abort };
}

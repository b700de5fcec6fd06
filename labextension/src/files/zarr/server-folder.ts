// A folder of the Jupyter server.
import type { Contents } from '@jupyterlab/services';
import { type FilePart, type Folder, fileLimits, oneLine } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { requestPart } from '../source/server-file.js';

/** Files below a folder of the server, read with HTTP range requests. */
export class ServerFolder implements Folder {
  readonly name: string;
  private readonly path: string;
  private readonly contents: Contents.IManager;

  /** @param path of the folder, as the server has it */
  constructor(path: string, contents: Contents.IManager) {
    this.path = path;
    this.contents = contents;
    this.name = oneLine(path.split('/').at(-1)!.replace(/^.*:/, '') || 'store');
  }

  /** @throws Error, one line, where the server sends neither the file nor that there is none */
  async read(path: string, start: number, end: number): Promise<FilePart | undefined> {
    if (start === end) return { bytes: new Uint8Array(0), total: Number.NaN };
    const range = start < 0 ? `bytes=${start}` : `bytes=${start}-${end - 1}`;
    const { response, abort } = await requestPart(this.contents, this.pathOf(path), range);
    // A file that is hidden, as those of version 2 are, is not there either.
    if (response.status === 404 || response.status === 403) return undefined;
    const [, there] = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '') ?? [];
    if (response.status === 416) return { bytes: new Uint8Array(0), total: Number(there ?? 0) };
    if (!response.ok) {
      throw new Error(
        trans.__('The server does not send the file: %1 %2.', response.status, response.statusText),
      );
    }
    const declared = Number(response.headers.get('Content-Length') ?? 0);
    if (declared > fileLimits.chunk) {
      abort.abort();
      throw new Error(
        trans.__('%1 has more than the %2 bytes that are read.', oneLine(path), fileLimits.chunk),
      );
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 206) return { bytes, total: Number(there ?? Number.NaN) };
    // The whole file came.
    const total = bytes.length;
    const from = start < 0 ? Math.max(0, total + start) : start;
    return { bytes: bytes.subarray(from, start < 0 ? total : Math.max(from, end)), total };
  }

  async folders(path: string): Promise<string[]> {
    const { content } = await this.contents.get(this.pathOf(path), {
      type: 'directory',
      content: true,
    });
    const names = (content as Contents.IModel[])
      .filter(({ type }) => type === 'directory')
      .map(({ name }) => name);
    if (names.length > fileLimits.groups) {
      throw new Error(trans.__('It holds more than %1 groups.', fileLimits.groups));
    }
    return names;
  }

  private pathOf(path: string): string {
    if (path === '') return this.path;
    return this.path === '' ? path : `${this.path}/${path}`;
  }
}

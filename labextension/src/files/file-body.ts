// Opens a file as the body that shows it: an array, or a list of what it holds.
import { oneLine } from 'poolscope/internal';
import { takeRoom } from '../open-view.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayBody } from './bodies/array-body.js';
import { type Entry, ListBody } from './bodies/list-body.js';
import { openArchive } from './open-archive.js';
import type { ByteSource } from './source/byte-source.js';
import { NpyFile } from './source/npy-file.js';
import { NpzFile } from './source/npz-file.js';
import { SafetensorsFile } from './source/safetensors-file.js';

/**
 * Opens a file: its array, or the list of what it holds with the first of it.
 * @param path its ending decides what the file holds
 * @throws Error, one line, where the file is not of that kind
 */
export async function openFile(path: string, file: ByteSource, host: BodyHost): Promise<Body> {
  if (path.endsWith('.npz')) return openArchive(await NpzFile.open(file), host);
  if (path.endsWith('.safetensors')) return openTensors(await SafetensorsFile.open(file), host);
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.npy$/, '');
  return new ArrayBody(name, await NpyFile.open(file), host);
}

function openTensors(file: SafetensorsFile, host: BodyHost): Body {
  const { tensors, unread } = file;
  return new ListBody(
    {
      count: tensors.length + unread.length,
      at: (i): Entry => {
        const tensor = tensors[i];
        if (tensor === undefined) {
          const { name, reason } = unread[i - tensors.length]!;
          const refuse = (): Promise<never> => Promise.reject(new Error(reason));
          return { title: oneLine(name), detail: '', check: refuse, open: refuse };
        }
        return {
          title: oneLine(tensor.name),
          detail: `[${tensor.shape.join(', ')}] ${tensor.dtype}`,
          open: async (entryHost, all) => {
            takeRoom(0, { ...host.room, all });
            return new ArrayBody(oneLine(tensor.name), file.array(tensor), entryHost);
          },
        };
      },
    },
    host,
  );
}

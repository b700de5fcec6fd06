// Opens what lies in a folder of Zarr: an array, a stored call, or the list of what a group holds.
import {
  type Folder,
  fileLimits,
  oneLine,
  readCall,
  readZarr,
  readZarr2,
  storedKind,
  type ZarrArray,
  type ZarrGroup,
} from 'poolscope/internal';
import { takeRoom } from '../open-view.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayBody } from './bodies/array-body.js';
import { CallBody } from './bodies/call-body.js';
import { type Entry, ListBody } from './bodies/list-body.js';
import { ZarrFile } from './zarr/zarr-file.js';

/** The files of Zarr that describe a folder: of version 3, and of version 2. */
const described = ['zarr.json', '.zarray', '.zgroup'] as const;

/** Groups of which more is told than their names. */
const mostNamed = 200;

/**
 * Opens a folder.
 * @param path below the given folder; empty for that itself
 * @throws Error, one line, where it is none of Zarr
 */
export async function openZarr(folder: Folder, path: string, host: BodyHost): Promise<Body> {
  const meta = await readFolder(folder, path);
  const name = path === '' ? folder.name : oneLine(path);
  if (meta.kind === 'array') {
    takeRoom(0, { ...host.room, all: false });
    return new ArrayBody(name, new ZarrFile(folder, path, meta), host);
  }
  if (storedKind(meta.attributes) === 'call') {
    const call = await readCall(folder, path);
    if (call !== undefined) return new CallBody(call, host);
    throw new Error(trans.__('Nothing of this call was finished.'));
  }
  return openGroup(folder, path, storedKind(meta.attributes) === 'store', host);
}

/** The list of what a group holds; of a store in the order in which its calls came. */
async function openGroup(
  folder: Folder,
  path: string,
  isStore: boolean,
  host: BodyHost,
): Promise<Body> {
  const pathOf = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const there = await folder.folders(path);
  const names = isStore ? there.filter((name) => /^\d{1,9}$/.test(name)) : there;
  names.sort(isStore ? (a, b) => Number(a) - Number(b) : undefined);
  const details = new Map<string, string>();
  await Promise.all(
    names.slice(0, mostNamed).map(async (name) => {
      details.set(name, await detailOf(folder, pathOf(name)));
    }),
  );
  return new ListBody(
    {
      count: names.length,
      at: (i): Entry => {
        const name = names[i]!;
        return {
          title: oneLine(name),
          detail: details.get(name) ?? '',
          open: (entryHost) => openZarr(folder, pathOf(name), entryHost),
          check: () => readFolder(folder, pathOf(name)),
        };
      },
    },
    host,
  );
}

/** What stands beside a name in a list; nothing where the folder can't be read, which `check` says. */
async function detailOf(folder: Folder, path: string): Promise<string> {
  try {
    const meta = await readFolder(folder, path);
    if (meta.kind === 'array') return `[${meta.shape.join(', ')}] ${meta.dtype}`;
    const { name } = (meta.attributes.poolscope ?? {}) as { name?: unknown };
    return typeof name === 'string' ? oneLine(name) : trans.__('group');
  } catch {
    return '';
  }
}

async function readFolder(folder: Folder, path: string): Promise<ZarrArray | ZarrGroup> {
  for (const file of described) {
    const at = path === '' ? file : `${path}/${file}`;
    const part = await folder.read(at, 0, fileLimits.zarrMetadata + 1);
    if (part === undefined) continue;
    const where = path === '' ? folder.name : `${folder.name}/${path}`;
    return file === 'zarr.json' ? readZarr(part.bytes, where) : readZarr2(part.bytes, where);
  }
  throw new Error(
    trans.__(
      'It has no zarr.json. Zarr of version 2 keeps its description in hidden files, which this server may not send (ContentsManager.allow_hidden).',
    ),
  );
}

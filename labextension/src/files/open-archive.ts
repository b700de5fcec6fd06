// Opens an .npz archive: a list of its saved views and arrays.
import { oneLine, type SavedView } from 'poolscope/internal';
import { openView, takeRoom } from '../open-view.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayBody } from './bodies/array-body.js';
import { type Entry, ListBody } from './bodies/list-body.js';
import { NpyFile } from './source/npy-file.js';
import type { NpzArray, NpzFile } from './source/npz-file.js';
import { sizeText } from './source/size-text.js';

/** The arrays of an archive, its saved views first. */
export function openArchive(archive: NpzFile, host: BodyHost): Body {
  const { views, arrays, others } = archive;
  const viewEntry = (saved: SavedView): Entry => ({
    title: saved.title,
    detail: trans.__('saved view'),
    check: () => archive.checkView(saved),
    open: async (entryHost, all) => {
      takeRoom(archive.sizeOf(saved), { ...host.room, all });
      const view = await archive.view(saved, all);
      return openView(view, undefined, entryHost, { isWanted: () => true });
    },
  });
  const arrayEntry = (array: NpzArray): Entry => ({
    title: oneLine(array.name),
    detail: sizeText(array.size),
    check: () => array.check(),
    open: async (entryHost, all) => {
      // What is not packed is read in parts.
      takeRoom(array.isPacked ? array.size : 0, { ...host.room, all });
      const source = await array.source(all);
      return new ArrayBody(oneLine(array.name), await NpyFile.open(source), entryHost);
    },
  });
  const otherEntry = (name: string): Entry => ({
    title: oneLine(name),
    detail: '',
    check: () => Promise.reject(notAnArray()),
    open: () => Promise.reject(notAnArray()),
  });
  return new ListBody(
    {
      count: views.length + arrays.length + others.length,
      at: (i) => {
        const [view, array] = [views[i], arrays[i - views.length]];
        if (view !== undefined) return viewEntry(view);
        if (array !== undefined) return arrayEntry(array);
        return otherEntry(others[i - views.length - arrays.length] ?? '');
      },
    },
    host,
  );
}

function notAnArray(): Error {
  return new Error(trans.__('It is not an .npy file.'));
}

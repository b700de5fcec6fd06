// What files that are read in parts may hold at most: one table, which Python reads too.

import table from '../../labextension/poolscope/core/file-limits.json' with { type: 'json' };
import { mostOf } from '../core/limits.js';

/** The name of a limit: here once more, since declarations can't read JSON. */
export type FileLimitName =
  | 'tensorsHeader'
  | 'tensors'
  | 'name'
  | 'zarrMetadata'
  | 'groups'
  | 'extent'
  | 'chunk'
  | 'entry'
  | 'steps'
  | 'codecs'
  | 'innerChunks'
  | 'chunksOfSlice';

const known: Readonly<Record<FileLimitName, { readonly most: number }>> = table;

/** The most of each, in the unit that the table names. */
export const fileLimits: Readonly<Record<FileLimitName, number>> = mostOf(known);

// The layout of a store, version 1: docs/store.md describes it.
import type { AxisLayout } from '../core/layout.js';

export const storeVersion = 1;

/** Under which the attributes of a group stand. */
export const storeAttribute = 'poolscope';

/** The arrays of a call. */
export const storeArrays = ['x', 'indices', 'dout', 'din'] as const;
export type StoreArrayName = (typeof storeArrays)[number];

/** The table of finished steps: of each its number, its first entry, and how many there are. */
export const stepsName = 'steps';
export const stepColumns = 3;
export const stepChunk = 1024;

/** A chunk is at most this large, or one entry. */
const chunkBytes = 2 ** 23;

/** What is known of a call: the attributes of its group. */
export interface CallAttributes {
  readonly name: string;
  /** Which call of that name it is in a step. */
  readonly turn: number;
  readonly where: string;
  readonly op: 'max' | 'average' | 'lp';
  /** The operator, as `max_pool2d`. */
  readonly function: string;
  readonly sizes: readonly number[];
  readonly channels: number;
  readonly output: readonly number[];
  /** None where windows are not alike. */
  readonly options: StoredOptions | null;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly layout: AxisLayout;
  readonly dtype: string;
  readonly backward: 'seen' | 'not seen' | 'not needed' | 'transformed' | 'mapped';
  readonly notes: readonly string[];
  readonly unchecked: readonly string[];
}

/** The options of `windows`, by PyTorch's names. */
export interface StoredOptions {
  readonly kernel_size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly ceil_mode: boolean;
  readonly count_include_pad: boolean;
}

/**
 * How many entries a chunk holds: a divisor of the batch, so that steps begin with a chunk. Of a
 * batch of 32 with 1 MiB an entry it is 8.
 */
export function entriesOfChunk(batch: number, entryBytes: number): number {
  const most = Math.max(1, Math.floor(chunkBytes / Math.max(1, entryBytes)));
  for (let entries = Math.min(batch, most); entries > 1; entries--) {
    if (batch % entries === 0) return entries;
  }
  return 1;
}

import type { Cursor } from './model/cursor.js';
import { addressOf } from './model/export.js';

/** Puts the address of the cell under the cursor on the clipboard, where there is one. */
export async function copyAddress(cursor: Cursor | undefined): Promise<void> {
  if (cursor !== undefined) await navigator.clipboard.writeText(addressOf(cursor));
}

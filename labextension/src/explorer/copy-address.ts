import { trans } from '../texts.js';
import type { Cursor } from './model/cursor.js';
import { addressOf } from './model/export.js';

/**
 * Puts the address of the cell under the cursor on the clipboard, where there is one.
 * @throws Error that tells the address, where the browser does not let it be copied
 */
export async function copyAddress(cursor: Cursor | undefined): Promise<void> {
  if (cursor === undefined) return;
  const address = addressOf(cursor);
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    throw new Error(trans.__('The browser does not let it be copied; the address is %1', address));
  }
}

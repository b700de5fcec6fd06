import { trans } from '../ui/texts.js';

/**
 * Puts the address of the cell under the cursor on the clipboard, where there is one.
 * @throws Error that tells the address, where the browser does not let it be copied
 */
export async function copyAddress(address: string | undefined): Promise<void> {
  if (address === undefined) return;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    throw new Error(trans.__('The browser does not let it be copied; the address is %1', address));
  }
}

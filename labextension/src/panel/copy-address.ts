import { trans } from '../ui/texts.js';

/**
 * Copies the address of the cursor's cell to the clipboard; does nothing where there is no cursor.
 * @throws Error that holds the address, where the browser forbids copying
 */
export async function copyAddress(address: string | undefined): Promise<void> {
  if (address === undefined) return;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    throw new Error(trans.__('The browser does not let it be copied; the address is %1', address));
  }
}

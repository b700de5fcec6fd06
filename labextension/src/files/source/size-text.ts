import { trans } from '../../ui/texts.js';

const units = ['', 'kB', 'MB', 'GB', 'TB'];

/**
 * A number of bytes with its unit, rounded.
 * @example
 * sizeText(200_000_128) // '200 MB'
 */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  if (power === 0) return trans.__('%1 bytes', amount);
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

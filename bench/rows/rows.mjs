import { maxRows } from './max.mjs';
import { averageRows, lpRows } from './weighed.mjs';

const all = [...maxRows, ...averageRows, ...lpRows];

/** Those in which every peer takes part. @type {readonly import('./row.mjs').Row[]} */
export const peerRows = all.filter(({ field }) => field === 'peers');

/** Every row, in the order in which they are measured. @type {readonly import('./row.mjs').Row[]} */
export const rows = [...all.filter(({ field }) => field === 'pytorch'), ...peerRows];

// Makes findings whose places are rows of the matrix, or cells of one array.
import { Finding } from './finding.js';
import type { Message } from './message.js';
import type { Places } from './places.js';
import { type FindingName, severityOf } from './table.js';

/** Makes a finding whose places are rows of the matrix. */
export function makeRowFinding(name: FindingName, places: Places, message: Message): Finding {
  return new Finding({
    name,
    severity: severityOf(name),
    count: places.count,
    message,
    place: (k) => ({ row: places.at(k) }),
  });
}

/**
 * Makes a finding whose places are cells of an array; `nan` and `infinite` also say which array.
 */
export function makeCellFinding(
  name: FindingName,
  array: 'x' | 'dout' | 'din',
  places: Places,
  message: Message,
): Finding {
  return new Finding({
    name,
    severity: severityOf(name),
    message,
    count: places.count,
    place: (k) => ({ array, cell: places.at(k) }),
    ...(name === 'nan' || name === 'infinite' ? { array } : {}),
  });
}

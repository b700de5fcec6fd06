// Makes findings whose places are rows of the matrix, or cells of one array.
import { Finding } from './finding.js';
import type { Message } from './message.js';
import type { Places } from './places.js';
import { type FindingName, severityOf } from './table.js';

/** The findings of which there may be one for each array. */
const ofEachArray: ReadonlySet<FindingName> = new Set(['nan', 'infinite', 'dead-channels']);

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
 * Makes a finding whose places are cells of an array. Those of which there may be one for each array
 * also say which.
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
    ...(ofEachArray.has(name) ? { array } : {}),
  });
}

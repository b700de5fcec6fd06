// What payloads and files may hold at most: one table, which Python and the schema's test read too.
import table from '../../labextension/poolscope/core/limits.json' with { type: 'json' };

/** The name of a limit: here once more, since declarations can't read JSON. */
export type LimitName =
  | 'title'
  | 'axes'
  | 'cells'
  | 'slice'
  | 'payload'
  | 'page'
  | 'description'
  | 'npyHeader'
  | 'members'
  | 'directory'
  | 'inflation'
  | 'inflated'
  | 'room'
  | 'growth'
  | 'readAtOnce'
  | 'message';

const known: Readonly<Record<LimitName, { readonly most: number }>> = table;

/**
 * The most of each, in the unit that the table names: a title's characters are Unicode code points,
 * as JSON Schema and Python count them, an array's cells count an empty axis as 1.
 */
export const limits: Readonly<Record<LimitName, number>> = mostOf(known);

/** The most of each limit of a table. */
export function mostOf<Name extends string>(
  limits: Readonly<Record<Name, { readonly most: number }>>,
): Readonly<Record<Name, number>> {
  const entries: [string, { readonly most: number }][] = Object.entries(limits);
  return Object.fromEntries(entries.map(([name, { most }]) => [name, most])) as Record<
    Name,
    number
  >;
}

/**
 * Whether a text has at most so many code points.
 */
export function isWithin(text: string, most: number): boolean {
  // A code point has one or two UTF-16 units: most texts need not be counted.
  if (text.length <= most) return true;
  return text.length <= 2 * most && Array.from(text).length <= most;
}

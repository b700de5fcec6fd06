// The findings and their sentences, from the one table that Python and the translators read too.
import table from '../../labextension/poolscope/findings/table.json' with { type: 'json' };
import { formatCount } from '../core/numbers.js';
import { type Message, message, plural } from './message.js';

/** The findings, in the order in which they are told. */
export type FindingName =
  | 'no-maximum'
  | 'several-maxima'
  | 'din-differs'
  | 'sum-differs'
  | 'shared-cells'
  | 'uncovered-cells'
  | 'dead-cells'
  | 'nan'
  | 'infinite'
  | 'empty-window'
  | 'all-nan-window'
  | 'all-minus-infinity-window';

/**
 * `error`: din is wrong. `notice`: unusual, and it changes the result. `fact`: follows from the
 * sizes, or is what max pooling does.
 */
export type FindingSeverity = 'error' | 'notice' | 'fact';

/** The table's shape; a sentence with two forms has one for 1 and one for any other number. */
interface Table {
  readonly findings: Readonly<Record<FindingName, { readonly severity: Severities }>>;
  readonly sentences: Readonly<Record<string, string | readonly [string, string]>>;
}

/** The severity, or that of each case. */
type Severities = FindingSeverity | Readonly<Record<string, FindingSeverity>>;

const { findings, sentences }: Table = table as unknown as Table;

/** Every finding's name, in the order in which they are told. */
export const findingNames: readonly FindingName[] = Object.keys(findings) as FindingName[];

/** A finding's severity; one that depends on the case is given the case. */
export function severityOf(name: FindingName, kind?: string): FindingSeverity {
  const { severity } = findings[name];
  const own = typeof severity === 'string' ? severity : severity[kind ?? ''];
  if (own === undefined) throw new Error(`the finding ${name} has no case ${kind}`);
  return own;
}

/** The sentence of a key, with its values. */
export function sentence(key: string, ...values: Message['values']): Message {
  const text = sentences[key];
  if (typeof text !== 'string') throw new Error(`the sentence ${key} is not one with one form`);
  return message(text, ...values);
}

/** The sentence of a key whose form a number decides; `%1` is that number, `values` start at `%2`. */
export function sentenceFor(n: number, key: string, ...values: Message['values']): Message {
  const forms = sentences[key];
  if (typeof forms !== 'object') throw new Error(`the sentence ${key} is not one with two forms`);
  return plural(n, forms[0], forms[1], ...values);
}

/** What can be counted. */
export type Quantity = 'row' | 'cell' | 'input-cell' | 'input-position' | 'gradient' | 'entry';

/** A count and what is counted, with its thousands apart: `1 row`, `1,234 rows`. */
export function quantity(n: number, of: Quantity): Message {
  return sentenceFor(n, `quantity.${of}`, formatCount(n));
}

/** Several sentences as one, with commas between them; there is at least one. */
export function joinMessages(messages: readonly Message[]): Message {
  return messages.reduce((before, next) => sentence('list', before, next));
}

// The findings and their sentences, from the table that Python and the translators also read.
import table from '../../../labextension/poolscope/findings/finding/table.json' with {
  type: 'json',
};
import { formatCount } from '../../core/numbers.js';
import { type Message, message, plural } from './message.js';

/** The names of all findings, in the order of a report. */
export type FindingName =
  | 'no-maximum'
  | 'several-maxima'
  | 'not-maximum'
  | 'output-differs'
  | 'ties'
  | 'din-differs'
  | 'sum-differs'
  | 'shared-cells'
  | 'uncovered-cells'
  | 'dead-cells'
  | 'dead-channels'
  | 'nan'
  | 'infinite'
  | 'empty-window'
  | 'all-nan-window'
  | 'all-minus-infinity-window';

/**
 * `error`: din or the mask is wrong. `notice`: unusual, and it changes the result. `fact`: a consequence of the
 * sizes, or normal for max pooling.
 */
export type FindingSeverity = 'error' | 'notice' | 'fact';

/** The structure of the table; a pair of sentences is the form for 1 and for any other number. */
interface Table {
  readonly findings: Readonly<Record<FindingName, { readonly severity: Severities }>>;
  readonly sentences: Readonly<Record<string, string | readonly [string, string]>>;
}

/** One severity, or one for each case. */
type Severities = FindingSeverity | Readonly<Record<string, FindingSeverity>>;

const { findings, sentences }: Table = table as unknown as Table;

/**
 * A finding's severity.
 * @param kind the case, for findings whose severity depends on it
 */
export function severityOf(name: FindingName, kind?: string): FindingSeverity {
  const { severity } = findings[name];
  const own = typeof severity === 'string' ? severity : severity[kind ?? ''];
  if (own === undefined) throw new Error(`the finding ${name} has no case ${kind}`);
  return own;
}

/** Fills values into the table's sentence for a key. */
export function sentence(key: string, ...values: Message['values']): Message {
  const text = sentences[key];
  if (typeof text !== 'string') throw new Error(`the sentence ${key} is not one with one form`);
  return message(text, ...values);
}

/**
 * The same for a sentence with two forms: `n` selects the form and is `%1`, `values` start at `%2`.
 */
export function sentenceFor(n: number, key: string, ...values: Message['values']): Message {
  const forms = sentences[key];
  if (typeof forms !== 'object') throw new Error(`the sentence ${key} is not one with two forms`);
  return plural(n, forms[0], forms[1], ...values);
}

/** The nouns that the table has counts for. */
export type Quantity =
  | 'row'
  | 'window'
  | 'channel'
  | 'cell'
  | 'input-cell'
  | 'input-position'
  | 'gradient'
  | 'entry';

/** A count with its noun: `1 row`, `1,234 rows`. */
export function quantity(n: number, of: Quantity): Message {
  return sentenceFor(n, `quantity.${of}`, formatCount(n));
}

/** Joins one or more sentences with commas. */
export function joinMessages(messages: readonly Message[]): Message {
  return messages.reduce((before, next) => sentence('list', before, next));
}

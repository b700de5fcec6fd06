// Translates every text that the extension shows: `trans` for its own, `translate` for the library's.
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from 'poolscope';
import { formatCount } from 'poolscope/start';

type Value = string | number;

/** Gettext's functions, under the names that JupyterLab gives them. Whole numbers are written with separators: 1,152. */
export interface Texts {
  /** Translates a text; `%1`, `%2`, … stand for the values. */
  __(text: string, ...values: Value[]): string;
  /** Translates a text whose form depends on a count: the count is `%1`, the values begin with `%2`. */
  _n(one: string, other: string, count: number, ...values: Value[]): string;
  /** Translates a text that means something else elsewhere; the context tells the two apart. */
  _p(context: string, text: string, ...values: Value[]): string;
}

const english: Texts = {
  __: fillTemplate,
  _n: (one, other, count, ...values) => fillTemplate(count === 1 ? one : other, count, ...values),
  _p: (_, text, ...values) => fillTemplate(text, ...values),
};

let language: Texts = english;

/**
 * Sets the language of the page. A page has one language (JupyterLab reloads the page to change it),
 * so each plugin sets it once, as it starts, and it is not passed to everything that shows a text.
 * @param translator null where there is none, as in a page without JupyterLab: the language is English
 */
export function setLanguage(translator: ITranslator | null): void {
  language = translator?.load('poolscope') ?? english;
}

/**
 * Translates texts into the language of the page. They are written out in the call, as whole English
 * sentences, so that translation tools find them: `trans.__('%1 of channel %2', name, channel)`.
 */
export const trans: Texts = {
  __: (text, ...values) => language.__(text, ...values.map(written)),
  _n: (one, other, count, ...values) => language._n(one, other, count, ...values.map(written)),
  _p: (context, text, ...values) => language._p(context, text, ...values.map(written)),
};

/** Translates a message of the library, with the messages among its values. */
export function translate({ text, values, plural }: Message): string {
  const translated = values.map((value) => (typeof value === 'string' ? value : translate(value)));
  return plural === undefined
    ? trans.__(text, ...translated)
    : trans._n(text, plural.text, plural.count, ...translated);
}

function written(value: Value): string {
  return typeof value === 'number' && Number.isInteger(value) ? formatCount(value) : `${value}`;
}

function fillTemplate(text: string, ...values: readonly Value[]): string {
  return text.replace(/%(\d)/g, (_, place) => written(values[Number(place) - 1] ?? ''));
}

import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from 'poolscope';

type Value = string | number;

/** What says a text in the language of the page: gettext's functions, as JupyterLab names them. */
export interface Texts {
  /** A text; `%1`, `%2`, … stand for the values. */
  __(text: string, ...values: Value[]): string;
  /** A text whose form a number decides: that is `%1`, and the values begin with `%2`. */
  _n(one: string, other: string, count: number, ...values: Value[]): string;
  /** A text that means something else elsewhere: the context tells which it is. */
  _p(context: string, text: string, ...values: Value[]): string;
}

const english: Texts = {
  __: filled,
  _n: (one, other, count, ...values) => filled(count === 1 ? one : other, count, ...values),
  _p: (_, text, ...values) => filled(text, ...values),
};

let language: Texts = english;

/**
 * Takes over JupyterLab's language. A page has one language (JupyterLab loads it anew for another),
 * so it is told once, by each plugin as it starts, and not handed through everything that speaks.
 * @param translator null where there is none: then English is spoken, as in a page without JupyterLab
 */
export function speak(translator: ITranslator | null): void {
  language = translator?.load('poolscope') ?? english;
}

/**
 * Says texts in the language of the page. They stand in the call, whole, in English, so that they
 * are found by a translator's tools: `trans.__('%1 of channel %2', name, channel)`.
 */
export const trans: Texts = {
  __: (text, ...values) => language.__(text, ...values),
  _n: (one, other, count, ...values) => language._n(one, other, count, ...values),
  _p: (context, text, ...values) => language._p(context, text, ...values),
};

/** Says what the library found, in the language of the page. */
export function told({ text, values, plural }: Message): string {
  const said = values.map((value) => (typeof value === 'string' ? value : told(value)));
  return plural === undefined
    ? trans.__(text, ...said)
    : trans._n(text, plural.text, plural.count, ...said);
}

function filled(text: string, ...values: readonly Value[]): string {
  return text.replace(/%(\d)/g, (_, place) => `${values[Number(place) - 1] ?? ''}`);
}

// Sentences with values, that can be said in any language.
/**
 * A sentence for translation. Its English text has `%1`, `%2`, … where values go; a value is
 * literal text or another sentence. With `plural` a number selects the form: then `%1` is that
 * number in digits and the values begin at `%2`, as in JupyterLab's gettext functions.
 */
export interface Message {
  /** In English; with `plural`, the form for 1. */
  readonly text: string;
  readonly values: readonly (string | Message)[];
  /** The form for any other number. */
  readonly plural?: { readonly text: string; readonly count: number };
}

/** Makes a sentence with one form. */
export function message(text: string, ...values: Message['values']): Message {
  return { text, values };
}

/** Makes a sentence whose form a number selects. */
export function plural(
  count: number,
  one: string,
  other: string,
  ...values: Message['values']
): Message {
  return { text: one, plural: { text: other, count }, values };
}

/** Renders a sentence in English. */
export function toEnglish({ text, values, plural }: Message): string {
  const said = values.map((value) => (typeof value === 'string' ? value : toEnglish(value)));
  if (plural === undefined) return fillPlaceholders(text, said);
  return fillPlaceholders(plural.count === 1 ? text : plural.text, [`${plural.count}`, ...said]);
}

function fillPlaceholders(text: string, values: readonly string[]): string {
  return text.replace(/%(\d)/g, (_, place) => values[Number(place) - 1] ?? '');
}

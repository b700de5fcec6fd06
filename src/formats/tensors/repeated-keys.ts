// Keys that stand in an object of JSON twice, of which readers take the first or the last.

/**
 * Whether an object in a text of JSON has a key twice, as it is written or by escapes.
 * @param parsed what `JSON.parse` makes of the text
 */
export function repeatsKeys(text: string, parsed: unknown): boolean {
  // Outside of strings a colon stands after each key, and nowhere else.
  let colons = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark === '\\') at++;
    else if (mark === '"') isString = !isString;
    else if (mark === ':' && !isString) colons++;
  }
  return colons !== keysIn(parsed);
}

/** The keys of all objects in a value, which may be nested deeper than calls can be. */
function keysIn(value: unknown): number {
  let count = 0;
  const rest = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null) continue;
    const values = Object.values(next);
    if (!Array.isArray(next)) count += values.length;
    for (const one of values) rest.push(one);
  }
  return count;
}

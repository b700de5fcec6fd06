// Whether a translation of a Markdown text says what its original says, line for line: whatever is no language has to agree.

/** What a line holds that is the same in every language, by what it is called in words. */
type Kept = Readonly<Record<string, readonly string[]>>;

const languageTag = /[a-z]{2}-[A-Z]{2}/.source;

/**
 * The first line in which a translation differs from its original in more than the language, and how.
 * @param original in English
 * @returns undefined where there is none
 */
export function firstUnfaithful(original: string, translation: string): string | undefined {
  const own = translation.split('\n');
  let inCode = false;
  for (const [index, line] of original.split('\n').entries()) {
    const fence = line.startsWith('```');
    const problem =
      inCode || fence
        ? codeProblem(line, own[index])
        : (textProblem(line, own[index]) ?? keptProblem(line, own[index] ?? ''));
    if (problem !== undefined) return `line ${index + 1}: ${problem}`;
    if (fence) inCode = !inCode;
  }
  const extra = own[original.split('\n').length];
  return extra === undefined
    ? undefined
    : `line ${original.split('\n').length + 1}: “${extra}” has no original`;
}

/** Code stays as it is, with its comments. */
function codeProblem(line: string, own: string | undefined): string | undefined {
  return own === line ? undefined : `the code is “${own ?? ''}” instead of “${line}”`;
}

function textProblem(line: string, own: string | undefined): string | undefined {
  if (own === undefined) return `“${line}” is missing`;
  if (shape(own) !== shape(line)) {
    return `“${own}” begins as “${shape(own)}” where the original begins as “${shape(line)}”`;
  }
  const words = proseOf(line).match(/[a-z]{2,}/g) ?? [];
  return words.length > 0 && proseOf(own) === proseOf(line)
    ? `“${line}” is not translated`
    : undefined;
}

function keptProblem(line: string, own: string): string | undefined {
  const there = keptIn(own);
  for (const [what, all] of Object.entries(keptIn(line))) {
    const others = there[what]!;
    const missing = without(all, others);
    const added = without(others, all);
    if (missing !== undefined) return `the ${what} ${missing} of the original is missing`;
    if (added !== undefined) return `the ${what} ${added} is not in the original`;
  }
  return undefined;
}

/** The first of `all` that has no counterpart in `others`. */
function without(all: readonly string[], others: readonly string[]): string | undefined {
  const rest = [...others];
  return all.find((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** What a line is (a heading of a level, an item, a row of so many cells, nothing), whatever its words. */
function shape(line: string): string {
  if (line.startsWith('|')) return '|'.repeat(line.replace(/`[^`]*`/g, '').split('|').length - 1);
  return /^(#+ |[-*] |\d+\. |> |\s*<\/?\w+|!\[|\$\$)?/.exec(line)![0] || (line.trim() && 'text');
}

const patterns = {
  formula: /\$\$.+?\$\$|\$[^$]+\$/g,
  'code span': /`[^`]+`/g,
  picture: /(?<=!\[[^\]]*\]\()[^)]+|(?<=\b(?:src|srcset)=")[^"]+/g,
  link: /(?<=(?<!!\[[^\]]*)\]\()[^)]+|(?<=\bhref=")[^"]+/g,
  number: /\d+(?:[.,]\d+)*/g,
};

function keptIn(line: string): Kept {
  const found = (pattern: RegExp, text: string): string[] => text.match(pattern) ?? [];
  const formulas = found(patterns.formula, line).map((one) =>
    one.replace(/\\text\{[^}]*\}/g, '\\text{}'),
  );
  const spans = found(patterns['code span'], line);
  const rest = line.replace(patterns.formula, '').replace(patterns['code span'], '');
  return {
    formula: formulas,
    'code span': spans,
    picture: found(patterns.picture, rest),
    link: found(patterns.link, rest)
      .map(inEnglish)
      .filter((target) => target !== 'README.md'),
    number: found(patterns.number, proseOf(rest)),
  };
}

/** The same file in English: translations link to translations, and both READMEs to each other. */
function inEnglish(target: string): string {
  return target
    .replace(new RegExp(`^README\\.${languageTag}\\.md$`), 'README.md')
    .replace(new RegExp(`^notebooks/${languageTag}/`), 'notebooks/');
}

/** A line without what is no language: names, addresses, code. */
function proseOf(line: string): string {
  return line
    .replace(patterns.formula, '')
    .replace(patterns['code span'], '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\b(?:src|srcset|href|media)="[^"]*"/g, '')
    .replace(/<\/?\w+|\balt=|poolscope/g, '');
}

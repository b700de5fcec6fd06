// Markdown's tables, and marks in them.

/** @param {string[]} head @param {string[][]} lines short ones are filled up */
export function table(head, lines) {
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  const whole = lines.map((line) => [...line, ...head.slice(line.length).map(() => '')]);
  return [head, rule, ...whole].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {boolean} met */
export function mark(met) {
  return met ? '✓' : '✗';
}

/** A ratio of times. @param {number} value */
export function times(value) {
  if (Number.isNaN(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** @param {number} value */
export function milliseconds(value) {
  return value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}

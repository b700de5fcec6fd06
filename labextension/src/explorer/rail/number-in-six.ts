// A number where there is little room.
import { withDigits } from 'poolscope/internal';

/**
 * A number in six characters beside its sign (seven for a power of ten of two digits): of two digits or more where
 * there is room for them, else of two and a power of ten.
 * @param digits at most so many
 * @example
 * numberInSix(2.428, 3)     // '2.43'
 * numberInSix(-0.002934, 3) // '−0.0029'
 * numberInSix(0.0002934, 3) // '2.9e−4'
 */
export function numberInSix(value: number, digits: number): string {
  for (let most = digits; most >= 2; most--) {
    const text = withDigits(value, most);
    if (text.replace('−', '').length <= 6) return text;
  }
  return value.toExponential(1).replace('e+', 'e').replaceAll('-', '−');
}

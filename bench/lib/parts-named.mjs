import { Problem } from '../../scripts/lib/problem.mjs';

/**
 * The parts of a measurement that `--part` names, in the order in which they run.
 *
 * @template {string} Part
 * @param {readonly Part[]} parts
 * @param {readonly string[]} named
 * @returns {Part[]}
 * @throws {Problem} for a name that is none of them
 */
export function partsNamed(parts, named) {
  const unknown = named.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) {
    throw new Problem(`--part ${unknown} is none of ${parts.join(', ')}`);
  }
  return parts.filter((part) => named.includes(part));
}

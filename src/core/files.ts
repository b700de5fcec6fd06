// Files that Node writes; browser bundles leave all that calls this out.
import { OptionError } from './errors.js';

/**
 * Checks the path of a file to write.
 * @param example a name for the remedy, e.g. `run.npz`
 * @throws OptionError for anything but a text with at least one character
 */
export function checkPath(operation: string, path: unknown, example: string): void {
  if (typeof path === 'string' && path !== '') return;
  throw new OptionError({
    operation,
    argument: 'path',
    value: path,
    problem: 'is not a path',
    remedy: `give a file's name, e.g. '${example}'`,
  });
}

/**
 * Writes a file, in place of one that is there.
 * @throws what Node throws where it can't be written
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  process.getBuiltinModule('fs').writeFileSync(path, content);
}

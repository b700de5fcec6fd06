// Writing files in Node. Browser bundles replace every module that imports this.
import { OptionError } from './errors.js';

/**
 * Checks the path of a file to write.
 * @param example a name for the remedy, e.g. `run.npz`
 * @throws OptionError unless the path is a string of at least one character
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
 * Writes a file; one that exists is overwritten.
 * @throws the error of Node's `writeFileSync`
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  process.getBuiltinModule('fs').writeFileSync(path, content);
}

// The logarithm compiled from AssemblyScript: the same bits on every machine.
import { math } from '../memory/generated/math.js';
import { compileModule, decodeBase64, instantiate } from '../memory/instantiate.js';

let exports: { log(x: number): number } | undefined;

/** The natural logarithm of a positive number, the same bits on every machine. */
export function log(x: number): number {
  exports ??= instantiate<{ log(x: number): number }>(compileModule(decodeBase64(math)));
  return exports.log(x);
}

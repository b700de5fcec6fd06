// Makes and opens stores, in Node.
import { OptionError } from '../core/errors.js';
import { checkPath } from '../core/files.js';
import { NodeFolder } from './node-folder.js';
import { readStoredCalls, type StoredCall } from './stored-call.js';
import { StoreWriter } from './write.js';

/**
 * Makes a store of pooling calls, in the layout that Python's `watch(model, store=…)` writes: Zarr 3,
 * one group for each kind of call, to which steps append. Python's `check_store` checks it.
 *
 *     const store = createStore('run.zarr', { model: 'Net' });
 *     const { output, mask } = maxPool(x, { kernelSize: 2 });
 *     store.add([{ name: 'pool1', x, mask, dout, din: maxPoolBackward(dout, mask) }]);
 *
 * @param path where nothing is yet, or an empty folder
 * @throws OptionError where something is there
 */
export function createStore(path: string, { model = '' }: { model?: string } = {}): StoreWriter {
  return new StoreWriter(path, model);
}

/**
 * Opens a store of pooling calls: what was finished, in the order in which the calls came.
 *
 *     const [call] = await openStore('run.zarr');
 *     const { view } = await viewOfEntry(call, 41); // shows itself in a notebook
 *
 * @returns the calls; an empty list where no step was finished
 * @throws OptionError, one line, for what is no store, or not as docs/store.md describes it
 */
export async function openStore(path: string): Promise<StoredCall[]> {
  checkPath('openStore', path, 'run.zarr');
  if (!process.getBuiltinModule('fs').existsSync(path)) {
    const problem = 'is not there';
    throw new OptionError({
      operation: 'openStore',
      argument: 'path',
      value: path,
      problem,
      remedy: 'give the folder of a store',
    });
  }
  return readStoredCalls(new NodeFolder(path));
}

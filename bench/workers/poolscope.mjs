import { createRequire } from 'node:module';
import * as ps from 'poolscope';

/**
 * The library, through its public API.
 *
 * @param {'host' | 'wasm'} device
 * @param {string} threads
 * @returns {Promise<import('./worker.mjs').Peer>}
 */
export async function peer(device, threads) {
  const { version } = createRequire(import.meta.url)('poolscope/package.json');
  const count = await ps.setThreads(Number(threads));
  if (count !== Number(threads)) throw new Error(`poolscope: ${count} threads, not ${threads}`);
  const id = device === 'host' ? 'poolscope-host' : count === 1 ? 'poolscope-1' : 'poolscope-all';
  return {
    versions: { poolscope: version, Node: process.versions.node },
    prepare({ shape, outputShape, kernelSize, stride, padding, x, dout }, read) {
      const options = { kernelSize, stride, padding };
      const input = ps.tensor(read(x), shape).to(device);
      const gradient = ps.tensor(read(dout), outputShape).to(device);
      const { output, mask } = ps.maxPool(input, options);
      const outputData = output.to('host').data;
      output.dispose();
      return {
        [id]: {
          forward() {
            const result = ps.maxPool(input, options);
            result.output.dispose();
            result.mask.dispose();
          },
          backward() {
            ps.maxPoolBackward(gradient, mask).dispose();
          },
          results: {
            forward: () => /** @type {Float32Array | Float64Array} */ (outputData),
            backward: () =>
              ps.tidy(
                () =>
                  /** @type {Float32Array | Float64Array} */ (
                    ps.maxPoolBackward(gradient, mask).data
                  ),
              ),
          },
          release() {
            for (const used of [input, gradient, mask]) used.dispose();
          },
        },
      };
    },
  };
}

import { createRequire } from 'node:module';

/**
 * TensorFlow.js on one of its backends. Its pools give no mask; the backward pass takes the kernel
 * itself, since the gradient's registration lies in a larger package.
 *
 * @param {'wasm' | 'cpu'} backend
 * @returns {Promise<import('./worker.mjs').Peer>}
 */
export async function peer(backend) {
  // Not imported: types are checked where its packages are not installed, too.
  const load = createRequire(import.meta.url);
  const tf = load('@tensorflow/tfjs-core');
  load(`@tensorflow/tfjs-backend-${backend}`);
  await tf.setBackend(backend);
  return {
    versions: { 'TensorFlow.js': tf.version_core },
    prepare({ shape, outputShape, kernelSize, stride, padding, dtype, x, dout }, read) {
      if (dtype !== 'float32') return {};
      const volume = shape.length === 5;
      const pool = volume ? tf.maxPool3d : tf.maxPool;
      const name = volume ? 'MaxPool3DGrad' : 'MaxPoolGrad';
      const input = tf.tensor(read(x), shape);
      const dy = tf.tensor(read(dout), outputShape);
      const forward = () => pool(input, kernelSize, stride, padding);
      const output = forward();
      const size = Array(shape.length - 2).fill(kernelSize);
      const attributes = {
        filterSize: size,
        strides: Array(shape.length - 2).fill(stride),
        pad: padding,
      };
      const backward = () => tf.engine().runKernel(name, { dy, input, output }, attributes);
      const data = (/** @type {any} */ tensor) => {
        const values = tensor.dataSync().slice();
        tensor.dispose();
        return values;
      };
      return {
        [`tfjs-${backend}`]: {
          forward: () => forward().dispose(),
          backward: () => backward().dispose(),
          results: { forward: () => data(forward()), backward: () => data(backward()) },
          release() {
            for (const used of [input, dy, output]) used.dispose();
          },
        },
      };
    },
  };
}

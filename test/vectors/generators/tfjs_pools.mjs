// Runs TensorFlow.js's max pooling, forward and backward, on the cases that come in as JSON, and
// gives the results back as JSON. Its packages lie in the folder named by the first argument.

import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(`${process.argv[2]}/`);
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
require('@tensorflow/tfjs-backend-wasm');

/** JSON has no NaN, no infinities and no −0: they travel as text. */
const plain = (data) => Array.from(data, (value) => (Object.is(value, -0) ? '-0' : String(value)));

const results = [];
for (const { backend, shape, x, dout, kernel, stride, padding } of JSON.parse(await text(process.stdin))) {
  await tf.setBackend(backend);
  const input = tf.tensor4d(x.map(Number), shape);
  const output = tf.maxPool(input, kernel, stride, padding);
  // The kernel itself: the gradient's registration lies in a larger package.
  const din = tf.engine().runKernel(
    'MaxPoolGrad',
    { dy: tf.tensor4d(dout.slice(0, output.size), output.shape), input, output },
    { filterSize: kernel, strides: stride, pad: padding },
  );
  results.push({
    outputShape: output.shape,
    output: plain(await output.data()),
    din: plain(await din.data()),
  });
}
process.stdout.write(JSON.stringify(results));

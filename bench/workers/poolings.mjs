// The library's poolings, forward and backward, as the benchmark calls them.
import * as ps from 'poolscope';

/**
 * What one pooling needs, made before anything is timed. `forward` and `backward` make their
 * results anew, or with `out` write into these.
 *
 * @typedef {object} Pooling
 * @property {(out: boolean) => ps.Tensor} forward  gives the output
 * @property {(out: boolean) => ps.Tensor} backward gives din
 * @property {(output: ps.Tensor) => void} drop     frees what a forward pass gave
 * @property {() => void} release
 *
 * @typedef {Pick<import('../rows/row.mjs').Row, 'op' | 'p' | 'kernelSize' | 'stride' | 'padding'>} Windows
 */

/**
 * @param {Windows} row
 * @param {ps.Tensor} x
 * @param {ps.Tensor} dout
 * @returns {Pooling}
 */
export function poolingOf({ op, p = 2, ...row }, x, dout) {
  const { kernelSize, stride, padding } = row;
  const options = { kernelSize, stride, padding };
  if (op === 'max') return maxPooling(options, x, dout);
  if (op === 'average') {
    const geometry = ps.windows(x.shape, options);
    return weighed(
      (out) => ps.avgPool(x, { ...options, ...out }),
      (out) => ps.avgPoolBackward(dout, geometry, out),
    );
  }
  // As PyTorch's graph, that stays, keeps what the forward pass gave.
  const output = ps.lpPool(x, { ...options, p });
  const pooling = weighed(
    (out) => ps.lpPool(x, { ...options, p, ...out }),
    (out) => ps.lpPoolBackward(dout, { x, output }, { ...options, p, ...out }),
  );
  return {
    ...pooling,
    release() {
      pooling.release();
      output.dispose();
    },
  };
}

/**
 * @param {ps.MaxPoolOptions} options
 * @param {ps.Tensor} x
 * @param {ps.Tensor} dout
 * @returns {Pooling}
 */
function maxPooling(options, x, dout) {
  const kept = ps.maxPool(x, options);
  const din = ps.maxPoolBackward(dout, kept.mask);
  /** @type {ps.Mask | undefined} */
  let last;
  return {
    forward(out) {
      const { output, mask } = ps.maxPool(x, out ? { ...options, out: kept } : options);
      last = mask;
      return output;
    },
    backward: (out) => ps.maxPoolBackward(dout, kept.mask, out ? { out: din } : {}),
    drop(output) {
      output.dispose();
      last?.dispose();
    },
    release() {
      for (const used of [kept.output, kept.mask, din]) used.dispose();
    },
  };
}

/**
 * A pooling without a mask.
 *
 * @param {(out: { out?: ps.Tensor }) => ps.Tensor} forward
 * @param {(out: { out?: ps.Tensor }) => ps.Tensor} backward
 * @returns {Pooling}
 */
function weighed(forward, backward) {
  const [output, din] = [forward({}), backward({})];
  return {
    forward: (out) => forward(out ? { out: output } : {}),
    backward: (out) => backward(out ? { out: din } : {}),
    drop: (made) => made.dispose(),
    release() {
      for (const used of [output, din]) used.dispose();
    },
  };
}

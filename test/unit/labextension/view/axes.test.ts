import { describe, expect, test } from 'vitest';
import { viewAxes } from '../../../../labextension/src/view/axes.js';
import { maxPool } from '../../../../src/ops/max-pool.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import type { Tensor } from '../../../../src/tensor/tensor.js';
import { panels } from '../../../../src/view/model/panels.js';
import { explore } from '../../../../src/view/views.js';

function zeros(...shape: number[]): Tensor {
  return tensor(new Float32Array(shape.reduce((all, size) => all * size, 1)), shape);
}

describe('viewAxes', () => {
  test('has one slider for batch and one for channel, which all panels share', () => {
    const x = zeros(2, 4, 4, 3);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const view = explore({ x, mask, dout: output });
    expect(viewAxes(panels(view))).toEqual([
      { axis: expect.objectContaining({ name: 'batch', size: 2 }), label: 'batch' },
      { axis: expect.objectContaining({ name: 'channel', size: 3 }), label: 'channel' },
    ]);
  });

  test('gives dout a slider of its own where its depth differs from that of x', () => {
    const x = zeros(1, 6, 4, 4, 2);
    const { output, mask } = maxPool(x, { kernelSize: 2 });
    const axes = viewAxes(panels(explore({ x, mask, dout: output })));
    expect(axes.map(({ label, axis }) => [label, axis.size])).toEqual([
      ['batch', 1],
      ['depth', 6],
      ['depth of dout', 3],
      ['channel', 2],
    ]);
  });
});

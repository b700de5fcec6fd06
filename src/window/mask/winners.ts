// A mask on the input's grid.
import { placeLike } from '../../tensor/result.js';
import { type Tensor, zeros } from '../../tensor/tensor.js';
import { eachWindow } from '../each-window.js';
import { checkMask, type Mask } from './mask.js';

/**
 * Puts the mask on the input's grid.
 * @returns a bool tensor of the input's shape, true where the maximum of at least one window sits
 * @throws DTypeError if mask is not a mask
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2], [0]]]), { kernelSize: 2 });
 * winners(mask).toArray() // [[[false], [true], [true], [false]]]
 */
export function winners(mask: Mask): Tensor {
  checkMask('winners', 'mask', mask);
  const { geometry, windowSize } = mask;
  const won = zeros(geometry.inputShape, 'bool');
  const { data } = mask;
  eachWindow(geometry, (row, cells) => {
    for (let column = 0; column < windowSize; column++) {
      if (data[row * windowSize + column]) won.data[cells[column]!] = 1;
    }
  });
  return placeLike(won, mask);
}

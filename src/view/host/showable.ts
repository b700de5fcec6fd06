// The values that `show` accepts.
import { DTypeError } from '../../core/errors.js';
import { Tensor } from '../../tensor/tensor.js';
import { Mask } from '../../window/mask.js';
import { View } from '../view.js';

/** The values that `show` accepts. */
export type Showable = View | Tensor | Mask;

export function isShowable(value: unknown): value is Showable {
  return value instanceof View || value instanceof Tensor || value instanceof Mask;
}

/** @throws DTypeError for a value that `show` can't show */
export function checkShowable(value: unknown): asserts value is Showable {
  if (isShowable(value)) return;
  throw new DTypeError({
    operation: 'show',
    argument: 'value',
    value,
    problem: 'is not a view, tensor or mask',
    remedy: 'give one, e.g. what explore returns',
  });
}

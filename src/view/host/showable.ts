// The values that `show` accepts.
import { isA } from '../../core/arguments.js';
import { DTypeError } from '../../core/errors.js';
import { Tensor } from '../../tensor/tensor.js';
import { Mask } from '../../window/mask/mask.js';
import { Pair } from '../pair.js';
import { View } from '../view.js';

/** The values that `show` accepts. */
export type Showable = View | Pair | Tensor | Mask;

export function isShowable(value: unknown): value is Showable {
  return [View, Pair, Tensor, Mask].some((kind) => isA<object>(value, kind));
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

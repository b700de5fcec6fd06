// `windows`: from an input shape and options to the geometry, with output sizes and padding.
import { checkReadable } from '../core/arguments.js';
import { ShapeError } from '../core/errors.js';
import { checkShape } from '../core/shape.js';
import { Geometry } from './geometry.js';
import {
  type PoolOptions,
  type ResolvedOptions,
  resolveOptions,
  resolvePaddingSides,
} from './options.js';
import { Recent } from './recent.js';

/**
 * The geometry of a pooling: its output sizes, and the cells of every window. Along each axis the
 * output has `floor((n + low + high − dilation·(kernelSize−1) − 1) / stride) + 1` cells, `ceil` in
 * place of `floor` with `ceilMode`, where a last window that would start in the right padding is
 * dropped. `'same'` and `'same-lower'` pad so that the output has `ceil(n / stride)` cells, an odd
 * cell at the end or at the start.
 * @param inputShape `[batch, ...spatial, channels]`, 1 to 3 spatial axes; an empty batch is valid
 * @returns a geometry, frozen; sizes and offsets are in cells
 * @throws ShapeError for a rank outside 3 to 5, no channels, an empty spatial axis, a window larger
 *   than the padded input
 * @throws OptionError for sizes that are not positive integers, a side of padding that is not less
 *   than the effective kernel `dilation·(kernelSize−1)+1`, an unknown name
 * @see PyTorch, `torch.nn.MaxPool2d` (Shape, `ceil_mode`); the ONNX operators MaxPool and
 *   AveragePool (`ceil_mode`, `auto_pad` SAME_UPPER and SAME_LOWER); TensorFlow,
 *   `tf.nn.convolution` (`padding`)
 * @example
 * windows([8, 32, 48, 16], { kernelSize: 2, stride: 2 }).outputShape // [8, 16, 24, 16]
 */
export function windows(
  inputShape: readonly number[],
  options: PoolOptions,
  operation = 'windows',
): Geometry {
  checkReadable(operation, 'options', options, 'give { kernelSize: 2, stride: 2 }');
  const known = recent.find(inputShape, options);
  if (known !== undefined) return known;
  checkInputShape(operation, inputShape);
  const spatial = inputShape.slice(1, -1);
  const own = resolveOptions(operation, options, spatial.length);
  const extent = own.kernelSize.map((size, axis) => own.dilation[axis]! * (size - 1) + 1);
  const padding = resolvePadding(operation, options.padding ?? 0, spatial, own.stride, extent);
  const resolved: ResolvedOptions = { ...own, padding };
  const outputSpatial = spatial.map((size, axis) => outputSize(operation, axis, size, resolved));
  const geometry = new Geometry(inputShape, outputSpatial, resolved);
  if (!Number.isSafeInteger(geometry.rows * geometry.windowSize)) {
    throw new ShapeError({
      operation,
      argument: 'kernelSize',
      value: options.kernelSize,
      problem: 'makes a matrix too large to count',
      derivation: `${geometry.rows} rows of ${geometry.windowSize} cells`,
      remedy: 'pool a smaller input, or use a smaller window',
    });
  }
  return recent.keep(inputShape, options, geometry);
}

const recent = new Recent<Geometry>();

const axisNames: Readonly<Record<number, readonly string[]>> = {
  1: ['length'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

function outputSize(
  operation: string,
  axis: number,
  size: number,
  { kernelSize, stride, padding, dilation, ceilMode }: ResolvedOptions,
): number {
  const [low, high] = padding[axis]!;
  const padded = size + low + high;
  const extent = dilation[axis]! * (kernelSize[axis]! - 1) + 1;
  const steps = (padded - extent) / stride[axis]!;
  let out = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (ceilMode && (out - 1) * stride[axis]! >= size + low) out--;
  if (out >= 1) return out;
  const name = axisNames[kernelSize.length]![axis]!;
  throw new ShapeError({
    operation,
    argument: `kernelSize[${axis}]`,
    value: kernelSize[axis],
    problem: `${dilation[axis] === 1 ? '' : `dilated to ${extent} `}exceeds padded ${name} ${padded}`,
    derivation: `${size} + ${low} + ${high}`,
    remedy: 'reduce kernelSize or add padding',
  });
}

function checkInputShape(operation: string, shape: readonly number[]): void {
  checkShape(operation, 'inputShape', shape);
  if (shape.length < 3 || shape.length > 5) {
    throw new ShapeError({
      operation,
      argument: 'inputShape',
      value: shape,
      problem: `has rank ${shape.length}, pooling takes 3 to 5`,
      derivation: '[batch, ...spatial, channels] with 1 to 3 spatial axes',
      remedy: 'add the missing axes; for channels-first data use fromChannelsFirst',
    });
  }
  const empty = shape.findIndex((size, axis) => axis > 0 && size === 0);
  if (empty > 0) {
    throw new ShapeError({
      operation,
      argument: `inputShape[${empty}]`,
      value: 0,
      problem: 'leaves nothing to pool',
      remedy: 'only the batch may be empty',
    });
  }
}

/**
 * Resolves padding to `[low, high]` per axis. `'same'` adds
 * `max(0, (ceil(n / stride) − 1)·stride + extent − n)` cells, an odd one at the end, as
 * TensorFlow's SAME and ONNX's SAME_UPPER do; `'same-lower'` puts it at the start, as SAME_LOWER
 * does.
 * @param extent the effective kernel of each axis, `dilation·(kernelSize−1)+1`: each side must be
 *   less
 * @throws OptionError for any other padding
 */
function resolvePadding(
  operation: string,
  padding: unknown,
  spatial: readonly number[],
  stride: readonly number[],
  extent: readonly number[],
): [number, number][] {
  if (padding === 'valid') return spatial.map(() => [0, 0]);
  if (padding === 'same' || padding === 'same-lower') {
    return spatial.map((size, axis) => {
      const out = Math.ceil(size / stride[axis]!);
      const total = Math.max(0, (out - 1) * stride[axis]! + extent[axis]! - size);
      const small = Math.floor(total / 2);
      return padding === 'same' ? [small, total - small] : [total - small, small];
    });
  }
  return resolvePaddingSides(operation, padding, extent);
}

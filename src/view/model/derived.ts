// What follows from dout and mask: din, and the winners on the input's grid. It is computed plane by
// plane where it is drawn; the whole only where someone reads it.
import { type DType, dtypes, type TypedArray } from '../../core/dtype.js';
import { runSteps, type Steps } from '../../core/steps.js';
import { expectedDin } from '../../findings/counts/expected-din.js';
import { Tensor } from '../../tensor/tensor.js';
import type { Mask } from '../../window/mask/mask.js';
import type { Share } from '../../window/mask/share.js';
import { winners } from '../../window/mask/winners.js';
import { eachCellOfPlane, type PlaneAt, planeSize } from '../../window/plane.js';

/** Computes the cells of one plane, row after row; into a plane that is given, or a new one. */
type PlaneOf = (at: PlaneAt, into?: TypedArray) => TypedArray;

/** A tensor that follows from others. Which are; the whole has been computed where `whole` says so. */
interface Derived {
  readonly planeOf: PlaneOf;
  isWhole: boolean;
  facts?: Facts;
}

const derived = new WeakMap<Tensor, Derived>();

/**
 * The din that dout, mask and share give: bit for bit `maxPoolBackward`, but computed at the first
 * read of `data`, and until then plane by plane.
 */
export function derivedDin(dout: Tensor, mask: Mask, share: Share): Tensor {
  return deriveTensor(
    mask,
    dout.dtype,
    () => expectedDin(dout, mask, share).data,
    (at, plane) => {
      const { windowSize } = mask;
      const [cells, gradients] = [mask.data, dout.data];
      const giveOf = (row: number): number => {
        if (share === 'full') return gradients[row]!;
        let maxima = 0;
        for (let i = row * windowSize; i < (row + 1) * windowSize; i++) maxima += cells[i]!;
        const part = gradients[row]! / maxima;
        return dout.dtype === 'float32' ? Math.fround(part) : part;
      };
      eachCellOfPlane(mask.geometry, at, (cell, row, place) => {
        // The typed array rounds to its own precision.
        if (cells[cell] === 1) plane[place]! += giveOf(row);
      });
    },
  );
}

/** The winners of a mask on the input's grid, as `winners` gives them, plane by plane. */
export function derivedWinners(mask: Mask): Tensor {
  return deriveTensor(
    mask,
    'bool',
    () => winners(mask).data,
    (at, plane) => {
      const { data } = mask;
      eachCellOfPlane(mask.geometry, at, (cell, _, place) => {
        if (data[cell] === 1) plane[place] = 1;
      });
    },
  );
}

function deriveTensor(
  { geometry }: Mask,
  dtype: DType,
  whole: () => TypedArray,
  fill: (at: PlaneAt, plane: TypedArray) => void,
): Tensor {
  const { rows, columns } = planeSize(geometry);
  const entry: Derived = {
    isWhole: false,
    planeOf: (at, into) => {
      const plane = into?.fill(0) ?? new dtypes[dtype].array(rows * columns);
      fill(at, plane);
      return plane;
    },
  };
  const made = new Tensor(
    () => {
      entry.isWhole = true;
      return whole();
    },
    geometry.inputShape,
    dtype,
  );
  derived.set(made, entry);
  return made;
}

/** What computes a tensor's planes; undefined where its data are there. */
export function planesOf(tensor: Tensor): PlaneOf | undefined {
  const entry = derived.get(tensor);
  return entry === undefined || entry.isWhole ? undefined : entry.planeOf;
}

/** What the colours of an array follow from. */
export interface Facts {
  /** The smallest and largest finite value; 0 and 0 if there is none. */
  readonly low: number;
  readonly high: number;
  readonly nan: boolean;
  readonly posInf: boolean;
  readonly negInf: boolean;
}

/** Cells that are looked at between two pauses. */
const factsStep = 2 ** 18;

/** Facts of tensors that nobody writes to any more. */
const kept = new WeakMap<Tensor, Facts>();

/**
 * `factsOf`, in steps.
 * @param isKept whether the facts are kept for the next call, since nobody writes to the tensor
 */
export function* factsSteps(tensor: Tensor, isKept = false): Steps<Facts> {
  const entry = derived.get(tensor);
  const known = entry?.facts ?? kept.get(tensor);
  if (known !== undefined) return known;
  let [low, high] = [Infinity, -Infinity];
  const odd = { nan: false, posInf: false, negInf: false };
  const look = (values: TypedArray): void => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      // Only of a finite number the difference is 0.
      if (value - value !== 0) {
        odd[Number.isNaN(value) ? 'nan' : value > 0 ? 'posInf' : 'negInf'] = true;
        continue;
      }
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const part of partsOf(tensor)) {
    look(part);
    yield;
  }
  const facts = { ...(low <= high ? { low, high } : { low: 0, high: 0 }), ...odd };
  // What is derived never changes before it is whole.
  if (entry !== undefined && !entry.isWhole) entry.facts = facts;
  if (isKept) kept.set(tensor, facts);
  return facts;
}

/** The range of a tensor's finite values, and whether others are among them. */
export function factsOf(tensor: Tensor): Facts {
  return runSteps(factsSteps(tensor));
}

/** The values of a tensor in parts: plane by plane where it is derived; each may lie where the last did. */
function* partsOf(tensor: Tensor): Generator<TypedArray> {
  const planeOf = planesOf(tensor);
  if (planeOf === undefined) {
    const { data } = tensor;
    for (let at = 0; at < data.length; at += factsStep) {
      yield data.subarray(at, at + factsStep) as TypedArray;
    }
    return;
  }
  const { shape } = tensor;
  const depths = shape.length === 5 ? shape[1]! : 1;
  let plane: TypedArray | undefined;
  for (let batch = 0; batch < shape[0]!; batch++) {
    for (let depth = 0; depth < depths; depth++) {
      for (let channel = 0; channel < shape.at(-1)!; channel++) {
        plane = planeOf({ batch, channel, depth }, plane);
        yield plane;
      }
    }
  }
}

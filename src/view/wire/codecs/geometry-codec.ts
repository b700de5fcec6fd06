// Geometries in payloads.
import type { Geometry } from '../../../window/geometry.js';
import { type NanRule, nanNames, type Ties, tiesNames } from '../../../window/options.js';
import { windows } from '../../../window/windows.js';
import { checkCells } from './array-codec.js';
import { checkName, checkObject, checkSizes, field, payloadError } from './fields.js';

/** A geometry in a payload: the arguments that `windows` makes it from. */
export interface EncodedGeometry {
  inputShape: number[];
  kernelSize: number[];
  stride: number[];
  padding: [number, number][];
  dilation: number[];
  ceilMode: boolean;
  ties: Ties;
  nan: NanRule;
  countIncludePad: boolean;
}

export function encodeGeometry(geometry: Geometry): EncodedGeometry {
  const { inputShape, kernelSize, stride, padding, dilation } = geometry;
  const { ceilMode, ties, nan, countIncludePad } = geometry;
  return {
    inputShape: [...inputShape],
    kernelSize: [...kernelSize],
    stride: [...stride],
    padding: padding.map(([low, high]) => [low, high]),
    dilation: [...dilation],
    ceilMode,
    ties,
    nan,
    countIncludePad,
  };
}

/**
 * Decodes a payload's `geometry`.
 * @throws PayloadError for fields of another type, or an input that is too large
 * @throws the errors of `windows` for sizes that don't fit each other
 */
export function decodeGeometry(value: unknown): Geometry {
  const { inputShape, ...options } = checkGeometry(value);
  return windows(inputShape, options);
}

/** @throws PayloadError unless each field of a payload's `geometry` is what the schema says */
export function checkGeometry(value: unknown): EncodedGeometry {
  const fields = checkObject('geometry', value);
  const counts = (name: string, fewest = 1, most = 3, least = 1): number[] => {
    const path = `geometry.${name}`;
    const given = checkSizes(path, field(fields, name));
    if (given.length < fewest || given.length > most) {
      throw payloadError(path, given, 'has another number of axes', `give ${fewest} to ${most}`);
    }
    // Only a batch may be empty.
    const small = given.findIndex((size, axis) => size < least && (fewest === 1 || axis > 0));
    if (small < 0) return given;
    throw payloadError(`${path}[${small}]`, given[small], 'is too small', `give ${least} or more`);
  };
  const flag = (name: string): boolean => {
    const given = field(fields, name);
    if (typeof given === 'boolean') return given;
    throw payloadError(`geometry.${name}`, given, 'is not a boolean', 'give true or false');
  };
  const inputShape = counts('inputShape', 3, 5);
  const kernelSize = counts('kernelSize');
  checkCells('geometry.inputShape', inputShape);
  checkCells('geometry.kernelSize', kernelSize);
  return {
    inputShape,
    kernelSize,
    stride: counts('stride'),
    padding: checkPadding(field(fields, 'padding')),
    dilation: counts('dilation'),
    ceilMode: flag('ceilMode'),
    ties: checkName('geometry.ties', field(fields, 'ties'), tiesNames),
    nan: checkName('geometry.nan', field(fields, 'nan'), nanNames),
    countIncludePad: flag('countIncludePad'),
  };
}

function checkPadding(value: unknown): [number, number][] {
  if (!Array.isArray(value) || value.length > 3) {
    throw payloadError('geometry.padding', value, 'is not a padding', 'give [low, high] an axis');
  }
  return Array.from(value, (sides: unknown, axis) => {
    const path = `geometry.padding[${axis}]`;
    const [low, high, ...more] = checkSizes(path, sides);
    if (low === undefined || high === undefined || more.length > 0) {
      throw payloadError(path, sides, 'is not a pair', 'give [low, high]');
    }
    return [low, high];
  });
}

// Parts of views from payloads, which are not trusted.
import { type HalfDType, halfDTypes } from '../../core/half.js';
import { type AxisLayout, axisLayouts, exactLayout } from '../../core/layout.js';
import { sameShape } from '../../core/shape.js';
import type { Steps } from '../../core/steps.js';
import { floatDTypes, type Tensor } from '../../tensor/tensor.js';
import type { Cut } from '../../window/edge.js';
import type { Mask } from '../../window/mask/mask.js';
import { maskOfCells } from '../../window/mask/mask-from.js';
import { shares } from '../../window/mask/share.js';
import { derivedDin } from '../model/derived.js';
import {
  type ArrayName,
  maxTitleLength,
  type Role,
  type ViewKind,
  type ViewParts,
} from '../model/parts.js';
import { checkArray, checkCells, decodeArray } from './codecs/array-codec.js';
import { decodeAudit } from './codecs/audit-codec.js';
import {
  checkName,
  checkObject,
  checkSizes,
  checkText,
  type Fields,
  field,
  PayloadError,
  payloadError,
} from './codecs/fields.js';
import { checkGeometry, decodeGeometry } from './codecs/geometry-codec.js';
import { readPooling } from './codecs/pooling-codec.js';
import { packedVersion, plainVersion } from './payload.js';
import { checkRoom } from './room.js';

const maxReasonLength = 200;

/** The arrays that a view of each kind may have. */
const used: Readonly<Record<ViewKind, readonly string[]>> = {
  heatmap: ['value'],
  mask: ['mask'],
  pool: ['x', 'mask', 'dout', 'din'],
  partial: ['x', 'mask', 'dout', 'din'],
};
const roles: readonly Role[] = ['activation', 'gradient'];
const kinds: readonly ViewKind[] = ['heatmap', 'mask', 'pool', 'partial'];

/**
 * Decodes the parts of a view from a payload, which is untrusted: see `decode`.
 * @param payload an object, or its JSON text
 * @throws PayloadError, and nothing else, for anything that is not such a payload
 */
export function* decodeParts(payload: unknown): Steps<ViewParts> {
  try {
    const given = typeof payload === 'string' ? JSON.parse(payload) : payload;
    const fields = checkObject('payload', given);
    checkRoom(fields);
    return yield* readParts(fields);
  } catch (error) {
    throw toPayloadError('payload', payload, error);
  }
}

/** Turns every other error into a PayloadError. */
export function toPayloadError(path: string, value: unknown, error: unknown): PayloadError {
  if (error instanceof PayloadError) return error;
  // JSON's own errors quote the text, including line breaks.
  const said = error instanceof Error ? error.message : 'an unknown error';
  const reason = said.replace(/\s+/g, ' ').slice(0, maxReasonLength);
  return payloadError(path, value, `can't be read: ${reason}`, 'give what encode makes');
}

/** Reads the parts of a view from a payload's fields; its errors go through `toPayloadError`. */
export function* readParts(payload: Fields): Steps<ViewParts> {
  const given = field(payload, 'version');
  if (given !== plainVersion && given !== packedVersion) {
    throw payloadError(
      'version',
      given,
      `is not version ${plainVersion} or ${packedVersion}, which are known here`,
      'use poolscope and its JupyterLab extension of the same release',
    );
  }
  if (field(payload, 'kind') === 'pair') {
    throw payloadError('kind', 'pair', 'is of two views', 'read it with decodePair');
  }
  const kind = checkName('kind', field(payload, 'kind'), kinds);
  const title = checkText('title', field(payload, 'title'), maxTitleLength);
  const arrays = checkObject('arrays', field(payload, 'arrays'));
  checkUnused(kind, payload, arrays);
  checkPacking(given, arrays);
  const parts = yield* readArrays(kind, payload, arrays);
  const audit = field(payload, 'audit');
  return {
    kind,
    title,
    ...parts,
    layout: readLayout(field(payload, 'layout'), parts),
    cut: readCut(field(payload, 'cut'), shownShape(parts)),
    audit: audit === undefined ? undefined : decodeAudit(audit),
  };
}

/** Checks known fields that views of another kind have, as the schema does; their content is not read. */
function checkUnused(kind: ViewKind, payload: Fields, arrays: Fields): void {
  const [role, share] = [field(payload, 'role'), field(payload, 'share')];
  if (role !== undefined) checkName('role', role, roles);
  if (share !== undefined) checkName('share', share, shares);
  const geometry = field(payload, 'geometry');
  if (geometry !== undefined) checkGeometry(geometry);
  readHalf(payload);
  readPooling(field(payload, 'pooling'));
  for (const name of ['value', 'x', 'mask', 'dout', 'din']) {
    const array = field(arrays, name);
    if (array === undefined || used[kind].includes(name)) continue;
    const isGradient = name === 'dout' || name === 'din';
    checkArray(
      `arrays.${name}`,
      array,
      name === 'mask' ? ['bool'] : isGradient ? floatDTypes : undefined,
    );
  }
}

/** Readers of version 1 can't unpack: a payload that is packed has to say so. */
function checkPacking(given: number, arrays: Fields): void {
  if (given !== plainVersion) return;
  const isPacked = (array: unknown): boolean =>
    typeof array === 'object' && array !== null && field(array as Fields, 'packing') !== undefined;
  if (!Object.values(arrays).some(isPacked)) return;
  throw payloadError('version', given, 'has no packed arrays', `say version ${packedVersion}`);
}

function* readArrays(kind: ViewKind, payload: Fields, arrays: Fields): Steps<Partial<ViewParts>> {
  if (kind === 'heatmap') return yield* readHeatmap(payload, arrays);
  if (kind === 'partial') return yield* readPartial(payload, arrays);
  return yield* readPool(kind, payload, arrays);
}

/** The shape of the array that a cut refers to. */
function shownShape({ value, x, mask, dout, din }: Partial<ViewParts>): readonly number[] {
  return mask?.geometry.inputShape ?? (value ?? x ?? dout ?? din)!.shape;
}

function readLayout(value: unknown, parts: Partial<ViewParts>): AxisLayout | undefined {
  if (value === undefined) return undefined;
  const layout = checkName('layout', value, axisLayouts);
  const { dout } = parts;
  // The channels of a gradient, and the batch, are those of the input.
  for (const shape of [shownShape(parts), ...(dout ? [dout.shape] : [])]) {
    exactLayout('decode', layout, shape);
  }
  return exactLayout('decode', layout, shownShape(parts));
}

function* readHeatmap(payload: Fields, arrays: Fields): Steps<Partial<ViewParts>> {
  return {
    role: checkName('role', field(payload, 'role'), roles),
    value: yield* decodeArray('arrays.value', field(arrays, 'value')),
  };
}

function* readPool(
  kind: 'mask' | 'pool',
  payload: Fields,
  arrays: Fields,
): Steps<Partial<ViewParts>> {
  const mask = yield* readMask(payload, arrays);
  if (kind === 'mask') return { mask };
  const pooledIn = readHalf(payload);
  const { inputShape, outputShape } = mask.geometry;
  const share = checkName('share', field(payload, 'share'), shares);
  const dout = yield* decodeArrayOf('dout', field(arrays, 'dout'), outputShape, floatDTypes);
  const x = field(arrays, 'x');
  const din = field(arrays, 'din');
  const expected = din === undefined ? derivedDin(dout, mask, share) : undefined;
  return {
    share,
    pooledIn,
    mask,
    dout,
    x: x === undefined ? undefined : yield* decodeArrayOf('x', x, inputShape),
    expected,
    din: expected ?? (yield* decodeArrayOf('din', din, inputShape, floatDTypes)),
  };
}

/**
 * Reads some of a pooling's arrays; missing ones stay missing. Without a mask any shapes will do.
 */
function* readPartial(payload: Fields, arrays: Fields): Steps<Partial<ViewParts>> {
  const mask = field(arrays, 'mask') === undefined ? undefined : yield* readMask(payload, arrays);
  const pooling = mask === undefined ? readPooling(field(payload, 'pooling')) : undefined;
  const windows = pooling && decodeGeometry(field(payload, 'geometry'));
  const geometry = mask?.geometry ?? windows;
  if (windows !== undefined) checkCells('geometry', [windows.rows, windows.windowSize]);
  function* read(name: ArrayName, allowed?: typeof floatDTypes): Steps<Tensor | undefined> {
    const value = field(arrays, name);
    if (value === undefined) return undefined;
    const { inputShape, outputShape } = geometry ?? {};
    return yield* decodeArrayOf(name, value, name === 'dout' ? outputShape : inputShape, allowed);
  }
  const parts = {
    x: yield* read('x'),
    dout: yield* read('dout', floatDTypes),
    din: yield* read('din', floatDTypes),
  };
  if (pooling?.op === 'lp' && !(parts.x && floatDTypes.includes(parts.x.dtype))) {
    throw payloadError(
      'arrays.x',
      field(arrays, 'x'),
      'leaves the weights open',
      'give x as floats',
    );
  }
  if (parts.x ?? parts.dout ?? parts.din) {
    return { pooledIn: readHalf(payload), pooling, geometry: windows, mask, ...parts };
  }
  throw payloadError('arrays', arrays, 'hold nothing to show', 'give x, dout or din');
}

function readHalf(payload: Fields): HalfDType | undefined {
  const given = field(payload, 'pooledIn');
  return given === undefined ? undefined : checkName('pooledIn', given, halfDTypes);
}

function* readMask(payload: Fields, arrays: Fields): Steps<Mask> {
  const geometry = decodeGeometry(field(payload, 'geometry'));
  const cells = yield* decodeArray('arrays.mask', field(arrays, 'mask'), ['bool']);
  if (cells.rank === 2) return yield* maskOfCells(cells, geometry);
  const { rows, windowSize } = geometry;
  throw payloadError(
    'arrays.mask.shape',
    cells.shape,
    'is not a matrix',
    `give [${rows}, ${windowSize}]`,
  );
}

function* decodeArrayOf(
  name: ArrayName,
  value: unknown,
  shape: readonly number[] | undefined,
  allowed?: typeof floatDTypes,
): Steps<Tensor> {
  const array = yield* decodeArray(`arrays.${name}`, value, allowed);
  if (shape === undefined || sameShape(array.shape, shape)) return array;
  const remedy = `give [${shape.join(', ')}], which follows from the geometry`;
  throw payloadError(`arrays.${name}.shape`, array.shape, 'does not fit the mask', remedy);
}

function readCut(value: unknown, shown: readonly number[]): Cut | undefined {
  if (value === undefined) return undefined;
  const fields = checkObject('cut', value);
  const sizes = (name: keyof Cut): number[] => checkSizes(`cut.${name}`, field(fields, name));
  const cut: Cut = { whole: sizes('whole'), origin: sizes('origin'), shape: sizes('shape') };
  const inside =
    cut.whole.length === shown.length &&
    cut.origin.length === shown.length &&
    shown.every((size, axis) => cut.origin[axis]! + size <= cut.whole[axis]!);
  if (sameShape(cut.shape, shown) && inside) return cut;
  throw payloadError(
    'cut.shape',
    cut.shape,
    `of ${JSON.stringify(cut.whole)} at ${JSON.stringify(cut.origin)} is not what the arrays hold`,
    `give [${shown.join(', ')}], within the whole`,
  );
}

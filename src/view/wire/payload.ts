// Views to and from payloads, as `schema/payload.v1.schema.json` describes them.
import { type HalfDType, halfDTypes } from '../../core/half.js';
import { type AxisLayout, axisLayouts, exactLayout } from '../../core/layout.js';
import { sameShape } from '../../core/shape.js';
import type { Steps } from '../../core/steps.js';
import { checkTensor, floatDTypes, Tensor } from '../../tensor/tensor.js';
import type { Cut } from '../../window/edge.js';
import { type Mask, maskOfCells } from '../../window/mask.js';
import { type Share, shares } from '../../window/share.js';
import type { Pooling } from '../../window/weights.js';
import { derivedDin } from '../model/derived.js';
import {
  type ArrayName,
  maxTitleLength,
  type Role,
  type ViewKind,
  type ViewParts,
} from '../model/parts.js';
import {
  checkArray,
  checkCells,
  decodeArray,
  type EncodedArray,
  encodeArray,
} from './codecs/array-codec.js';
import { decodeAudit, type EncodedAudit, encodeAudit } from './codecs/audit-codec.js';
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
import {
  checkGeometry,
  decodeGeometry,
  type EncodedGeometry,
  encodeGeometry,
} from './codecs/geometry-codec.js';
import { encodePooling, readPooling } from './codecs/pooling-codec.js';
import { checkRoom } from './room.js';

/** Of a payload without packed arrays; every release reads it. */
const version = 1;
/** Of a payload with packed arrays: a reader that can't unpack them says that it is too old. */
const packedVersion = 2;

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
 * A view as JSON, described by `schema/payload.v1.schema.json`. A mask is a bool array of
 * `[rows, windowSize]`. `din` is left out if it follows from dout, mask and `share`: readers
 * compute it. A din that differs from that in a single cell is sent.
 */
export interface Payload {
  /** 2 where an array is packed, else 1. */
  version: 1 | 2;
  kind: ViewKind;
  title: string;
  /** The axes of the user's arrays, which texts name; without it they are channels-last. */
  layout?: AxisLayout;
  /** Of a heatmap. */
  role?: Role;
  /** Of a pool. */
  share?: Share;
  /** Of a pooling: the half precision that it was computed in; its arrays are float32. */
  pooledIn?: HalfDType;
  /** Of a `partial` view of average, Lp or global pooling: what weighs its windows. */
  pooling?: Pooling;
  geometry?: EncodedGeometry;
  arrays: { [Name in ArrayName | 'mask']?: EncodedArray };
  /** Which part of the whole the arrays are, in cells of the value or of the pooling's input. */
  cut?: { whole: number[]; origin: number[]; shape: number[] };
  /** Counts of the whole arrays, if a part is sent. */
  audit?: EncodedAudit;
}

/** A view to be encoded; `derived` says that din follows from dout, mask and share. */
export interface EncodableView extends ViewParts {
  readonly derived: boolean;
}

/**
 * Encodes a view as a payload, to be sent as JSON.
 * @returns a plain object that `JSON.stringify` takes; its arrays are base64 text
 * @example
 * encode(heatmap(tensor([[1, 2]]))).arrays.value.shape // [1, 2]
 */
export function encode(view: EncodableView): Payload {
  const { value, x, mask, dout, din, derived, audit } = view;
  const { cut, ...head } = describe(view);
  const arrays: Payload['arrays'] = {};
  for (const [name, array] of Object.entries({ value, x, dout, din })) {
    if (array) checkTensor('encode', name, array);
  }
  if (value) arrays.value = encodeArray(value);
  if (x) arrays.x = encodeArray(x);
  if (mask) arrays.mask = encodeArray(new Tensor(mask.data, [mask.rows, mask.windowSize], 'bool'));
  if (dout) arrays.dout = encodeArray(dout);
  if (din && !derived) arrays.din = encodeArray(din);
  const isPacked = Object.values(arrays).some(({ packing }) => packing !== undefined);
  return {
    ...head,
    version: isPacked ? packedVersion : version,
    arrays,
    ...(cut && { cut }),
    ...(audit && { audit: encodeAudit(audit) }),
  };
}

/** The fields of a payload other than its arrays and their audit. */
export function describe(view: ViewParts): Omit<Payload, 'arrays' | 'audit'> {
  const { kind, title, role = 'activation', share = 'full', pooledIn, pooling } = view;
  const { mask, cut, layout } = view;
  const geometry = mask?.geometry ?? (pooling && view.geometry);
  return {
    version,
    kind,
    title,
    ...(layout && { layout }),
    ...(kind === 'heatmap' && { role }),
    ...(kind === 'pool' && { share }),
    ...(pooledIn && { pooledIn }),
    ...(pooling && { pooling: encodePooling(pooling) }),
    ...(geometry && { geometry: encodeGeometry(geometry) }),
    ...(cut && { cut: { whole: [...cut.whole], origin: [...cut.origin], shape: [...cut.shape] } }),
  };
}

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
  if (given !== version && given !== packedVersion) {
    throw payloadError(
      'version',
      given,
      `is not version ${version} or ${packedVersion}, which are known here`,
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
  if (given !== version) return;
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

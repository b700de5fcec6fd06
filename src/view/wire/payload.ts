// Views as payloads, as `schema/payload.v1.schema.json` describes them.
import { checkReadable } from '../../core/arguments.js';
import type { HalfDType } from '../../core/half.js';
import type { AxisLayout } from '../../core/layout.js';
import { checkTensor, Tensor } from '../../tensor/tensor.js';
import type { Share } from '../../window/mask/share.js';
import type { Pooling } from '../../window/weights.js';
import type { ArrayName, Role, ViewKind, ViewParts } from '../model/parts.js';
import { type EncodedArray, encodeArray } from './codecs/array-codec.js';
import { type EncodedAudit, encodeAudit } from './codecs/audit-codec.js';
import { type EncodedGeometry, encodeGeometry } from './codecs/geometry-codec.js';
import { encodePooling } from './codecs/pooling-codec.js';

/** Of a payload without packed arrays; every release reads it. */
export const plainVersion = 1;
/** Of a payload with packed arrays: a reader that can't unpack them says that it is too old. */
export const packedVersion = 2;

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
 * @throws DTypeError for what is not a view
 * @example
 * encode(heatmap(tensor([[1, 2]]))).arrays.value.shape // [1, 2]
 */
export function encode(view: EncodableView): Payload {
  const remedy = 'give one, e.g. what explore returns';
  checkReadable('encode', 'view', view, remedy, 'is not a view', 'kind');
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
    version: isPacked ? packedVersion : plainVersion,
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
    version: plainVersion,
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

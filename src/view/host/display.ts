// `show`: a value as a tslab cell's output.
import { toBase64 } from '../../core/base64.js';
import { onInspect } from '../../core/inspect.js';
import { formatSize } from '../../core/numbers.js';
import { Tensor } from '../../tensor/tensor.js';
import { Mask } from '../../window/mask.js';
import { Pair } from '../pair.js';
import type { View } from '../view.js';
import { heatmap, maskView } from '../views.js';
import { MIME_TYPE } from '../wire/mime-type.js';
import { encode } from '../wire/payload.js';
import { checkShowable, isShowable, type Showable } from './showable.js';
import { findBundleWriter, findDisplayRaw, isCellValue, renderPicture } from './tslab.js';

/**
 * Shows a view, a tensor (as `heatmap`) or a mask (as `maskView`) as the output of a tslab cell:
 * one bundle with the payload that JupyterLab's extension draws, a PNG with alt text for other
 * viewers, and a line of text. Outside a notebook it prints that line. A cell's last value needs no
 * `show`.
 * @throws DTypeError for any other value
 * @example
 * show(tensor([[1, 2], [3, 4]])) // undefined
 */
export function show(value: Showable): void {
  checkShowable(value);
  if (!display(value)) console.log(value.toString());
}

// The kernel prints a cell's last value; this shows the value at that moment.
onInspect((value) => isShowable(value) && isCellValue() && display(value));

/** Sends the value to the notebook, if there is one. */
function display(value: Showable): boolean {
  const write = findBundleWriter();
  const raw = write === undefined ? findDisplayRaw() : undefined;
  if (write === undefined && raw === undefined) return false;
  const view = viewOf(value);
  const payload = view instanceof Pair ? view.encode() : encode(view);
  const json = JSON.stringify(payload);
  raw?.(MIME_TYPE, json);
  write?.({ ...bundleOf(view, payload, value.toString(), json.length), transient: {} }, false);
  return true;
}

interface Bundle {
  data: { [mimeType: string]: unknown };
  metadata: { [mimeType: string]: unknown };
}

/**
 * Makes a view's bundle; the picture, if it can be drawn, has twice the pixels of its display size.
 */
function bundleOf(view: View | Pair, payload: object, text: string, length: number): Bundle {
  const drawn = renderPicture(view);
  const png = drawn && toBase64(drawn.png);
  const size = formatSize(length + (png?.length ?? 0));
  const data = { [MIME_TYPE]: payload, 'text/plain': `${text}; ${size} in the notebook` };
  if (drawn === undefined || png === undefined) return { data, metadata: {} };
  const { alt, width, height } = drawn;
  return {
    data: { ...data, 'image/png': png },
    metadata: { 'image/png': { alt, width: width / 2, height: height / 2 } },
  };
}

function viewOf(value: Showable): View | Pair {
  if (value instanceof Tensor) return heatmap(value);
  return value instanceof Mask ? maskView(value) : value;
}

// `show`: a value as the output of a cell in tslab or Deno.
import { checkOptions } from '../../core/arguments.js';
import { toBase64 } from '../../core/bytes/base64.js';
import { OptionError } from '../../core/errors.js';
import { onInspect } from '../../core/inspect.js';
import { formatSize } from '../../core/numbers.js';
import { Tensor } from '../../tensor/tensor.js';
import { Mask } from '../../window/mask/mask.js';
import { Pair } from '../pair.js';
import { View } from '../view.js';
import { heatmap, maskView } from '../views.js';
import { MIME_TYPE } from '../wire/mime-type.js';
import { renderPayload } from '../wire/page.js';
import { encode } from '../wire/payload.js';
import { findDenoWriter, jupyterDisplay } from './deno.js';
import { renderFrame } from './frame.js';
import { lacksExtensions, lacksOurs } from './front-end.js';
import { checkShowable, isShowable, type Showable } from './showable.js';
import { findBundleWriter, findDisplayRaw, isCellValue, renderPicture } from './tslab.js';

/** How a value is shown. */
export interface DisplayOptions {
  /**
   * Whether the output holds HTML too, with the explorer in it: 0.6 MB more each, for front ends
   * without JupyterLab's extension. By default where the front end is known to take no extensions.
   */
  html?: boolean;
}

let setting: boolean | undefined;
/** Whether it was said how to see more than a picture. */
let hasTold = false;

/**
 * Shows a view, a tensor (as `heatmap`) or a mask (as `maskView`) as a cell's output, in tslab and Deno:
 * one bundle with the payload that JupyterLab's extension draws, a PNG with alt text for other
 * viewers, and a line of text. Outside a notebook it prints that line. A cell's last value needs no
 * `show`.
 * @param options `{ html: true }` adds the explorer as HTML to this output; see `display`
 * @throws DTypeError for any other value; OptionError
 * @example
 * show(tensor([[1, 2], [3, 4]])) // undefined
 */
export function show(value: Showable, options: DisplayOptions = {}): void {
  checkShowable(value);
  if (!send(value, readHtml('show', options) ?? wantsHtml())) console.log(value.toString());
}

/**
 * Says how all values are shown from now on. With `{ html: true }` each output holds the explorer
 * as HTML too, in a frame of its own, 0.6 MB each, for front ends without JupyterLab's extension;
 * JupyterLab prefers the extension where it is. `{}` leaves it to the front end: VS Code gets HTML.
 * @throws OptionError
 * @example
 * display({ html: true }) // undefined
 */
export function display(options: DisplayOptions): void {
  setting = readHtml('display', options);
}

// tslab prints a cell's last value; this shows the value at that moment.
onInspect((value) => isShowable(value) && isCellValue() && send(value, wantsHtml()));

// Deno asks a cell's last value for its bundle, and would drop the metadata: so the value is shown,
// and its line is what the cell gives.
for (const type of [View, Pair, Tensor, Mask]) {
  Object.defineProperty(type.prototype, jupyterDisplay, {
    value(this: Showable): Bundle['data'] {
      if (!send(this, wantsHtml())) return bundleOf(this, wantsHtml()).data;
      return { 'text/plain': this.toString() };
    },
  });
}

const wantsHtml = (): boolean => setting ?? lacksExtensions();

function readHtml(operation: string, options: DisplayOptions): boolean | undefined {
  checkOptions(operation, options, ['html']);
  const { html } = options;
  if (html === undefined || typeof html === 'boolean') return html;
  const problem = 'is neither true nor false';
  const remedy = 'give true to have the explorer as HTML too';
  throw new OptionError({ operation, argument: 'options.html', value: html, problem, remedy });
}

/** Sends the value to the notebook, if there is one. */
function send(value: Showable, withHtml: boolean): boolean {
  const write = findDenoWriter() ?? findBundleWriter();
  const raw = write === undefined ? findDisplayRaw() : undefined;
  if (write === undefined && raw === undefined) return false;
  raw?.(MIME_TYPE, JSON.stringify(payloadOf(viewOf(value))));
  if (!withHtml && !hasTold) {
    hasTold = true;
    if (lacksOurs()) write?.({ ...told, transient: {} }, false);
  }
  write?.({ ...bundleOf(value, withHtml), transient: {} }, false);
  return true;
}

interface Bundle {
  data: { [mimeType: string]: unknown };
  metadata: { [mimeType: string]: unknown };
}

/** What stands beside the first picture in a JupyterLab that draws no more than pictures. */
const told: Bundle = {
  data: {
    'text/plain':
      'poolscope: this JupyterLab has no extension of it, so what follows is a picture; ' +
      'ps.display({ html: true }) shows the explorer in it, and so does pip install poolscope beside JupyterLab',
  },
  metadata: {},
};

/**
 * Makes a value's bundle; the picture, if it can be drawn, has twice the pixels of its display size.
 */
function bundleOf(value: Showable, withHtml: boolean): Bundle {
  const view = viewOf(value);
  const payload = payloadOf(view);
  const drawn = renderPicture(view);
  const png = drawn && toBase64(drawn.png);
  const html =
    withHtml && drawn && renderFrame(view.title, renderPayload(view.title, payload), drawn);
  const length = [JSON.stringify(payload), png, html || ''].join('').length;
  const data = {
    [MIME_TYPE]: payload,
    'text/plain': `${value}; ${formatSize(length)} in the notebook`,
    ...(html && { 'text/html': html }),
  };
  if (drawn === undefined || png === undefined) return { data, metadata: {} };
  const { alt, width, height } = drawn;
  return {
    data: { ...data, 'image/png': png },
    metadata: { 'image/png': { alt, width: width / 2, height: height / 2 } },
  };
}

const payloadOf = (view: View | Pair): object =>
  view instanceof Pair ? view.encode() : encode(view);

function viewOf(value: Showable): View | Pair {
  if (value instanceof Tensor) return heatmap(value);
  return value instanceof Mask ? maskView(value) : value;
}

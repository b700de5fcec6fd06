// `View`: arrays to look at, and what is known of them.
import type { HalfDType } from '../core/half.js';
import { makeInspectable } from '../core/inspect.js';
import { type AxisLayout, userOrder } from '../core/layout.js';
import { expectedDin } from '../findings/counts/expected-din.js';
import { toEnglish } from '../findings/finding/message.js';
import { sameBits } from '../tensor/compare.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Cut } from '../window/edge.js';
import type { Geometry } from '../window/geometry.js';
import type { Mask } from '../window/mask/mask.js';
import type { Share } from '../window/mask/share.js';
import type { Pooling } from '../window/weights.js';
import {
  cutMessage,
  type Role,
  type ViewAudit,
  type ViewKind,
  type ViewParts,
} from './model/parts.js';
import { renderPage, writePage } from './wire/page.js';

/**
 * Arrays to look at, with all that is needed to draw them. In a tslab notebook a view that is a
 * cell's last value shows itself; anywhere else in a cell call `show(view)`.
 */
export class View implements ViewParts {
  readonly kind: ViewKind;
  readonly title: string;
  readonly role: Role;
  readonly share: Share;
  readonly pooledIn: HalfDType | undefined;
  readonly pooling: Pooling | undefined;
  /** The windows of a pooling. */
  readonly geometry: Geometry | undefined;
  readonly value: Tensor | undefined;
  readonly x: Tensor | undefined;
  readonly mask: Mask | undefined;
  readonly dout: Tensor | undefined;
  readonly din: Tensor | undefined;
  readonly cut: Cut | undefined;
  /** The axes of the user's arrays, which sentences and addresses name; undefined: channels-last. */
  readonly layout: AxisLayout | undefined;
  readonly audit: ViewAudit | undefined;
  /** The view before it was cut to fit into a notebook, for `save`; undefined if it was not cut. */
  readonly whole: View | undefined;

  #expected: Tensor | undefined;

  /** For library code, with parts that fit; users call `heatmap`, `maskView` or `explore`. */
  constructor(parts: ViewParts, whole?: View) {
    this.kind = parts.kind;
    this.title = parts.title;
    this.role = parts.role ?? 'activation';
    this.share = parts.share ?? 'full';
    this.pooledIn = parts.pooledIn;
    this.pooling = parts.pooling;
    this.geometry = parts.mask?.geometry ?? parts.geometry;
    this.value = parts.value;
    this.x = parts.x;
    this.mask = parts.mask;
    this.dout = parts.dout;
    this.din = parts.din;
    this.cut = parts.cut;
    this.layout = parts.layout;
    this.audit = parts.audit;
    this.#expected = parts.expected;
    this.whole = whole;
  }

  /** Of a pool: the din that dout, mask and share give; a given din may differ from it. */
  get expected(): Tensor | undefined {
    const { kind, mask, dout, share } = this;
    if (kind !== 'pool' || mask === undefined || dout === undefined) return undefined;
    this.#expected ??= expectedDin(dout, mask, share);
    return this.#expected;
  }

  /** Whether din is, bit for bit, what dout, mask and share give. */
  get derived(): boolean {
    const { din, expected } = this;
    if (din === undefined || expected === undefined) return false;
    return din === expected || sameBits(din, expected);
  }

  /**
   * Renders the view as one HTML file, which opens from disk without a network: the payload that a
   * notebook would hold, and 1.3 MB of code that draws it. In Node only.
   * @param path the file to write; without one the text is returned
   *
   *     view.toHTML('run.html');
   *
   * @throws OptionError outside Node, or for a path that is not a string; Node's own error if the
   *   file can't be written
   */
  toHTML(): string;
  toHTML(path: string): void;
  toHTML(...[path]: [path?: string]): string | undefined {
    if (path === undefined) return renderPage(this);
    writePage(this, path);
    return undefined;
  }

  /** One line for a log: the title, and the arrays with their dtypes and shapes. */
  toString(): string {
    const { value, x, mask, dout, din, cut, layout } = this;
    const arrays = Object.entries({ value, x, mask, dout, din }).flatMap(([name, array]) => {
      if (array === undefined) return [];
      const shape =
        'shape' in array ? userOrder(array.shape, layout) : [array.rows, array.windowSize];
      const dtype = 'dtype' in array ? array.dtype : 'bool';
      return [`${name} ${dtype} [${shape.join(', ')}]`];
    });
    const part = cut ? ` (${toEnglish(cutMessage(cut, layout))})` : '';
    return `${this.title}: ${arrays.join(', ')}${part}`;
  }
}

makeInspectable(View);

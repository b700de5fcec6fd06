import type { ArrayAudit, RowAudit } from '../audit.js';
import type { Cut } from '../edge.js';
import { OptionError } from '../errors.js';
import { inspectable } from '../inspect.js';
import type { Share } from '../kernels/kernels.js';
import type { Mask } from '../mask.js';
import { english, type Message, message } from '../message.js';
import type { Tensor } from '../tensor.js';

/**
 * What a view shows: one array, a mask on its input's grid, a pooling with its gradients, or what is
 * known of a pooling (one without a mask, or without a backward pass).
 */
export type ViewKind = 'heatmap' | 'mask' | 'pool' | 'partial';

/** How an array is coloured: activations sequential, gradients diverging about 0. */
export type Role = 'activation' | 'gradient';

/** The numbers of the whole arrays, carried by a view that holds a part of them. */
export interface ViewAudit {
  readonly rows?: RowAudit;
  readonly value?: ArrayAudit;
  readonly x?: ArrayAudit;
  readonly dout?: ArrayAudit;
  readonly din?: ArrayAudit;
}

/** The most characters of a view's title. */
export const longestTitle = 200;

/** The names of a view's number arrays. */
export type ArrayName = 'value' | 'x' | 'dout' | 'din';

/** The parts of a view; `heatmap`, `maskView` and `poolView` put them together. */
export interface ViewParts {
  kind: ViewKind;
  title: string;
  /** For a heatmap. */
  role?: Role | undefined;
  /** For a pool: how a row with several maxima shares its dout. */
  share?: Share | undefined;
  value?: Tensor | undefined;
  x?: Tensor | undefined;
  mask?: Mask | undefined;
  dout?: Tensor | undefined;
  din?: Tensor | undefined;
  cut?: Cut | undefined;
  audit?: ViewAudit | undefined;
  /** What this view was cut from. */
  whole?: View | undefined;
}

type MakePage = (view: View) => string;
type WriteFile = (path: string, text: string) => void;
let pages: { make: MakePage; write: WriteFile } | undefined;

/** Says how a view becomes a page. The codec stands after this file, so that it can't be imported. */
export function onPage(make: MakePage, write: WriteFile): void {
  pages = { make, write };
}

/**
 * Arrays to look at, with what is needed to draw them. In a tslab notebook a view that is a cell's
 * last value shows itself; elsewhere in a cell, `show(view)` does.
 */
export class View {
  readonly kind: ViewKind;
  readonly title: string;
  readonly role: Role;
  readonly share: Share;
  readonly value: Tensor | undefined;
  readonly x: Tensor | undefined;
  readonly mask: Mask | undefined;
  readonly dout: Tensor | undefined;
  readonly din: Tensor | undefined;
  readonly cut: Cut | undefined;
  readonly audit: ViewAudit | undefined;
  /** The view before it was cut to what a notebook can hold, for `save`; undefined where it wasn't. */
  readonly whole: View | undefined;

  /** Library code calls this with parts that fit; users call `heatmap`, `maskView` or `poolView`. */
  constructor(parts: ViewParts) {
    this.kind = parts.kind;
    this.title = parts.title;
    this.role = parts.role ?? 'activation';
    this.share = parts.share ?? 'full';
    this.value = parts.value;
    this.x = parts.x;
    this.mask = parts.mask;
    this.dout = parts.dout;
    this.din = parts.din;
    this.cut = parts.cut;
    this.audit = parts.audit;
    this.whole = parts.whole;
  }

  /**
   * The view as one HTML file, which opens from disk without a network: what a notebook holds of it,
   * and all that draws it, 1.3 MB. Given a path it is written there, else returned. In Node only.
   *
   *     view.toHTML('run.html');
   *
   * @throws OptionError outside Node, or for a path that is no text; what Node throws where the file
   *   can't be written
   */
  toHTML(): string;
  toHTML(path: string): void;
  toHTML(...[path]: [path?: string]): string | undefined {
    if (path !== undefined && (typeof path !== 'string' || path === '')) {
      throw new OptionError({
        operation: 'toHTML',
        argument: 'path',
        value: path,
        problem: 'is no path',
        remedy: "give a file's name, e.g. 'run.html'",
      });
    }
    if (pages === undefined) {
      throw new OptionError({
        operation: 'toHTML',
        argument: 'path',
        value: path,
        problem: "can't be followed in a page, which reads and writes no files",
        remedy: 'call it in Node',
      });
    }
    const text = pages.make(this);
    if (path === undefined) return text;
    pages.write(path, text);
    return undefined;
  }

  /** One line for a log: the title, and what is shown. */
  toString(): string {
    const { value, x, mask, dout, din, cut } = this;
    const arrays = Object.entries({ value, x, mask, dout, din }).flatMap(([name, array]) => {
      if (array === undefined) return [];
      const shape = 'shape' in array ? array.shape : [array.rows, array.windowSize];
      const dtype = 'dtype' in array ? array.dtype : 'bool';
      return [`${name} ${dtype} [${shape.join(', ')}]`];
    });
    const part = cut ? ` (${english(cutMessage(cut))})` : '';
    return `${this.title}: ${arrays.join(', ')}${part}`;
  }
}

inspectable(View);

/** Says which part of the whole is shown, for a view's face. */
export function cutMessage({ whole, shape, origin }: Cut): Message {
  const sizes = [shape.join(', '), whole.join(', ')] as const;
  return origin.some((at) => at > 0)
    ? message('cut to [%1] of [%2], from [%3]', ...sizes, origin.join(', '))
    : message('cut to [%1] of [%2], from the origin', ...sizes);
}

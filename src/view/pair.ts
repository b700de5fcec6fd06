// `Pair`: two views of one pooling, side by side.
import { checkOptions, isA } from '../core/arguments.js';
import { DTypeError, OptionError, ShapeError } from '../core/errors.js';
import { checkPath, writeFile } from '../core/files.js';
import { makeInspectable } from '../core/inspect.js';
import { limits } from '../core/limits.js';
import { countCells, countRows } from '../findings/counts/counts.js';
import { sameBits, sameValues } from '../tensor/compare.js';
import { maxTitleLength } from './model/parts.js';
import { resolveTitle } from './model/title.js';
import { View } from './view.js';
import { cutPool } from './wire/cut.js';
import { renderPayload } from './wire/page.js';
import { encode, type Payload } from './wire/payload.js';

/** A pair as JSON: arrays of b that are named in `same` are a's, and sent with a alone. */
export interface PairPayload extends Pick<Payload, 'version' | 'title' | 'arrays'> {
  kind: 'pair';
  same: ('x' | 'mask' | 'dout' | 'din')[];
  pair: [Payload, Payload];
}

/** How `explore` shows a pair. */
export interface PairOptions {
  /** The text above the pair, 1 to 200 characters; by default that of the views. */
  title?: string;
}

/** What each side may take of a display's payload. */
const room = (limits.payload - 4096) / 2;
const names = ['x', 'dout', 'din'] as const;
const sizes = ['kernelSize', 'stride', 'padding', 'dilation', 'inputShape', 'ceilMode'] as const;

/** Two runs of one pooling, a and b, which show themselves as A, B and B − A under one cursor. */
export class Pair {
  readonly title: string;
  readonly a: View;
  readonly b: View;

  /** For library code, which users call as `explore(a, b)`. */
  constructor(a: View, b: View, options: PairOptions = {}) {
    checkOptions('explore', options, ['title']);
    checkPair(a, b);
    this.a = half(a);
    this.b = half(b);
    const both = a.title === b.title ? a.title : `${a.title} · ${b.title}`;
    this.title = resolveTitle('explore', options.title, both.slice(0, maxTitleLength));
  }

  /** The pair as a plain object that `JSON.stringify` takes, and `decodePair` reads. */
  encode(): PairPayload {
    const [a, b] = [encode(this.a), encode(this.b)];
    const { mask } = this.a;
    const isSame: Record<PairPayload['same'][number], () => boolean> = {
      x: () => sameBits(this.a.x!, this.b.x!),
      mask: () => sameValues(mask!.data, this.b.mask!.data),
      dout: () => sameBits(this.a.dout!, this.b.dout!),
      din: () => sameBits(this.a.din!, this.b.din!),
    };
    const same = (Object.keys(isSame) as PairPayload['same']).filter(
      (name) => a.arrays[name] && b.arrays[name] && isSame[name](),
    );
    for (const name of same) delete b.arrays[name];
    const version = a.version === 2 ? 2 : b.version;
    return { version, kind: 'pair', title: this.title, arrays: {}, same, pair: [a, b] };
  }

  /** Renders the pair as one HTML file, as a view's `toHTML`. */
  toHTML(): string;
  toHTML(path: string): void;
  toHTML(...[path]: [path?: string]): string | undefined {
    if (path !== undefined) checkPath('toHTML', path, 'run.html');
    const page = renderPayload(this.title, this.encode());
    if (path === undefined) return page;
    writeFile(path, page);
    return undefined;
  }

  /** For a log: the title, and both views. */
  toString(): string {
    return `${this.title}\n  A: ${this.a}\n  B: ${this.b}`;
  }
}

makeInspectable(Pair);

/** @throws DTypeError, OptionError, ShapeError that name the first field in which b is not a */
function checkPair(a: View, b: View): void {
  const operation = 'explore';
  const remedy = 'give two runs of one pooling';
  for (const [argument, value] of Object.entries({ a, b })) {
    if (isA(value, View) && value.geometry && value.dout && value.din) continue;
    const problem = 'has no backward pass';
    throw new DTypeError({
      operation,
      argument,
      value,
      problem,
      remedy: 'give what explore returns',
    });
  }
  const [ours, theirs] = [a.whole ?? a, b.whole ?? b];
  for (const name of sizes) {
    const [one, other] = [ours, theirs].map(({ geometry }) => JSON.stringify(geometry![name]));
    if (one === other) continue;
    const value = theirs.geometry![name];
    throw new ShapeError({
      operation,
      argument: `b.${name}`,
      value,
      problem: `is not a's ${one}`,
      remedy,
    });
  }
  for (const name of ['layout', 'pooling', 'cut'] as const) {
    const [one, other] = [ours, theirs].map((view) => JSON.stringify(view[name]));
    if (one === other) continue;
    const problem = `is not a's ${one ?? 'undefined'}`;
    throw new OptionError({ operation, argument: `b.${name}`, value: other, problem, remedy });
  }
  for (const name of names) {
    const [one, other] = [a[name]?.dtype, b[name]?.dtype];
    if (one === other) continue;
    const problem = `is not a's ${one}`;
    const argument = `b.${name}.dtype`;
    throw new DTypeError({
      operation,
      argument,
      value: other,
      problem,
      remedy: 'give both in one dtype',
    });
  }
}

/** The view as far as half of a payload holds it, whether or not its din would be sent: a and b are cut alike. */
function half(view: View): View {
  const whole = view.whole ?? view;
  const { kind, title, layout, share, pooledIn, pooling, geometry, x, mask, dout, din } = whole;
  const arrays = { geometry, x, mask, dout, din };
  const part = cutPool(arrays, false, room);
  if (part === arrays) return whole;
  const counted = { x: x && countCells(x), dout: countCells(dout!), din: countCells(din!) };
  const rows = mask && { rows: countRows(mask) };
  const { x: ofX, ...gradients } = counted;
  const audit = whole.audit ?? { ...rows, ...(ofX && { x: ofX }), ...gradients };
  const cut = whole.cut ? { ...whole.cut, shape: part.cut!.shape } : part.cut;
  return new View({ kind, title, layout, share, pooledIn, pooling, ...part, cut, audit }, whole);
}

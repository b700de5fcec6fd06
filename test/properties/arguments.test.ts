import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PoolscopeError } from '../../src/core/errors.js';
import * as ps from '../../src/index.js';

// Whatever a public function is called with, it works or throws one of the library's errors, in its own
// name, and leaves nothing in WASM memory: a person who forgets an argument reads which.

/** What an argument may be in place of what is asked for, by how a test names it. */
const wrongs: Record<string, () => unknown> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 5,
  NaN: () => Number.NaN,
  'a bigint': () => 5n,
  'a string': () => '/dev/null',
  'a boolean': () => true,
  'an object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'an array': () => [],
  'an array of nulls': () => [null, undefined],
  'a symbol': () => Symbol('x'),
  'a function': () => () => {},
  'a date': () => new Date(0),
  'a map': () => new Map([['x', 1]]),
  'a typed array': () => new Float64Array(2),
  'a tensor': () => ps.tensor([1, 2]),
  'a proxy that throws': () => hostile(),
};

/** An object that can't be asked for anything. */
function hostile(): object {
  const refuse = (): never => {
    throw new TypeError('the proxy was asked');
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse]);
  return new Proxy({}, Object.fromEntries(traps) as ProxyHandler<object>);
}

const shape = [1, 4, 4, 1];
const numbers = Array.from({ length: 16 }, (_, i) => (i * 7) % 11);
const geometry = ps.windows(shape, { kernelSize: 2 });
const x = ps.tensor(numbers, shape);
const { mask } = ps.maxPool(x, { kernelSize: 2 });
const dout = ps.tensor([1, 2, 3, 4], [1, 2, 2, 1]);
const indices = ps.argmax(mask, 'pytorch');
const relu = ps.relu(x);
const view = ps.explore({ x, mask, dout });
const random = ps.random(0);
const differentiable = (a: ps.Tensor): ps.Differentiable => {
  const pooled = ps.maxPool(a, { kernelSize: 2 });
  return { output: pooled.output, backward: (d) => ps.maxPoolBackward(d, pooled.mask) };
};

/** A public function and arguments that it takes, every optional one among them; each is made anew. */
interface Call {
  readonly run: (...given: never[]) => unknown;
  readonly given: () => readonly unknown[];
  /** What the errors begin with, where that is not the name of the function: of what it calls in turn, too. */
  readonly says?: string | readonly string[];
}

const calls: Record<string, Call> = {
  allClose: { run: ps.allClose, given: () => [x, x, { rtol: 1, atol: 1 }] },
  argmax: {
    run: ps.argmax,
    given: () => [mask, 'pytorch', { layout: 'channels-last', empty: -1 }],
  },
  assignedDin: { run: ps.assignedDin, given: () => [mask, dout] },
  avgPool: {
    run: ps.avgPool,
    given: () => [
      x,
      {
        ...{ kernelSize: 2, stride: 2, padding: 0, dilation: 1, ceilMode: false },
        ...{ countIncludePad: true, out: ps.avgPool(x, { kernelSize: 2 }) },
      },
    ],
  },
  avgPoolBackward: {
    run: ps.avgPoolBackward,
    given: () => [dout, geometry, { out: ps.tensor(new Float64Array(16), shape) }],
  },
  backend: { run: ps.backend, given: () => [] },
  checkGradient: {
    run: ps.checkGradient,
    given: () => [differentiable, x, dout, { tolerance: 1e-4 }],
    says: ['checkGradient', 'maxPool'], // as `differentiable` does
  },
  col2im: { run: ps.col2im, given: () => [ps.im2col(x, geometry), geometry] },
  decode: { run: ps.decode, given: () => [ps.encode(view)], says: 'payload' },
  decodePair: {
    run: ps.decodePair,
    given: () => [ps.explore(view, view).encode()],
    says: 'payload',
  },
  display: { run: ps.display, given: () => [{ html: false }] },
  encode: { run: ps.encode, given: () => [view] },
  explore: {
    run: ps.explore as Call['run'],
    given: () => [
      {
        ...{ x, mask, dout, din: x, share: 'full', pooledIn: 'float16', layout: 'NHWC' },
        ...{ title: 'x', batch: 0, channels: [0, 1] },
      },
    ],
  },
  'explore a pair': {
    run: ps.explore as Call['run'],
    given: () => [view, view, { title: 'x' }],
    says: 'explore',
  },
  'explore an average': {
    run: ps.explore as Call['run'],
    given: () => [
      {
        ...{ pooling: { op: 'average', divisor: 2 }, geometry, x, dout, din: x },
        ...{ pooledIn: 'float16', layout: 'NHWC', title: 'x', batch: 0, channels: [0, 1] },
      },
    ],
    says: 'explore',
  },
  findings: {
    run: ps.findings as Call['run'],
    given: () => [{ x, mask, dout, din: x, share: 'full', pooledIn: 'float16', layout: 'NHWC' }],
  },
  'findings of an average': {
    run: ps.findings as Call['run'],
    given: () => [{ pooling: { op: 'average' }, geometry, x, dout, din: x, layout: 'NHWC' }],
    says: 'findings',
  },
  fromChannelsFirst: { run: ps.fromChannelsFirst, given: () => [x] },
  globalAvgPool: { run: ps.globalAvgPool, given: () => [x] },
  globalAvgPoolBackward: {
    run: ps.globalAvgPoolBackward,
    given: () => [ps.tensor([[[[1]]]]), shape],
  },
  globalMaxPool: { run: ps.globalMaxPool, given: () => [x, { ties: 'first', nan: 'ignore' }] },
  heatmap: { run: ps.heatmap, given: () => [x, { title: 'x', role: 'gradient' }] },
  im2col: { run: ps.im2col, given: () => [x, geometry] },
  lpPool: {
    run: ps.lpPool,
    given: () => [
      x,
      {
        ...{ kernelSize: 2, stride: 2, padding: 0, dilation: 1, ceilMode: false, p: 2 },
        out: ps.tensor(new Float64Array(4), [1, 2, 2, 1]),
      },
    ],
  },
  lpPoolBackward: {
    run: ps.lpPoolBackward,
    given: () => [
      dout,
      { x, output: ps.lpPool(x, { kernelSize: 2 }) },
      { kernelSize: 2, p: 2, out: ps.tensor(new Float64Array(16), shape) },
    ],
  },
  maskFrom: { run: ps.maskFrom, given: () => [mask.data, geometry] },
  maskFromArgmax: {
    run: ps.maskFromArgmax,
    given: () => [indices, 'pytorch', geometry, { layout: 'channels-last', empty: -1 }],
  },
  maskView: { run: ps.maskView, given: () => [mask, { title: 'x' }] },
  maxPool: {
    run: ps.maxPool,
    given: () => [
      x,
      {
        ...{ kernelSize: 2, stride: 2, padding: 0, dilation: 1, ceilMode: false },
        ...{ ties: 'first', nan: 'propagate', out: ps.maxPool(x, { kernelSize: 2 }) },
      },
    ],
  },
  maxPoolBackward: {
    run: ps.maxPoolBackward,
    given: () => [dout, mask, { share: 'full', out: ps.tensor(new Float64Array(16), shape) }],
  },
  maxUnpool: {
    run: ps.maxUnpool,
    given: () => [
      dout,
      indices,
      {
        ...{ outputShape: shape, duplicates: 'last', convention: 'pytorch' },
        out: ps.tensor(new Float64Array(16), shape),
      },
    ],
  },
  'maxUnpool by a mask': { run: ps.maxUnpool, given: () => [dout, mask, {}], says: 'maxUnpool' },
  maxUnpoolBackward: {
    run: ps.maxUnpoolBackward,
    given: () => [
      x,
      indices,
      {
        ...{ duplicates: 'last', convention: 'pytorch' },
        out: ps.tensor(new Float64Array(4), [1, 2, 2, 1]),
      },
    ],
  },
  memory: { run: ps.memory, given: () => [] },
  random: { run: ps.random, given: () => [0] },
  readNpy: { run: ps.readNpy, given: () => [ps.writeNpy(x)] },
  readNpz: {
    run: ps.readNpz,
    given: () => [ps.writeNpz({ x }), { mostBytes: 1000, onUnread: () => {} }],
  },
  readView: { run: ps.readView, given: () => [ps.writeView(view), { mostBytes: 1000 }] },
  relu: { run: ps.relu, given: () => [x, { out: ps.relu(x) }] },
  reluBackward: {
    run: ps.reluBackward,
    given: () => [x, relu.mask, { out: ps.tensor(new Float64Array(16), shape) }],
  },
  save: { run: ps.save, given: () => [view, '/dev/null'] },
  setBackend: { run: ps.setBackend, given: () => ['wasm'] },
  setMemoryLimit: { run: ps.setMemoryLimit, given: () => [2 ** 30] },
  setThreads: { run: ps.setThreads, given: () => [1] },
  show: { run: ps.show, given: () => [view, { html: false }] },
  tensor: { run: ps.tensor, given: () => [numbers, shape, { dtype: 'float32' }] },
  tidy: { run: ps.tidy, given: () => [() => x] },
  toChannelsFirst: { run: ps.toChannelsFirst, given: () => [x] },
  windows: {
    run: ps.windows,
    given: () => [
      shape,
      {
        ...{ kernelSize: [2, 2], stride: [2, 2], padding: [0, 0], dilation: 1, ceilMode: false },
        ...{ ties: 'first', nan: 'propagate', countIncludePad: true },
      },
    ],
  },
  winners: { run: ps.winners, given: () => [mask] },
  writeNpy: { run: ps.writeNpy, given: () => [x] },
  writeNpz: { run: ps.writeNpz, given: () => [{ x }] },
  writeView: { run: ps.writeView, given: () => [view] },

  // The methods of what these functions give.
  at: { run: x.at.bind(x), given: () => [0, 1, 2, 0] },
  to: { run: x.to.bind(x), given: () => ['host'] },
  'to of a mask': { run: mask.to.bind(mask), given: () => ['host'], says: 'to' },
  rand: { run: random.rand.bind(random), given: () => [2, 2] },
  randn: { run: random.randn.bind(random), given: () => [2, 2] },
  row: { run: geometry.row.bind(geometry), given: () => [0, 1, 1, 0] },
  outputIndex: { run: geometry.outputIndex.bind(geometry), given: () => [0] },
  cell: {
    run: geometry.cell.bind(geometry),
    given: () => [0, 0],
    says: ['outputIndex', 'offset'],
  },
  cells: {
    run: geometry.cells.bind(geometry),
    given: () => [0],
    says: 'outputIndex',
  },
  offset: { run: geometry.offset.bind(geometry), given: () => [0] },
  inputIndex: { run: geometry.inputIndex.bind(geometry), given: () => [0] },
  inputCell: { run: geometry.inputCell.bind(geometry), given: () => [0, 1, 1, 0] },
  columnOf: {
    run: geometry.columnOf.bind(geometry),
    given: () => [0, 0],
    says: ['outputIndex', 'inputIndex'],
  },
  rowsOf: { run: geometry.rowsOf.bind(geometry), given: () => [0, 1, 1, 0] },
};

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterAll(() => ps.setBackend('wasm'));

test('every public function is called', () => {
  const names = Object.entries(ps)
    .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
    .map(([name]) => name);
  expect(names.filter((name) => !(name in calls))).toEqual([]);
});

/** The arguments with one replaced, and with one part of one replaced. */
function* replaced(given: () => readonly unknown[]): Generator<[string, () => unknown[]]> {
  for (const [place, valid] of given().entries()) {
    for (const [name, wrong] of Object.entries(wrongs)) {
      yield [`${name} as argument ${place}`, () => given().with(place, wrong())];
      for (const part of partsOf(valid)) {
        const change = (): unknown[] => {
          const own = given();
          const whole = own[place] as object;
          const changed = Array.isArray(whole) ? [...whole] : { ...whole };
          return own.with(place, Object.assign(changed, { [part]: wrong() }));
        };
        yield [`${name} as ${part} of argument ${place}`, change];
      }
    }
  }
}

/** The names in options and the places in lists: of what the library made, nothing. */
function partsOf(value: unknown): string[] {
  return isPlain(value) || Array.isArray(value) ? Object.keys(value).slice(0, 12) : [];
}

function isPlain(value: unknown): value is object {
  try {
    return value instanceof Object && Object.getPrototypeOf(value) === Object.prototype;
  } catch {
    return false; // a proxy that throws
  }
}

test.each(Object.entries(calls))(
  '%s works, or says in its name what is wrong',
  async (name, call) => {
    const { run, given, says = name } = call;
    const problems: string[] = [];
    for (const device of ['host', 'wasm'] as const) {
      for (const [what, change] of [['nothing', given] as const, ...replaced(given)]) {
        let pending: unknown;
        // What works gives arrays, which are its caller's: tidy disposes of these, and of the arguments.
        ps.tidy(() => {
          const own = change().map((value) => placed(value, device)) as never[];
          const before = ps.memory().arrays;
          try {
            pending = run(...own);
          } catch (error) {
            pending = Promise.reject(error);
            if (ps.memory().arrays !== before) problems.push(`${what}, ${device}: leaks`);
          }
        });
        await (pending as Promise<unknown> | undefined)?.catch?.((error) => {
          if (what === 'nothing' || !isOurs(error, [says].flat())) {
            problems.push(`${what}, ${device}: ${wordsOf(error)}`);
          }
        });
        ps.setMemoryLimit(2 ** 30);
      }
    }
    expect(problems).toEqual([]);
  },
);

/** An argument, with the tensors and masks in it copied to a device. */
function placed(value: unknown, device: ps.Device): unknown {
  if (isPlain(value)) {
    const parts = Object.entries(value).map(([name, part]) => [name, placed(part, device)]);
    return Object.fromEntries(parts);
  }
  try {
    return value instanceof ps.Tensor || value instanceof ps.Mask ? value.to(device) : value;
  } catch {
    return value; // a proxy that throws
  }
}

function isOurs(error: unknown, operations: readonly string[]): boolean {
  if (!(error instanceof PoolscopeError)) return false;
  const [, operation = ''] = /^([^:]+): \S.*=.* .*; .+$/s.exec(error.message) ?? [];
  return operations.includes(operation);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

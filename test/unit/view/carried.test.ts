import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { Subject } from '../../../labextension/src/explorer/model/subject.js';
import { kernels } from '../../../src/kernels/select.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { random } from '../../../src/tensor/random.js';
import { decode } from '../../../src/view/codec.js';
import { explore } from '../../../src/view/views.js';
import { encode } from '../../../src/view/wire/payload.js';

// Facts are carried: whoever shows a backward pass knows whether its din was given, and computes what
// dout and the mask ask for once.

const x = random(0).randn(2, 6, 6, 3);
const { output, mask } = maxPool(x, { kernelSize: 3, stride: 2, padding: 1 });
const dout = random(1).randn(...output.shape);
const right = maxPoolBackward(dout, mask);

let computed: MockInstance;
beforeEach(() => {
  computed = vi.spyOn(kernels(), 'maxPoolBackward');
});
afterEach(() => vi.restoreAllMocks());

/** A din with one cell that is off by 1. */
function wrong() {
  const din = maxPoolBackward(dout, mask);
  din.data[5]! += 1;
  computed.mockClear();
  return din;
}

describe('din is computed once', () => {
  test('from the call to the payload, where none was given', () => {
    const payload = encode(explore({ x, mask, dout }));
    expect(computed).toHaveBeenCalledTimes(1);
    expect(payload.arrays.din).toBeUndefined();
  });

  test.each([
    ['the right one', right, false],
    ['a wrong one', wrong, true],
  ])('from the call to the payload, where %s was given', (_, given, travels) => {
    const din = typeof given === 'function' ? given() : given;
    const payload = encode(explore({ x, mask, dout, din }));
    expect(computed).toHaveBeenCalledTimes(1);
    expect(payload.arrays.din !== undefined).toBe(travels);
  });

  test('from the payload to the explorer and its findings, where none travelled', () => {
    const payload = encode(explore({ x, mask, dout }));
    computed.mockClear();
    const subject = new Subject(decode(payload));
    expect(subject.checks.findings.map(({ name }) => name)).not.toContain('din-differs');
    expect(subject.checks.difference.as).toBe('full');
    expect(subject.checks.expected).toBe(subject.din);
    expect(computed).toHaveBeenCalledTimes(1);
  });

  test('and where a wrong one did, but for how large its rounding may be', () => {
    const payload = encode(explore({ x, mask, dout, din: wrong() }));
    computed.mockClear();
    const subject = new Subject(decode(payload));
    expect(subject.checks.findings.map(({ name }) => name)).toContain('din-differs');
    expect([...subject.checks.expected.data]).toEqual([...right.data]);
    // Of dout, and of its magnitudes, which bound what rounding can do.
    const magnitudes = computed.mock.calls.filter(([gradient]) =>
      (gradient as Float64Array).every((value) => value >= 0),
    );
    expect(computed.mock.calls.length - magnitudes.length).toBe(1);
    expect(magnitudes.length).toBe(1);
  });
});

test('a din that is changed after it was given travels as it is', () => {
  const din = maxPoolBackward(dout, mask);
  const view = explore({ x, mask, dout, din });
  expect(encode(view).arrays.din).toBeUndefined();
  din.data[0] = 99;
  expect(encode(view).arrays.din).toBeDefined();
});

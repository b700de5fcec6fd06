import { afterEach, describe, expect, test } from 'vitest';
import { MemoryError, OptionError, ShapeError } from '../../../src/core/errors.js';
import { setBackend } from '../../../src/kernels/select.js';
import { memory, setMemoryLimit, tidy } from '../../../src/memory/residency.js';
import { avgPool, avgPoolBackward } from '../../../src/ops/avg-pool.js';
import { maxPool, maxPoolBackward } from '../../../src/ops/max-pool.js';
import { maxUnpool, maxUnpoolBackward } from '../../../src/ops/max-unpool.js';
import { relu, reluBackward } from '../../../src/ops/relu.js';
import { tensor } from '../../../src/tensor/from-data.js';
import type { Tensor } from '../../../src/tensor/tensor.js';
import type { Mask } from '../../../src/window/mask/mask.js';
import { maskFrom } from '../../../src/window/mask/mask-from.js';
import { winners } from '../../../src/window/mask/winners.js';
import { im2col } from '../../../src/window/matrix.js';
import { windows } from '../../../src/window/windows.js';

const pooling = { kernelSize: 2, stride: 2 } as const;

/** [1, 2, 4, 2] with the maxima 7, 6 and 15, 14. */
function input(): Tensor {
  return tensor(
    Float32Array.of(1, 2, 3, 4, 9, 8, 11, 10, 5, 6, 7, 0, 13, 12, 15, 14),
    [1, 2, 4, 2],
  );
}

afterEach(() => {
  setBackend('wasm');
  expect(memory().arrays).toBe(0);
});

describe('to', () => {
  test('copies a tensor into WASM memory and back', () => {
    tidy(() => {
      const x = input();
      const resident = x.to('wasm');
      expect([x.device, resident.device]).toEqual(['host', 'wasm']);
      expect(resident).toEqual(x);
      expect(resident.to('host').data).not.toBe(resident.data);
      expect(resident.to('host')).toEqual(x);
      expect(resident.toArray()).toEqual(x.toArray());
      expect(resident.at(0, 1, 1, 0)).toBe(7);
    });
  });

  test('gives the tensor itself where it already lives there', () => {
    tidy(() => {
      const x = input();
      const resident = x.to('wasm');
      expect(x.to('host')).toBe(x);
      expect(resident.to('wasm')).toBe(resident);
    });
  });

  test.each([[0], [3]])('takes every dtype, with %i elements', (length) => {
    tidy(() => {
      for (const dtype of ['float32', 'float64', 'uint8', 'int8', 'int32', 'bool'] as const) {
        const x = tensor(new Array(length).fill(1), [length], { dtype });
        expect(x.to('wasm')).toEqual(x);
      }
    });
  });

  test('moves a mask, whichever number of maxima its rows have', () => {
    tidy(() => {
      const { mask } = maxPool(input(), pooling);
      const own = maskFrom(new Array(16).fill(true), windows([1, 2, 4, 2], pooling));
      for (const each of [mask, own]) {
        const resident = each.to('wasm');
        expect([resident.device, resident.to('host').device]).toEqual(['wasm', 'host']);
        expect(resident).toEqual(each);
        expect(String(resident)).toBe(String(each));
      }
    });
  });

  test('refuses a device that there is not', () => {
    // @ts-expect-error a name from elsewhere
    expect(() => input().to('cuda')).toThrow("to: device=\"cuda\" is unknown; use 'host', 'wasm'");
  });
});

describe('data', () => {
  test('of a resident tensor is a copy: no view of WASM memory leaves', () => {
    tidy(() => {
      const x = input().to('wasm');
      const { data } = x;
      expect(data.buffer).toBeInstanceOf(ArrayBuffer);
      expect(data.buffer.byteLength).toBe(data.byteLength);
      data[0] = 100;
      expect(maxPool(x, pooling).output.data[0]).toBe(7);
      expect(x.data).toBe(data);
    });
  });

  test('of a resident mask is a copy too', () => {
    tidy(() => {
      const { mask } = maxPool(input().to('wasm'), pooling);
      mask.data.fill(0);
      expect(mask.data).toBe(mask.data);
      expect(maxPoolBackward(tensor(new Float32Array(4).fill(1), [1, 1, 2, 2]), mask).data).toEqual(
        maxPoolBackward(
          tensor(new Float32Array(4).fill(1), [1, 1, 2, 2]),
          maxPool(input(), pooling).mask,
        ).data,
      );
    });
  });

  test('of a tensor on the host is the truth: writing to it counts', () => {
    const x = input();
    x.data[0] = 100;
    expect(maxPool(x, pooling).output.data[0]).toBe(100);
    const { mask } = maxPool(x, pooling);
    mask.data.fill(0);
    expect(maxPoolBackward(tensor(new Float32Array(4).fill(1), [1, 1, 2, 2]), mask).data).toEqual(
      new Float32Array(16),
    );
  });
});

describe.each(['wasm', 'reference'] as const)('a result on the backend %s', (name) => {
  test('is resident if any operand is, and has the same elements', () => {
    setBackend(name);
    tidy(() => {
      const x = input();
      const { output, mask } = maxPool(x, pooling);
      const din = maxPoolBackward(output, mask);
      const resident = maxPool(x.to('wasm'), pooling);
      expect([output.device, mask.device, din.device]).toEqual(['host', 'host', 'host']);
      expect([resident.output.device, resident.mask.device]).toEqual(['wasm', 'wasm']);
      expect(resident).toEqual({ output, mask });
      for (const own of [
        maxPoolBackward(resident.output, resident.mask),
        maxPoolBackward(output, resident.mask),
        maxPoolBackward(resident.output, mask),
      ]) {
        expect(own.device).toBe('wasm');
        expect(own).toEqual(din);
      }
    });
  });

  test('also of operations without a kernel of their own', () => {
    setBackend(name);
    tidy(() => {
      const x = input();
      const geometry = windows(x.shape, pooling);
      const operations: ((x: Tensor) => Tensor | Mask)[] = [
        (x) => avgPool(x, pooling),
        (x) => avgPoolBackward(avgPool(x, pooling), geometry),
        (x) => im2col(x, geometry),
        (x) => relu(x).output,
        (x) => winners(maxPool(x, pooling).mask),
      ];
      for (const operation of operations) {
        const own = operation(x.to('wasm'));
        expect(own.device).toBe('wasm');
        expect(own).toEqual(operation(x));
      }
    });
  });
});

describe('dispose', () => {
  test('gives the memory back', () => {
    const x = input().to('wasm');
    expect(memory()).toMatchObject({ arrays: 1, bytes: 64 });
    x.dispose();
    expect(memory()).toMatchObject({ arrays: 0, bytes: 0 });
  });

  test('makes any use an error that says so; a second time does nothing', () => {
    const x = input().to('wasm');
    const { output, mask } = maxPool(x, pooling);
    for (const each of [x, output, mask, x]) each.dispose();
    const why =
      'was disposed of (by dispose(), or at the end of a tidy that did not return it); use it before, or return it from tidy';
    expect(() => maxPool(x, pooling)).toThrow(`maxPool: x=Tensor ${why}`);
    expect(() => maxPoolBackward(input(), mask)).toThrow(`maxPoolBackward: mask=Mask ${why}`);
    for (const use of [
      () => x.data,
      () => x.to('host'),
      () => x.to('wasm'),
      () => x.at(0, 0, 0, 0),
      () => x.toArray(),
      () => mask.data,
      () => mask.to('host'),
    ]) {
      expect(use).toThrow(MemoryError);
      expect(use).toThrow(why);
    }
    expect([x.shape, x.dtype, x.size, String(x)]).toEqual([
      [1, 2, 4, 2],
      'float32',
      16,
      'Tensor float32 [1, 2, 4, 2]',
    ]);
  });

  test('leaves a tensor on the host as it is', () => {
    const x = input();
    x.dispose();
    expect(x).toEqual(input());
  });
});

describe('tidy', () => {
  test('disposes of all that was made in it but what it returns', () => {
    const x = input().to('wasm');
    const made: Tensor[] = [];
    const kept = tidy(() => {
      const { output, mask } = maxPool(x, pooling);
      made.push(output);
      return { list: [maxPoolBackward(output, mask)], mask };
    });
    expect(memory().arrays).toBe(3);
    expect(() => made[0]!.data).toThrow(MemoryError);
    expect(x.at(0, 0, 0, 0)).toBe(1);
    for (const each of [x, kept.list[0]!, kept.mask]) each.dispose();
  });

  test('hands what it returns to the tidy around it', () => {
    tidy(() => {
      const inner = tidy(() => input().to('wasm'));
      expect(inner.device).toBe('wasm');
      expect(memory().arrays).toBe(1);
    });
    expect(memory().arrays).toBe(0);
  });

  test('disposes of everything where the function throws', () => {
    const failing = (): never =>
      tidy(() => {
        input().to('wasm');
        throw new Error('a reason');
      });
    expect(failing).toThrow('a reason');
    expect(memory().arrays).toBe(0);
  });

  test('refuses a promise, whose work would go on', () => {
    const work = (): Promise<Tensor> => Promise.resolve(input().to('wasm'));
    expect(() => tidy(work)).toThrow(OptionError);
    expect(() => tidy(work)).toThrow('tidy: work=a function returns a promise');
  });
});

describe('setMemoryLimit', () => {
  test('makes an allocation past it an error that names its size, and the library goes on', () => {
    const { limit } = memory();
    const x = input().to('wasm');
    setMemoryLimit(100);
    try {
      expect(() => input().to('wasm')).toThrow(
        'to: bytes=64 exceed the memory limit of 100 (64 of WASM memory are held); dispose of tensors, work inside tidy, or raise the limit with setMemoryLimit',
      );
      expect(() => maxPool(x, pooling)).toThrow('maxPool: bytes=');
      expect(memory()).toMatchObject({ limit: 100, bytes: 64 });
    } finally {
      setMemoryLimit(limit);
    }
    const { output, mask } = maxPool(x, pooling);
    expect(output).toEqual(maxPool(input(), pooling).output);
    for (const each of [x, output, mask]) each.dispose();
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 32])('refuses %s', (bytes) => {
    expect(() => setMemoryLimit(bytes)).toThrow(OptionError);
  });
});

describe('out', () => {
  test.each(['host', 'wasm'] as const)('is written into and returned, on the %s', (device) => {
    tidy(() => {
      const x = input().to(device);
      const out = maxPool(tensor(new Float32Array(16), [1, 2, 4, 2]).to(device), pooling);
      const din = maxPoolBackward(out.output, out.mask);
      expect([...out.output.data, ...din.data]).toEqual(new Array(20).fill(0));

      const given = maxPool(x, { ...pooling, out });
      expect(given.output).toBe(out.output);
      expect(given.mask).toBe(out.mask);
      expect(maxPoolBackward(given.output, given.mask, { out: din })).toBe(din);

      const { output, mask } = maxPool(input(), pooling);
      expect({ output: out.output, mask: out.mask }).toEqual({ output, mask });
      expect(din).toEqual(maxPoolBackward(output, mask));
      const average = tensor(new Float32Array(4).fill(9), [1, 1, 2, 2]).to(device);
      expect(avgPool(x, { ...pooling, out: average })).toBe(average);
      expect(average).toEqual(avgPool(input(), pooling));
    });
  });

  test.each(['host', 'wasm'] as const)('also by ReLU and unpooling, on the %s', (device) => {
    tidy(() => {
      const x = tensor(new Float32Array([-1, 2, -3, 4]), [1, 4, 1]).to(device);
      const out = relu(tensor(new Float32Array(4), [1, 4, 1]).to(device));
      expect(relu(x, { out })).toEqual(out);
      expect([...out.output.data, ...out.mask.data]).toEqual([0, 2, 0, 4, 0, 1, 0, 1]);
      const din = tensor(new Float32Array(4).fill(9), [1, 4, 1]).to(device);
      expect(reluBackward(x, out.mask, { out: din })).toBe(din);
      expect([...din.data]).toEqual([0, 2, 0, 4]);

      // By the kernel, and on another grid, which has none.
      const { output, mask } = maxPool(x, { kernelSize: 2 });
      for (const [outputShape, cells] of [
        [
          [1, 4, 1],
          [0, 2, 0, 4],
        ],
        [
          [1, 5, 1],
          [0, 2, 0, 4, 0],
        ],
      ] as const) {
        const grid = tensor(new Float32Array(cells.length).fill(9), outputShape).to(device);
        expect(maxUnpool(output, mask, { outputShape, out: grid })).toBe(grid);
        expect([...grid.data]).toEqual(cells);
        const dx = tensor(new Float32Array(2).fill(9), [1, 2, 1]).to(device);
        expect(maxUnpoolBackward(grid, mask, { out: dx })).toBe(dx);
        expect([...dx.data]).toEqual([2, 4]);
      }
    });
  });

  test('that does not fit is an error', () => {
    const { output, mask } = maxPool(input(), pooling);
    const wrong = tensor(new Float32Array(3), [3]);
    expect(() => maxPoolBackward(output, mask, { out: wrong })).toThrow(ShapeError);
    expect(() => maxPoolBackward(output, mask, { out: wrong })).toThrow(
      "maxPoolBackward: out.shape=[3] is not [1, 2, 4, 2] (the result's shape)",
    );
    expect(() => maxPool(input(), { ...pooling, ties: 'last', out: { output, mask } })).toThrow(
      'maxPool: out.mask=Mask is of another geometry',
    );
    const one = input();
    expect(() => avgPool(one, { kernelSize: 1, out: one })).toThrow(
      'avgPool: out=Tensor is an operand too; give another tensor, or none',
    );
  });
});

describe('ten thousand calls in a synchronous loop, at the shapes of the document', () => {
  const documented = { kernelSize: 2, stride: 2 } as const;
  const mebibyte = 2 ** 20;
  const x = tensor(new Float32Array(8 * 32 * 48 * 16).map(Math.sin), [8, 32, 48, 16]);

  test('hold no more than one on resident tensors, inside tidy', { timeout: 120_000 }, () => {
    const resident = x.to('wasm');
    const step = (): void => {
      tidy(() => {
        const { output, mask } = maxPool(resident, documented);
        maxPoolBackward(output, mask);
      });
    };
    step();
    const { bytes, reserved } = memory();
    for (let i = 0; i < 5_000; i++) step();
    expect(memory()).toMatchObject({ arrays: 1, bytes, reserved });
    resident.dispose();
  });

  test('keep the process under 1 GiB on tensors of the host', { timeout: 120_000 }, () => {
    let most = 0;
    for (let i = 0; i < 5_000; i++) {
      const { output, mask } = maxPool(x, documented);
      maxPoolBackward(output, mask);
      if (i % 100 === 0) most = Math.max(most, process.memoryUsage.rss());
    }
    expect(most / mebibyte).toBeLessThan(1024);
  });
});

import { expect, test } from 'vitest';
import { withoutTypes } from '../../scripts/site/lite/erase-types.mjs';

// The cells of walkthroughs become JavaScript: types go, and all else stays as it was written.

test.each([
  ['const f = (a: number, b?: string): void => {}; // stays', 'const f = (a, b) => {}; // stays'],
  [
    'function g<T extends ps.Tensor>(...rest: T[]): rest is T[] {\n\n}',
    'function g(...rest) {\n\n}',
  ],
  ['let x: number | undefined;', 'let x;'],
  ['let later!: Map<string, number[]>;', 'let later;'],
  ['const m = new Map<string, () => void>();', 'const m = new Map();'],
  ['(error as Error).message', 'error.message'],
  ['(a as any)!.b as unknown as T', 'a.b'],
  ['(f() as T).g(x!, (y + z) as number) * (c as number)', '(f()).g(x, (y + z)) * c'],
  ['const k = ["a"] as const;', 'const k = ["a"];'],
  ['class A { readonly b?: number = 1; private c = 2; }', 'class A { b = 1; c = 2; }'],
  ["const colon = c ? 'a: T' : '<b>' + (d as T);", "const colon = c ? 'a: T' : '<b>' + d;"],
])('%s', (source, expected) => {
  expect(withoutTypes(source)).toBe(expected);
});

test.each([
  'enum E { A }',
  'class A { constructor(private b: number) {} }',
  'namespace N { export const a = 1; }',
])('%s is more than types, and is refused', (source) => {
  expect(() => withoutTypes(source)).toThrow(/another program without its types/);
});

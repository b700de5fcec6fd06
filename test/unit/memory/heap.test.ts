import { describe, expect, test } from 'vitest';
import { Heap } from '../../../src/memory/heap.js';

function heapOf(bytes: number): Heap {
  const heap = new Heap(16);
  heap.extend(16 + bytes);
  return heap;
}

describe('Heap', () => {
  test('gives blocks that start at multiples of 16 and do not overlap', () => {
    const heap = heapOf(1024);
    const addresses = [1, 16, 17, 100].map((bytes) => heap.allocate(bytes));
    expect(addresses).toEqual([16, 32, 48, 80]);
    expect(heap.held).toBe(16 + 16 + 32 + 112);
  });

  test('gives a block of its own for no bytes, so that each address has one owner', () => {
    const heap = heapOf(64);
    expect([heap.allocate(0), heap.allocate(0)]).toEqual([16, 32]);
  });

  test('has no room beyond its end, and says how much is missing', () => {
    const heap = heapOf(64);
    heap.allocate(48);
    expect(heap.allocate(32)).toBeUndefined();
    expect(heap.bytesMissing(32)).toBe(16);
    heap.extend(16 + 64 + 16);
    expect(heap.allocate(32)).toBe(64);
  });

  test.each([
    ['in order', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['the middle first', [1, 0, 2]],
    ['the middle last', [0, 2, 1]],
  ])('joins neighbours that are freed %s', (_, order) => {
    const heap = heapOf(96);
    const blocks = [0, 1, 2].map(() => heap.allocate(32)!);
    for (const index of order) heap.free(blocks[index]!);
    expect(heap.held).toBe(0);
    expect(heap.allocate(96)).toBe(16);
  });

  test('refuses to free what it did not give, or twice', () => {
    const heap = heapOf(64);
    const block = heap.allocate(16)!;
    heap.free(block);
    expect(() => heap.free(block)).toThrow('no block starts at 16');
  });
});

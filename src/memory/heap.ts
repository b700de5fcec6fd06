// An allocator for a linear memory: first fit, with free neighbours joined.
/** Every block starts at a multiple of this, the size of a SIMD vector. */
const alignment = 16;

interface Block {
  address: number;
  bytes: number;
}

/**
 * Tracks which parts of a linear memory are in use. It knows addresses only, so it can be tested
 * without a memory. First fit: free blocks are sorted by address, and adjacent ones are joined.
 */
export class Heap {
  readonly #free: Block[] = [];
  /** Bytes asked for, by address. */
  readonly #used: Map<number, number> = new Map();
  #end: number;
  #held = 0;

  /** An empty heap, to be extended; its first block will start at `start`. */
  constructor(start: number) {
    this.#end = alignUp(start);
  }

  /** Bytes in use, each block rounded up to the alignment. */
  get held(): number {
    return this.#held;
  }

  /** How many blocks are in use, and how many bytes were asked for. */
  get use(): { blocks: number; bytes: number } {
    let bytes = 0;
    for (const each of this.#used.values()) bytes += each;
    return { blocks: this.#used.size, bytes };
  }

  /** How many bytes a block takes, alignment included. */
  static sizeOf(bytes: number): number {
    return Math.max(alignment, alignUp(bytes));
  }

  /** Allocates a block; undefined if no free block is large enough. */
  allocate(bytes: number): number | undefined {
    const size = Heap.sizeOf(bytes);
    const index = this.#free.findIndex((block) => block.bytes >= size);
    const block = this.#free[index];
    if (block === undefined) return undefined;
    const { address } = block;
    block.address += size;
    block.bytes -= size;
    if (block.bytes === 0) this.#free.splice(index, 1);
    this.#used.set(address, bytes);
    this.#held += size;
    return address;
  }

  /** Frees a block. */
  free(address: number): void {
    const bytes = this.#used.get(address);
    if (bytes === undefined) throw new Error(`no block starts at ${address}`);
    this.#used.delete(address);
    const size = Heap.sizeOf(bytes);
    this.#held -= size;
    this.#insert({ address, bytes: size });
  }

  /** How many bytes the memory must grow to hold a new block at its end. */
  bytesMissing(bytes: number): number {
    const last = this.#free.at(-1);
    const atEnd = last !== undefined && last.address + last.bytes === this.#end ? last.bytes : 0;
    return Heap.sizeOf(bytes) - atEnd;
  }

  /** Adds the memory up to `end` to the heap. */
  extend(end: number): void {
    const bytes = Math.floor((end - this.#end) / alignment) * alignment;
    if (bytes <= 0) return;
    this.#insert({ address: this.#end, bytes });
    this.#end += bytes;
  }

  #insert(block: Block): void {
    const found = this.#free.findIndex(({ address }) => address > block.address);
    const index = found < 0 ? this.#free.length : found;
    const next = this.#free[index];
    const previous = this.#free[index - 1];
    const joinsNext = next !== undefined && block.address + block.bytes === next.address;
    const joined = joinsNext ? { ...block, bytes: block.bytes + next.bytes } : block;
    if (previous !== undefined && previous.address + previous.bytes === joined.address) {
      previous.bytes += joined.bytes;
      if (joinsNext) this.#free.splice(index, 1);
    } else {
      this.#free.splice(index, joinsNext ? 1 : 0, joined);
    }
  }
}

/** Rounds up to the alignment of blocks. */
export function alignUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

// Bytes that are read in parts, wherever they are: on the server, in memory, in an archive.
import { limits } from 'poolscope/internal';

/** Bytes that are read in parts: a file of the server, bytes in memory, a member of an archive. */
export interface ByteSource {
  readonly length: number;
  /** Reads the bytes from `start` up to, not including, `end`; both are within the source. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The most bytes of a part that is read, and of a packed member when unpacked. */
export const mostBytes: number = limits.readAtOnce;

/** Bytes in memory. */
export class MemorySource implements ByteSource {
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    return this.bytes.subarray(start, end);
  }
}

/** A part of another source. */
export class PartSource implements ByteSource {
  readonly length: number;
  private readonly whole: ByteSource;
  private readonly start: number;

  constructor(whole: ByteSource, start: number, length: number) {
    this.whole = whole;
    this.start = start;
    this.length = length;
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return this.whole.read(this.start + start, this.start + end);
  }
}

/**
 * Keeps the part that was read last. A slice along other axes, or the next slice of an array whose
 * slices are spread over the file, is then not fetched again. Small sources are fetched whole.
 */
export class CachedSource implements ByteSource {
  readonly length: number;
  private readonly whole: ByteSource;
  private cached: { start: number; bytes: Uint8Array } | undefined;

  constructor(whole: ByteSource) {
    this.whole = whole;
    this.length = whole.length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const { cached } = this;
    if (
      cached !== undefined &&
      cached.start <= start &&
      end <= cached.start + cached.bytes.length
    ) {
      return cached.bytes.subarray(start - cached.start, end - cached.start);
    }
    const isSmall = this.length <= smallBytes;
    const [from, to] = isSmall ? [0, this.length] : [start, end];
    const bytes = await this.whole.read(from, to);
    this.cached = { start: from, bytes };
    return bytes.subarray(start - from, end - from);
  }
}

/** Files of at most this many bytes are fetched whole. */
export const smallBytes: number = 2 ** 23;

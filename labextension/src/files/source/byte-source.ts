/** Bytes that are read in parts: of a file on the server, of one in memory, of a member of an archive. */
export interface ByteSource {
  readonly length: number;
  /** The bytes from `start` up to, not with, `end`; both lie within the source. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The largest part that is held in memory at a time, and the most that a packed member may become. */
export const mostBytes: number = 2 ** 28;

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
 * Keeps the part that was read last, so that a slice in another direction, or the next of an array
 * whose slices lie across the file, is not fetched again. Small sources are fetched whole.
 */
export class KeptSource implements ByteSource {
  readonly length: number;
  private readonly whole: ByteSource;
  private kept: { start: number; bytes: Uint8Array } | undefined;

  constructor(whole: ByteSource) {
    this.whole = whole;
    this.length = whole.length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const { kept } = this;
    if (kept !== undefined && kept.start <= start && end <= kept.start + kept.bytes.length) {
      return kept.bytes.subarray(start - kept.start, end - kept.start);
    }
    const isSmall = this.length <= smallBytes;
    const [from, to] = isSmall ? [0, this.length] : [start, end];
    const bytes = await this.whole.read(from, to);
    this.kept = { start: from, bytes };
    return bytes.subarray(start - from, end - from);
  }
}

/** Files of at most this many bytes are fetched whole. */
export const smallBytes: number = 2 ** 23;

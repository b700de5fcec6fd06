// Unpacks a zip archive's members piece by piece, never to more bytes than they declare.
import { Inflate, inflateSync } from 'fflate';
import { OptionError, PoolscopeError } from '../core/errors.js';
import { archiveError, type ZipMember } from './zip.js';

/**
 * How many packed bytes are inflated at a time. They can grow 1032-fold before the size is checked,
 * so a step is small; while the data grow less than 16-fold, steps double, which is faster.
 */
const [step, longestStep, little] = [2 ** 12, 2 ** 16, 16];

/**
 * Unpacks a member piece by piece, and throws as soon as it holds more bytes than it declares.
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const { start, length } = zipDirectory(archive, archive.length);
 * const [x] = zipMembers(archive.subarray(start, start + length), archive.length);
 * const unpacked = new ZipUnpacker(x);
 * unpacked.push(archive.subarray(zipContentStart(x, archive)).subarray(0, x.packed));
 * readNpy(unpacked.end()).toArray() // [1]
 */
export class ZipUnpacker {
  private readonly member: ZipMember;
  private readonly operation: string;
  private readonly content: Uint8Array;
  /**
   * For a large member, unpacked as its bytes come; a small one is kept and unpacked at the end.
   */
  private readonly inflate: Inflate | undefined;
  private readonly kept: number[] = [];
  private filled = 0;
  private step: number = step;

  constructor(member: ZipMember, operation = 'ZipUnpacker') {
    this.member = member;
    this.operation = operation;
    this.content = new Uint8Array(member.size);
    if (member.packed > step) this.inflate = new Inflate((bytes) => this.take(bytes));
  }

  /**
   * Takes the next of the member's packed bytes.
   * @throws OptionError for bytes that can't be unpacked, or that hold more than declared
   */
  push(bytes: Uint8Array): void {
    const { inflate } = this;
    if (!this.member.deflated) this.take(bytes);
    else if (inflate === undefined) this.kept.push(...bytes.subarray(0, step));
    else {
      this.guarded(() => {
        for (let at = 0; at < bytes.length; ) {
          const [before, taken] = [this.filled, this.step];
          inflate.push(bytes.subarray(at, at + taken));
          at += taken;
          const isLittle = this.filled - before <= little * taken;
          this.step = isLittle ? Math.min(2 * taken, longestStep) : step;
        }
      });
    }
  }

  /** What has been unpacked so far; of a member of at most 4,096 packed bytes nothing before its end. */
  get unpacked(): Uint8Array {
    return this.content.subarray(0, this.filled);
  }

  /**
   * Finishes after the last packed bytes.
   * @returns the member's content
   * @throws OptionError if it is shorter than the member declares, or its end is missing
   */
  end(): Uint8Array {
    if (this.member.deflated) this.guarded(() => this.finish());
    if (this.filled < this.content.length) throw this.unlike(`${this.filled}`);
    return this.content;
  }

  private finish(): void {
    if (this.inflate !== undefined) this.inflate.push(new Uint8Array(0), true);
    else {
      // One byte more than declared is enough to notice that there are too many.
      const out = new Uint8Array(this.member.size + 1);
      this.take(inflateSync(Uint8Array.from(this.kept), { out }));
    }
  }

  private take(bytes: Uint8Array): void {
    if (this.filled + bytes.length > this.content.length) throw this.unlike('more');
    this.content.set(bytes, this.filled);
    this.filled += bytes.length;
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof PoolscopeError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw archiveError(this.operation, this.member.name, reason);
    }
  }

  private unlike(held: string): OptionError {
    return new OptionError({
      operation: this.operation,
      argument: 'bytes',
      value: this.member.name,
      problem: `declares ${this.member.size} bytes and holds ${held}`,
      remedy: 'the archive is broken',
    });
  }
}

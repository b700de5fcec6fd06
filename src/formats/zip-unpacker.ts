// A zip archive's members, unpacked piece by piece and never to more than they declare.
import { Inflate, inflateSync } from 'fflate';
import { OptionError, PoolscopeError } from '../core/errors.js';
import { archiveError, type ZipMember } from './zip.js';

/**
 * How much is inflated in one go: it can become 1032 times as much before its size is looked at. Only
 * while it becomes little, more is taken at a time, which is faster.
 */
const [step, longestStep, little] = [2 ** 12, 2 ** 16, 16];

/**
 * Unpacks a member piece by piece, and stops as soon as there is more than it declares.
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
  /** Of a member that is unpacked as it comes; a small one is kept and unpacked at once. */
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
   * The next of the member's packed bytes.
   * @throws OptionError for bytes that can't be unpacked, or where they hold more than declared
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

  /** @throws OptionError where less came than the member declares, or its end is missing */
  end(): Uint8Array {
    if (this.member.deflated) this.guarded(() => this.finish());
    if (this.filled < this.content.length) throw this.unlike(`${this.filled}`);
    return this.content;
  }

  private finish(): void {
    if (this.inflate !== undefined) this.inflate.push(new Uint8Array(0), true);
    else {
      // Room for one byte more than there should be; what goes beyond that is dropped.
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

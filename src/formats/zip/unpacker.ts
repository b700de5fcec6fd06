// Unpacks a zip archive's members piece by piece, never to more bytes than they declare.

import { Inflater, TooMuch } from '../../core/bytes/inflate.js';
import { type OptionError, PoolscopeError } from '../../core/errors.js';
import { crc32 } from './crc32.js';
import type { ZipMember } from './directory.js';
import { archiveError, memberError } from './error.js';

/**
 * Unpacks a member piece by piece, and throws as soon as it holds more bytes than it declares, or at
 * its end if its CRC-32 is another.
 * @example
 * const archive = writeNpz({ x: tensor([1]) });
 * const directory = zipDirectory(archive, archive.length);
 * const { start, length } = directory;
 * const [x] = zipMembers(archive.subarray(start, start + length), directory);
 * const header = archive.subarray(x.at, x.at + zipMemberHeaderBytes(x));
 * const unpacked = new ZipUnpacker(x);
 * unpacked.push(archive.subarray(zipContentStart(x, header)).subarray(0, x.packed));
 * readNpy(unpacked.end()).toArray() // [1]
 */
export class ZipUnpacker {
  private readonly member: ZipMember;
  private readonly operation: string;
  private readonly content: Uint8Array;
  private readonly inflater: Inflater | undefined;
  private filled = 0;
  private crc = 0;

  constructor(member: ZipMember, operation = 'ZipUnpacker') {
    this.member = member;
    this.operation = operation;
    this.content = new Uint8Array(member.size);
    if (member.deflated) this.inflater = new Inflater(this.content);
  }

  /**
   * Takes the next of the member's packed bytes.
   * @throws OptionError for bytes that can't be unpacked, or that hold more than declared
   */
  push(bytes: Uint8Array): void {
    const { inflater, filled: before } = this;
    if (inflater === undefined) {
      if (before + bytes.length > this.content.length) throw this.unlike('more');
      this.content.set(bytes, before);
      this.filled += bytes.length;
    } else {
      this.guarded(() => inflater.push(bytes));
      this.filled = inflater.filled;
    }
    this.crc = crc32(this.content.subarray(before, this.filled), this.crc);
  }

  /** What has been unpacked so far. Nothing is known of it before the member's end. */
  get unpacked(): Uint8Array {
    return this.content.subarray(0, this.filled);
  }

  /**
   * Finishes after the last packed bytes.
   * @returns the member's content
   * @throws OptionError if it is shorter than the member declares, its end is missing, or its
   *   CRC-32 is not the one that the member declares
   */
  end(): Uint8Array {
    this.guarded(() => this.inflater?.end());
    if (this.filled < this.content.length) throw this.unlike(`${this.filled}`);
    const { operation, member } = this;
    if (this.crc === member.crc) return this.content;
    throw memberError(
      operation,
      member,
      'has another CRC-32 than its bytes',
      'the archive was damaged: copy or save it again',
    );
  }

  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof PoolscopeError) throw error;
      if (error instanceof TooMuch) throw this.unlike('more');
      const reason = error instanceof Error ? error.message : String(error);
      throw archiveError(this.operation, this.member.name, reason);
    }
  }

  private unlike(held: string): OptionError {
    const { operation, member } = this;
    return memberError(operation, member, `declares ${member.size} bytes and holds ${held}`);
  }
}

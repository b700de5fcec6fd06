// AssemblyScript. What a thread keeps while it pools a tile: some outputs of the last axis, with
// all channels, or some channels of one output or more.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';

/** Lies at the start of a thread's scratch memory. */
@unmanaged
export class Frame {
  job: usize;
  /** The flags of exact steps, and whether steps have to be exact. */
  flags: i32;
  exact: bool;
  /** The tile: its first output of the last axis, how many, its first channel, how many. */
  output: i32;
  outputs: i32;
  channel: i32;
  channels: i32;
  /** Rows of a line of the tile, and as they are stored: a whole number of blocks. */
  rows: i32;
  lineRows: i32;
  /** Lines of a slot of the first axis's ring: a plane's. */
  lines: i32;
  /** How many entries of a listed window are one line's, and one plane's. */
  perLine: i32;
  perPlane: i32;
  /** For sums: which power of values is added. */
  power: i32;
  /** Where the image of the source starts, at the tile's first channel, and its number. */
  image: usize;
  batch: i32;
  /** The first axis's coordinate of the lines that the second axis pools, and where they go. */
  plane: i32;
  planeValues: usize;
  planeCodes: usize;
  /** A list for `fold`. */
  list: usize;
  /** The last axis: cells by phase, and what blocks of a period hold. */
  phases: usize;
  phaseBytes: i32;
  blocks: usize;
  blockCodes: usize;
  /** A block of rows at the end of a line. */
  tail: usize;
  /** Bytes of an element, for `cell`. */
  size: i32;

  /** The address, for the tile's first output, of the window's cell `k` in its phase. */
  cell(k: i32): usize {
    const at = k * word(this.job, Word.dilation2);
    const stride = word(this.job, Word.stride2);
    return (
      this.phases +
      <usize>((at % stride) * this.phaseBytes + (at / stride) * this.channels * this.size)
    );
  }
}

// AssemblyScript. What a thread keeps while it pools a tile: some outputs of the last axis, with
// all channels, or some channels of one output or more.
import { Word } from '../../../memory/codes';
import { word } from '../lib/lanes';
import { addEntry } from '../lib/winners';

/** Where a frame keeps vectors, behind its fields. */
export const zerosAt: usize = 208;
export const fillerAt: usize = 224;
export const lowestAt: usize = 240;

/**
 * Lies at the start of a thread's scratch memory. It knows the types of elements and codes, so that
 * what goes from line to line is one code for all of them.
 */
@unmanaged
export class Frame {
  job: usize;
  /** The flags of exact steps, and whether steps have to be exact. */
  flags: i32;
  exact: bool;
  /** Whether winners are looked for when the maxima are there, as long as steps are not exact. */
  late: bool;
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
  /** How many entries of a listed window are one line's, and one plane's; or a line's cells. */
  perLine: i32;
  perPlane: i32;
  cells: i32;
  /** For sums: which power of values is added; 0 for averages. */
  power: i32;
  /** Where the image with the windows' cells starts, at the tile's first channel, and its number. */
  image: usize;
  batch: i32;
  /** The first axis's coordinate of the lines that the second axis pools, and where they go. */
  plane: i32;
  planeValues: usize;
  planeCodes: usize;
  /** A list for `fold`. */
  list: usize;
  /** A list of two entries. */
  pair: usize;
  /** The last axis: cells by phase, and what blocks of a period hold. */
  phases: usize;
  phaseBytes: i32;
  blocks: usize;
  blockCodes: usize;
  /** Pairs of windows: from the first one's rows to the second's, and between pairs; see `foldPairs`. */
  pairStep: usize;
  pairCodeStep: usize;
  pairSkip: usize;
  /** Running maxima: where the best so far of a block goes, and its first column in the window. */
  runValues: usize;
  runCodes: usize;
  runOffset: i32;
  /** A block of rows at the end of a line. */
  tail: usize;
  /** Bytes of an element, and of a code: 0 where rows are added, not compared. */
  size: i32;
  codeSize: i32;
  /** Whether elements may be NaN. */
  float: bool;
  /** Rows of a block. */
  block: i32;
  /** The type's steps, as indices of the table of functions: see `best` and `foldCells`. */
  best: u32;
  foldCells: u32;

  /** The bytes of some rows' elements, and of their codes. */
  bytes(rows: i32): usize {
    return <usize>(rows * this.size);
  }

  codeBytes(rows: i32): usize {
    return <usize>(rows * this.codeSize);
  }

  /** Writes the best of the listed rows (or their sum) into `out`, and its codes. */
  putBest(listEnd: usize, from: i32, out: usize, outCodes: usize, rows: i32): void {
    call_indirect<void>(this.best, this, listEnd, from, out, outCodes, rows);
  }

  /** Writes the better of two arrays' rows: of the listed columns, `b` has the later ones. */
  putBetter(
    a: usize,
    aCodes: usize,
    aOffset: i32,
    b: usize,
    bCodes: usize,
    bOffset: i32,
    out: usize,
    outCodes: usize,
    rows: i32,
  ): void {
    const list = this.list;
    this.list = this.pair;
    const end = addEntry(addEntry(this.pair, a, aCodes, aOffset), b, bCodes, bOffset);
    this.putBest(end, 0, out, outCodes, rows);
    this.list = list;
  }

  /** Writes the best of the listed cells, which may be NaN (or their sum). */
  putCells(listEnd: usize, from: i32, out: usize, outCodes: usize, rows: i32): void {
    call_indirect<void>(this.foldCells, this, listEnd, from, out, outCodes, rows);
  }

  /** What lies beside real cells: the lowest value, a NaN where those are ignored, 0 for sums. */
  filler(): v128 {
    return v128.load(changetype<usize>(this), fillerAt);
  }

  /** Where a vector of zeros lies. */
  zeros(): usize {
    return changetype<usize>(this) + zerosAt;
  }

  /** Where the lowest value of the type lies. */
  lowest(): usize {
    return changetype<usize>(this) + lowestAt;
  }

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

// Tasks, types and word indices that TypeScript and AssemblyScript share.
// TypeScript writes a job's words by these indices, AssemblyScript reads them.

/** What `run` computes. */
export enum Task {
  maxPool,
  maxPool2x2,
  maxPoolBackward,
  maxPoolBackward2x2,
  maxUnpool,
  maxUnpoolBackward,
  avgPool,
  avgPoolBackward,
  lpPool,
  lpPoolBackward,
  relu,
  reluBackward,
}

/** The element type of a task. */
export enum Type {
  float32,
  float64,
  uint8,
  int8,
  int32,
}

/**
 * The 32-bit words of a job, in order. A job always has three spatial axes: a 2-d geometry uses the
 * first and the last, a 1-d geometry the last; unused axes have size 1.
 */
export enum Word {
  /** Address of the array to read: x or dout. */
  source,
  /** Address of the array to write: output or din. */
  target,
  /** Address of the mask. */
  mask,
  /** Address of x where dout is the source. */
  input,
  /** 1 for a mask of one byte per cell, 0 for one byte per row. */
  dense,
  channels,
  windowSize,
  input0,
  input1,
  input2,
  output0,
  output1,
  output2,
  kernel0,
  kernel1,
  kernel2,
  /** Addresses of tables: the coordinate at each (output, offset) of an axis, −1 if not real. */
  table0,
  table1,
  table2,
  /**
   * Addresses of tables: how many offsets an average's divisor counts, at each output of an axis.
   */
  counts0,
  counts1,
  counts2,
  /** Address of the lists of a window's cells, one per thread. */
  lists,
  /** Options, 0 or 1. */
  tiesLast,
  tiesAll,
  nanIgnore,
  split,
  /** The exponent of a norm, 64 bits. */
  exponent,
  exponentHigh,
  /** 1 if the source is larger than the processor's caches. */
  far,
  /**
   * The words 1 and 0: read together the 64-bit number 1, kept in memory so that it stays in a
   * register.
   */
  one,
  zero,
  /** How many words there are. */
  count,
}

/** The 32-bit words of the control block that the calling thread and the others share, in order. */
export enum Control {
  /** Counts calls; idle threads sleep until it changes. */
  sequence,
  /** `State.open` while threads may join the call, plus the number that work on it. */
  state,
  /** The next part that no thread has claimed. */
  next,
  /** How many parts there are, and how many a thread claims at a time. */
  parts,
  size,
  task,
  type,
  job,
  /** For each thread the first part of its current claim, or −1. */
  claims,
}

/** The bit of `Control.state` that says that threads may still join. */
export enum State {
  open = 0x40000000,
}

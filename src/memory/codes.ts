// Tasks, types and word indices that TypeScript and AssemblyScript share.
// TypeScript writes a job's words by these indices, AssemblyScript reads them.

/** What `run` computes. */
export enum Task {
  maxPool,
  /** With a mask of one byte per cell. */
  maxPoolDense,
  maxPool2x2,
  maxPoolBackward,
  maxPoolBackwardDense,
  maxPoolBackward2x2,
  maxUnpool,
  maxUnpoolDense,
  maxUnpoolBackward,
  maxUnpoolBackwardDense,
  avgPool,
  avgPoolBackward,
  lpPool,
  l1Pool,
  l2Pool,
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
  /** Address of x where dout is the source, and of its norms. */
  input,
  norms,
  /** 1 for a mask of one byte per cell, 0 for one code per row, of so many bytes. */
  dense,
  codeBytes,
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
  stride0,
  stride1,
  stride2,
  dilation0,
  dilation1,
  dilation2,
  /** Padding before the first cell. */
  pad0,
  pad1,
  pad2,
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
  /** Address of the threads' scratch memory, and each one's bytes. */
  scratch,
  scratchBytes,
  /** Max pooling's tiles: how many outputs of the last axis, and how many channels. */
  tileOutputs,
  tileChannels,
  /** The last axis: after how many cells of a window one is in the same phase of the stride. */
  period,
  /** How many outputs on that cell is, and bytes from phase to phase. */
  periodShift,
  phaseBytes,
  /** Into how many slices of channels each image is cut for threads; 0 for parts along the first axis. */
  slices,
  /**
   * 1 for cells where they lie along the last axis, 2 in whole windows, 3 for running maxima along it,
   * 4 for windows in pairs, 5 for windows of 3 × 3 with stride 2; else 0.
   */
  direct,
  /** Whether lines of averages' cells are added side by side, each cell read in order. */
  abreast,
  /** For the first two axes, whether maxima are running ones, and how many lines are kept. */
  running0,
  running1,
  slots0,
  slots1,
  /** Whether their windows are pooled in pairs. */
  paired0,
  paired1,
  /** Where buffers lie in a thread's scratch memory. */
  tailAt,
  listAt,
  phasesAt,
  blocksAt,
  blockCodesAt,
  heldAt0,
  heldAt1,
  ringAt0,
  ringAt1,
  ringCodesAt0,
  ringCodesAt1,
  /** Address of a table: each column's cell, in bytes from the window's first one. */
  offsets,
  /** Whether a row of a mask may have no maximum. */
  mayHaveNone,
  /** Whether a window may have no real cell; on an average's way back, a cell no window. */
  mayBeEmpty,
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

// Read by both languages: TypeScript names a task and fills its words, AssemblyScript obeys.

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
 * The 32-bit words of a job, in order. There are always three spatial axes; where a geometry
 * has two, they are the first and the last, where it has one, the last; the others have size 1.
 */
export enum Word {
  /** Address of what is read: x or dout. */
  source,
  /** Address of what is written: output or din. */
  target,
  /** Address of the mask. */
  mask,
  /** Address of x where dout is the source. */
  input,
  /** 1 where the mask has a byte a cell, 0 where it has one a row. */
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
  /** Addresses of the coordinate at each (output, offset) along an axis, −1 where not real. */
  table0,
  table1,
  table2,
  /** Addresses of how many offsets count in an average's divisor, at each output along an axis. */
  counts0,
  counts1,
  counts2,
  /** Address of a list of a window's cells for each thread. */
  lists,
  /** Options, 0 or 1. */
  tiesLast,
  tiesAll,
  nanIgnore,
  split,
  /** The exponent of a norm, 64 bits. */
  exponent,
  exponentHigh,
  /** 1 where the source is larger than caches are. */
  far,
  /** 1 and 0: the number 1 of any width, read from memory so that it stays in a register. */
  one,
  zero,
  /** How many words there are. */
  count,
}

/** The 32-bit words that the caller and its threads share, in order. */
export enum Control {
  /** Counts calls; idle threads sleep until it changes. */
  sequence,
  /** `open` while a call takes helpers in, plus how many are inside it. */
  state,
  /** The next part that nobody has taken. */
  next,
  /** How many parts there are, and how many are taken at a time. */
  parts,
  size,
  task,
  type,
  job,
  /** For each thread the first of the parts that it works on, or −1. */
  claims,
}

/** The bit of `Control.state` that says that helpers may still enter. */
export enum State {
  open = 0x40000000,
}

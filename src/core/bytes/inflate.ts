// Inflate, the unpacking of deflate (RFC 1951), as strict as zlib and never beyond its target.
// Home-made: fflate takes streams that zlib and NumPy refuse (a stored block's wrong length, codes
// that don't fit), and can't be told how much to unpack at most.

/** More came out than the target holds. */
export class TooMuch extends Error {}

/** What is wrong with a stream's bits helps nobody to mend it. */
const damaged = (): Error => new Error('its deflate stream is damaged');

/** A prefix code: by the next bits, as many as its longest code has, `symbol << 4 | length`. */
interface Code {
  readonly entries: Uint16Array;
  readonly bits: number;
}

/** Where the length and distance symbols start, and how many bits follow them: RFC 1951, 3.2.5. */
const lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5,
];
const lengthExtra = Uint8Array.of(...lengthBits, 5, 0);
const lengthBase = Uint16Array.from(startsOf(lengthExtra, 3));
lengthBase[28] = 258;
const distanceExtra = Uint8Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const distanceBase = Uint16Array.from(startsOf(distanceExtra, 1));

/** The order in which a block gives the lengths of the codes of lengths. */
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const fixedLengths = codeOf(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const fixedDistances = codeOf(new Uint8Array(32).fill(5));

/**
 * Unpacks a deflate stream, which may come in pieces, into a target of the size that is expected.
 */
export class Inflater {
  /** How many bytes were unpacked. */
  filled = 0;
  private readonly target: Uint8Array;
  /** The bytes that are not read yet, and the bit in them that comes next. */
  private data: Uint8Array = new Uint8Array(0);
  private at = 0;
  private state: 'head' | 'copy' | 'codes' | 'done' = 'head';
  private isLast = false;
  private stored = 0;
  private lengths = fixedLengths;
  private distances = fixedDistances;

  constructor(target: Uint8Array) {
    this.target = target;
  }

  /**
   * Takes the next bytes of the stream, and unpacks what they tell.
   * @throws TooMuch for more than the target holds; Error for what is no deflate stream
   */
  push(bytes: Uint8Array): void {
    const rest = this.data.subarray(this.at >> 3);
    this.at &= 7;
    if (rest.length === 0) this.data = bytes;
    else {
      this.data = new Uint8Array(rest.length + bytes.length);
      this.data.set(rest);
      this.data.set(bytes, rest.length);
    }
    while (this.state !== 'done') {
      const before = this.at;
      const went = this[this.state]();
      if (went) continue;
      if (this.state === 'head') this.at = before;
      break;
    }
    // Only what is left is kept, of bytes that are the caller's.
    this.data = this.data.slice(this.at >> 3);
    this.at &= 7;
    if (this.state === 'done' && this.data.length > (this.at > 0 ? 1 : 0)) {
      throw new Error('bytes follow the end of its deflate stream');
    }
  }

  /** @throws Error unless the stream has come to its end */
  end(): void {
    if (this.state !== 'done') throw new Error('its deflate stream is cut short');
  }

  /** Reads the start of a block; false where it has not come as a whole. */
  private head(): boolean {
    this.isLast = this.read(1) === 1;
    const type = this.read(2);
    if (type === 0) {
      this.at = (this.at + 7) & ~7;
      this.stored = this.read(16);
      const inverse = this.read(16);
      if (this.isShort()) return false;
      if ((this.stored ^ inverse) !== 0xffff) throw damaged();
      this.state = 'copy';
      return true;
    }
    if (type === 2) {
      if (!this.readCodes()) return false;
    } else if (type === 1) [this.lengths, this.distances] = [fixedLengths, fixedDistances];
    if (this.isShort()) return false;
    if (type === 3) throw damaged();
    this.state = 'codes';
    return true;
  }

  /** Copies what has come of a stored block. */
  private copy(): boolean {
    const from = this.at >> 3;
    const count = Math.min(this.stored, this.data.length - from);
    if (this.filled + count > this.target.length) throw new TooMuch();
    this.target.set(this.data.subarray(from, from + count), this.filled);
    this.filled += count;
    this.stored -= count;
    this.at += 8 * count;
    return this.stored === 0 && this.next();
  }

  private next(): boolean {
    this.state = this.isLast ? 'done' : 'head';
    return true;
  }

  /** Reads the codes of a block that has its own; false where they have not come as a whole. */
  private readCodes(): boolean {
    const lengths = this.read(5) + 257;
    const distances = this.read(5) + 1;
    const count = this.read(4) + 4;
    const ofLengths = new Uint8Array(19);
    for (let i = 0; i < count; i++) ofLengths[orderOfLengths[i]!] = this.read(3);
    if (this.isShort()) return false;
    if (lengths > 286 || distances > 30) throw damaged();
    const code = codeOf(ofLengths, true);
    const all = new Uint8Array(lengths + distances);
    for (let i = 0; i < all.length; ) {
      const symbol = this.symbol(code);
      if (symbol === undefined) return false;
      let [value, times] = [symbol, 1];
      if (symbol === 16) {
        if (i === 0) throw damaged();
        [value, times] = [all[i - 1]!, 3 + this.read(2)];
      } else if (symbol > 16)
        [value, times] = [0, symbol === 17 ? 3 + this.read(3) : 11 + this.read(7)];
      if (this.isShort()) return false;
      if (i + times > all.length) throw damaged();
      all.fill(value, i, i + times);
      i += times;
    }
    if (all[256] === 0) throw damaged();
    this.lengths = codeOf(all.subarray(0, lengths));
    this.distances = codeOf(all.subarray(lengths));
    return true;
  }

  /** Unpacks the symbols of a block that have come; false where its end is not among them. */
  private codes(): boolean {
    const { target } = this;
    for (;;) {
      const before = this.at;
      const symbol = this.symbol(this.lengths);
      if (symbol === undefined) return false;
      if (symbol < 256) {
        if (this.filled === target.length) throw new TooMuch();
        target[this.filled++] = symbol;
        continue;
      }
      if (symbol === 256) return this.next();
      if (symbol > 285) throw damaged();
      const length = lengthBase[symbol - 257]! + this.read(lengthExtra[symbol - 257]!);
      const far = this.symbol(this.distances);
      if (far !== undefined && far > 29) throw damaged();
      const distance = far === undefined ? 0 : distanceBase[far]! + this.read(distanceExtra[far]!);
      if (far === undefined || this.isShort()) {
        this.at = before;
        return false;
      }
      if (distance > this.filled) throw damaged();
      const end = this.filled + length;
      if (end > target.length) throw new TooMuch();
      let to = this.filled;
      for (let from = to - distance; to < end; ) target[to++] = target[from++]!;
      this.filled = end;
    }
  }

  /** Whether more bits were read than have come: those beyond were read as 0. */
  private isShort(): boolean {
    return this.at > 8 * this.data.length;
  }

  /** The next bits as a number, at most 16. */
  private read(count: number): number {
    const bits = this.peek() & ((1 << count) - 1);
    this.at += count;
    return bits;
  }

  /** The next 16 bits or more. */
  private peek(): number {
    const { data } = this;
    const from = this.at >> 3;
    // Beyond the end there is `undefined`, which bitwise operations take for 0.
    return (
      ((data[from]! | (data[from + 1]! << 8) | (data[from + 2]! << 16)) >> (this.at & 7)) & 0xffffff
    );
  }

  /** The next symbol of a code; undefined, and nothing is read, where it has not come as a whole. */
  private symbol({ entries, bits }: Code): number | undefined {
    const entry = entries[this.peek() & ((1 << bits) - 1)]!;
    const left = 8 * this.data.length - this.at;
    if (entry === 0 && left >= bits) throw damaged();
    if (entry === 0 || (entry & 15) > left) return undefined;
    this.at += entry & 15;
    return entry >> 4;
  }
}

/**
 * Makes a code from the lengths of its symbols, 0 for those that it lacks: RFC 1951, 3.2.2.
 * @param isOfLengths whether its symbols are the lengths of a block's codes
 * @throws Error, as zlib does, for lengths that no code has, or a code with gaps, unless it is a
 *   block's code of a single symbol
 */
function codeOf(lengths: Uint8Array, isOfLengths = false): Code {
  const counts = new Uint16Array(17);
  for (const length of lengths) if (length > 0) counts[length]!++;
  const bits = Math.max(
    1,
    counts.findLastIndex((count) => count > 0),
  );
  const isEmpty = counts.every((count) => count === 0);
  let room = 1;
  const next = new Uint16Array(17);
  for (let length = 1, code = 0; length <= 15; length++) {
    room = 2 * room - counts[length]!;
    if (room < 0) throw damaged();
    code = (code + (length > 1 ? counts[length - 1]! : 0)) << 1;
    next[length] = code;
  }
  if (room > 0 && !isEmpty && (isOfLengths || bits > 1)) {
    throw damaged();
  }
  const entries = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    let code = next[length]!++;
    let first = 0;
    for (let bit = 0; bit < length; bit++, code >>= 1) first = (first << 1) | (code & 1);
    for (let at = first; at < entries.length; at += 1 << length)
      entries[at] = (symbol << 4) | length;
  }
  return { entries, bits };
}

/** The first value of each symbol, where each has 2 to the power of its extra bits values. */
function startsOf(extra: Uint8Array, first: number): number[] {
  let next = first;
  return Array.from(extra, (bits) => {
    next += 1 << bits;
    return next - (1 << bits);
  });
}

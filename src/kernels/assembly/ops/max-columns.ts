// AssemblyScript. What goes from rows to the cells that a mask of one code per row names: one step
// a row, since a table has each column's distance from a window's first cell.
import { Task, Word } from '../../../memory/codes';
import { word } from '../lib/lanes';

/**
 * Adds rows' gradients to cells, or writes rows' values into them: the parts from `begin` to `end`
 * of the input's grid, counted over (image, first axis). All windows that reach them are visited,
 * in row order, but no other cells are written. Elements have `size` bytes.
 */
export function scatterColumns(task: Task, size: i32, job: usize, begin: i32, end: i32): void {
  const input0 = word(job, Word.input0);
  for (let part = begin; part < end; ) {
    const from = part % input0;
    const to = min(input0, from + end - part);
    scatterImage(task, size, job, part / input0, from, to);
    part += to - from;
  }
}

function scatterImage(task: Task, size: i32, job: usize, b: i32, from: i32, to: i32): void {
  const input0 = word(job, Word.input0);
  const output0 = word(job, Word.output0);
  const partBytes =
    word(job, Word.input1) * word(job, Word.input2) * word(job, Word.channels) * size;
  const reach = (word(job, Word.kernel0) - 1) * word(job, Word.dilation0) + 1;
  const image = <usize>word(job, Word.target) + <usize>(b * input0 * partBytes);
  const begin = image + <usize>(from * partBytes);
  const end = image + <usize>(to * partBytes);
  let zeroed = from;
  for (let o0 = 0; o0 < output0; o0++) {
    const start = o0 * word(job, Word.stride0) - word(job, Word.pad0);
    if (start + reach <= from) continue;
    if (start >= to) break;
    const reached = min(to, start + reach);
    if (reached > zeroed) {
      // Zeroed just before they are added to, so that they are in the cache then.
      memory.fill(image + <usize>(zeroed * partBytes), 0, (reached - zeroed) * partBytes);
      zeroed = reached;
    }
    // No code names a cell beyond the input's edges, but some may be other parts'.
    const inside = (start >= from || from === 0) && (start + reach <= to || to === input0);
    const checked = !inside || <bool>word(job, Word.mayHaveNone);
    const plane = image + <usize>(start * partBytes);
    const output = b * output0 + o0;
    if (task === Task.maxUnpool) placeRows(size, job, plane, output, begin, end);
    else if (size === 4) addRowsOf<f32>(job, plane, output, begin, end, checked);
    else addRowsOf<f64>(job, plane, output, begin, end, checked);
  }
  const rest = image + <usize>(zeroed * partBytes);
  memory.fill(rest, 0, end - rest);
}

function addRowsOf<T>(
  job: usize,
  plane: usize,
  output: i32,
  begin: usize,
  end: usize,
  checked: bool,
): void {
  const codeBytes = word(job, Word.codeBytes);
  if (codeBytes === 1) addPlane<T, u8>(job, plane, output, begin, end, checked);
  else if (codeBytes === 2) addPlane<T, u16>(job, plane, output, begin, end, checked);
  else addPlane<T, u32>(job, plane, output, begin, end, checked);
}

/** Values are only moved here, so their width is all that matters. */
function placeRows(
  size: i32,
  job: usize,
  plane: usize,
  output: i32,
  begin: usize,
  end: usize,
): void {
  if (size === 1) placePlane<u8>(job, plane, output, begin, end);
  else if (size === 4) placePlane<u32>(job, plane, output, begin, end);
  else placePlane<u64>(job, plane, output, begin, end);
}

/** Loads a code of some bytes. */
function codeAt(codes: usize, size: i32): u32 {
  if (size === 1) return load<u8>(codes);
  return size === 2 ? load<u16>(codes) : load<u32>(codes);
}

/** The address of a window's first cell along the last two axes, which may be no real one. */
function firstCell<T>(job: usize, plane: usize, o1: i32): usize {
  const i1 = o1 * word(job, Word.stride1) - word(job, Word.pad1);
  const cells = i1 * word(job, Word.input2) - word(job, Word.pad2);
  return plane + <usize>(cells * word(job, Word.channels) * sizeof<T>());
}

/** The address of the cell that a code names, of the window that starts at `cell`. */
function cellOf<M>(offsets: usize, code: M, cell: usize): usize {
  return cell + <usize>load<i32>(offsets + ((<usize>code) << 2));
}

/** Adds the rows of one output plane (of the last two axes). */
function addPlane<T, M>(
  job: usize,
  plane: usize,
  output: i32,
  begin: usize,
  end: usize,
  checked: bool,
): void {
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const offsets = <usize>word(job, Word.offsets);
  const stride = <usize>(word(job, Word.stride2) * channels) * sizeof<T>();
  const row = <usize>(output * output1 * output2 * channels);
  let dout = <usize>word(job, Word.source) + row * sizeof<T>();
  let codes = <usize>word(job, Word.mask) + row * sizeof<M>();
  for (let o1 = 0; o1 < output1; o1++) {
    let cell = firstCell<T>(job, plane, o1);
    for (let o2 = 0; o2 < output2; o2++) {
      if (checked) addChecked<T, M>(job, cell, dout, codes, begin, end);
      else addRows<T, M>(offsets, cell, dout, codes, channels);
      cell += stride;
      dout += <usize>channels * sizeof<T>();
      codes += <usize>channels * sizeof<M>();
    }
  }
}

/** Adds the rows of one window that have a maximum in [begin, end). */
function addChecked<T, M>(
  job: usize,
  cell: usize,
  dout: usize,
  codes: usize,
  begin: usize,
  end: usize,
): void {
  const offsets = <usize>word(job, Word.offsets);
  const windowSize = <u32>word(job, Word.windowSize);
  for (let channels = word(job, Word.channels); channels > 0; channels--) {
    const code = load<M>(codes);
    if (<u32>code < windowSize) {
      const at = cellOf<M>(offsets, code, cell);
      if (at >= begin && at < end) store<T>(at, load<T>(at) + load<T>(dout));
    }
    cell += sizeof<T>();
    dout += sizeof<T>();
    codes += sizeof<M>();
  }
}

/**
 * Adds the rows of one window, which all have a maximum. They are different channels, so never the
 * same cell: of four, all cells are read before one is written.
 */
function addRows<T, M>(offsets: usize, cell: usize, dout: usize, codes: usize, rows: i32): void {
  const end = codes + <usize>rows * sizeof<M>();
  for (; codes + 4 * sizeof<M>() <= end; codes += 4 * sizeof<M>()) {
    let cell0: usize;
    let cell1: usize;
    let cell2: usize;
    let cell3: usize;
    if (sizeof<M>() === 1) {
      const four = load<u32>(codes);
      cell0 = cellOf<u32>(offsets, four & 255, cell);
      cell1 = cellOf<u32>(offsets, (four >> 8) & 255, cell);
      cell2 = cellOf<u32>(offsets, (four >> 16) & 255, cell);
      cell3 = cellOf<u32>(offsets, four >> 24, cell);
    } else {
      cell0 = cellOf<M>(offsets, load<M>(codes), cell);
      cell1 = cellOf<M>(offsets, load<M>(codes, sizeof<M>()), cell);
      cell2 = cellOf<M>(offsets, load<M>(codes, 2 * sizeof<M>()), cell);
      cell3 = cellOf<M>(offsets, load<M>(codes, 3 * sizeof<M>()), cell);
    }
    const sum0 = load<T>(cell0) + load<T>(dout);
    const sum1 = load<T>(cell1, sizeof<T>()) + load<T>(dout, sizeof<T>());
    const sum2 = load<T>(cell2, 2 * sizeof<T>()) + load<T>(dout, 2 * sizeof<T>());
    const sum3 = load<T>(cell3, 3 * sizeof<T>()) + load<T>(dout, 3 * sizeof<T>());
    store<T>(cell0, sum0);
    store<T>(cell1, sum1, sizeof<T>());
    store<T>(cell2, sum2, 2 * sizeof<T>());
    store<T>(cell3, sum3, 3 * sizeof<T>());
    cell += 4 * sizeof<T>();
    dout += 4 * sizeof<T>();
  }
  for (; codes < end; codes += sizeof<M>()) {
    const at = cellOf<M>(offsets, load<M>(codes), cell);
    store<T>(at, load<T>(at) + load<T>(dout));
    cell += sizeof<T>();
    dout += sizeof<T>();
  }
}

/** Writes the rows of one output plane into the cells that lie in [begin, end). */
function placePlane<T>(job: usize, plane: usize, output: i32, begin: usize, end: usize): void {
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const codeBytes = word(job, Word.codeBytes);
  const offsets = <usize>word(job, Word.offsets);
  const windowSize = <u32>word(job, Word.windowSize);
  const stride = <usize>(word(job, Word.stride2) * channels) * sizeof<T>();
  const row = <usize>(output * output1 * output2 * channels);
  let values = <usize>word(job, Word.source) + row * sizeof<T>();
  let codes = <usize>word(job, Word.mask) + row * <usize>codeBytes;
  for (let o1 = 0; o1 < output1; o1++) {
    let first = firstCell<T>(job, plane, o1);
    for (let o2 = 0; o2 < output2; o2++) {
      let cell = first;
      for (let c = 0; c < channels; c++) {
        const code = codeAt(codes, codeBytes);
        if (code < windowSize) {
          const at = cellOf<u32>(offsets, code, cell);
          if (at >= begin && at < end) store<T>(at, load<T>(values));
        }
        cell += sizeof<T>();
        values += sizeof<T>();
        codes += codeBytes;
      }
      first += stride;
    }
  }
}

/** Writes what the cells hold that the rows' codes name, 0 for a row without a maximum. */
export function gatherColumns<T>(job: usize, begin: i32, end: i32): void {
  const output0 = word(job, Word.output0);
  const output1 = word(job, Word.output1);
  const output2 = word(job, Word.output2);
  const channels = word(job, Word.channels);
  const codeBytes = word(job, Word.codeBytes);
  const offsets = <usize>word(job, Word.offsets);
  const windowSize = <u32>word(job, Word.windowSize);
  const partCells = word(job, Word.input1) * word(job, Word.input2);
  const row = <usize>(begin * output1 * output2 * channels);
  let target = <usize>word(job, Word.target) + row * sizeof<T>();
  let codes = <usize>word(job, Word.mask) + row * <usize>codeBytes;
  for (let unit = begin; unit < end; unit++) {
    const start = (unit % output0) * word(job, Word.stride0) - word(job, Word.pad0);
    const cells = ((unit / output0) * word(job, Word.input0) + start) * partCells;
    const plane = <usize>word(job, Word.source) + <usize>(cells * channels) * sizeof<T>();
    for (let o1 = 0; o1 < output1; o1++) {
      let cell = firstCell<T>(job, plane, o1);
      for (let o2 = 0; o2 < output2; o2++) {
        for (let c = 0; c < channels; c++) {
          const code = codeAt(codes, codeBytes);
          const at = cell + <usize>c * sizeof<T>();
          let value: T = 0;
          if (code < windowSize) value += load<T>(cellOf<u32>(offsets, code, at));
          store<T>(target, value);
          target += sizeof<T>();
          codes += codeBytes;
        }
        cell += <usize>(word(job, Word.stride2) * channels) * sizeof<T>();
      }
    }
  }
}

// biome-ignore-all lint/style/useImportType: AssemblyScript knows no `import type`
// AssemblyScript. A thread's frame for elements and codes of a type: it finds the steps that are
// compiled for them.
import { Word } from '../../../memory/codes';
import { lowest, word } from '../lib/lanes';
import { Block, nanIgnoreFlag, tiesLastFlag } from '../lib/winners';
import { foldCells } from './max-direct';
import { Frame, fillerAt, lowestAt, zerosAt } from './max-frame';
import { best } from './max-line';

/** Codes of this type stand for none: rows are added, not compared. */
type Sums = f32;

type Put = (f: Frame, end: usize, from: i32, out: usize, outCodes: usize, rows: i32) => void;
/** A thread's frame for maxima, with codes as wide as the job's. */
export function maxFrame<T>(job: usize, thread: i32): Frame {
  const codeBytes = word(job, Word.codeBytes);
  if (codeBytes === 1) frameOf<T, u8>(job, thread);
  else if (codeBytes === 2) frameOf<T, u16>(job, thread);
  else if (isFloat<T>()) frameOf<T, u32>(job, thread);
  return prepare<T>(job, thread);
}

/** A thread's frame for sums of elements. */
export function sumFrame<T>(job: usize, thread: i32): Frame {
  frameOf<T, Sums>(job, thread);
  return prepare<T>(job, thread);
}

function frameAt(job: usize, thread: i32): Frame {
  const scratch = <usize>word(job, Word.scratch) + <usize>(thread * word(job, Word.scratchBytes));
  return changetype<Frame>(scratch);
}

/** Writes the steps for elements and codes of a type into a thread's frame. */
function frameOf<T, M>(job: usize, thread: i32): void {
  const f = frameAt(job, thread);
  const putBest: Put = (f, end, from, out, outCodes, rows) => {
    best<T, M>(f, end, from, out, outCodes, rows);
  };
  f.best = putBest.index;
  f.foldCells = putBest.index;
  f.codeSize = isFloat<M>() ? 0 : sizeof<M>();
  // Integers, and the widest codes, always go by exact steps.
  if (isFloat<M>() || (isFloat<T>() && sizeof<M>() < 4)) {
    const putCells: Put = (f, end, from, out, outCodes, rows) => {
      foldCells<T, M>(f, end, from, out, outCodes, rows);
    };
    f.foldCells = putCells.index;
  }
}

/** Fills in what does not depend on codes, and places the buffers in the thread's memory. */
function prepare<T>(job: usize, thread: i32): Frame {
  const f = frameAt(job, thread);
  const ignored = isFloat<T>() && word(job, Word.nanIgnore);
  f.size = sizeof<T>();
  f.float = isFloat<T>();
  f.block = Block.size<T>();
  f.flags = (word(job, Word.tiesLast) ? tiesLastFlag : 0) | (ignored ? nanIgnoreFlag : 0);
  v128.store(changetype<usize>(f), i64x2.splat(0), zerosAt);
  v128.store(changetype<usize>(f), v128.splat<T>(lowest<T>()), lowestAt);
  v128.store(
    changetype<usize>(f),
    v128.splat<T>(f.codeSize === 0 ? <T>0 : ignored ? <T>NaN : lowest<T>()),
    fillerAt,
  );
  placeBuffers(f, job);
  return f;
}

function placeBuffers(f: Frame, job: usize): void {
  const scratch = changetype<usize>(f);
  f.job = job;
  f.lines = word(job, Word.output1);
  f.tail = scratch + <usize>word(job, Word.tailAt);
  f.pair = f.tail + 128;
  f.list = scratch + <usize>word(job, Word.listAt);
  f.phases = scratch + <usize>word(job, Word.phasesAt);
  f.phaseBytes = word(job, Word.phaseBytes);
  f.blocks = scratch + <usize>word(job, Word.blocksAt);
  f.blockCodes = scratch + <usize>word(job, Word.blockCodesAt);
}

import type { Geometry } from '../geometry.js';
import { Word } from './assembly/codes.js';

/** Bytes that a window's cell takes in a thread's list. */
const cellBytes = 16;
/** By the number of spatial axes, which of the kernels' three they are. */
const places: Readonly<Record<number, readonly number[]>> = { 1: [2], 2: [0, 2], 3: [0, 1, 2] };

/**
 * What the kernels know of a geometry and its options: numbers, and for each axis the coordinate of
 * every (output, offset), all computed by the geometry. The words come first, then the tables.
 */
export interface Job {
  readonly words: Int32Array;
  /** Bytes of the words, the tables and one list of cells a thread. */
  readonly bytes: number;
}

/** A geometry's job, to be written at an address; source, target and mask are set at each run. */
export function jobOf(geometry: Geometry, threads: number, dense: boolean, split: boolean): Job {
  const { inputSpatial, outputSpatial, kernelSize } = geometry;
  const axes = [0, 1, 2].map((place) => places[kernelSize.length]!.indexOf(place));
  const tables = axes.map((axis) => (outputSpatial[axis] ?? 1) * (kernelSize[axis] ?? 1));
  const words = new Int32Array(Word.count + tables.reduce((total, length) => total + length));
  words[Word.dense] = Number(dense);
  words[Word.channels] = geometry.channels;
  words[Word.windowSize] = geometry.windowSize;
  words[Word.tiesLast] = Number(geometry.ties === 'last');
  words[Word.tiesAll] = Number(geometry.ties === 'all');
  words[Word.nanIgnore] = Number(geometry.nan === 'ignore');
  words[Word.split] = Number(split);
  words[Word.one] = 1;
  let at: number = Word.count;
  for (const [place, axis] of axes.entries()) {
    words[Word.input0 + place] = inputSpatial[axis] ?? 1;
    words[Word.output0 + place] = outputSpatial[axis] ?? 1;
    words[Word.kernel0 + place] = kernelSize[axis] ?? 1;
    words[Word.table0 + place] = at * words.BYTES_PER_ELEMENT;
    if (axis >= 0) fillTable(words.subarray(at), geometry, axis);
    at += tables[place]!;
  }
  const lists = words.byteLength + 8 - (words.byteLength % 8);
  words[Word.lists] = lists;
  return { words, bytes: lists + threads * geometry.windowSize * cellBytes };
}

/** Turns a job's offsets into addresses. */
export function placeJob(words: Int32Array, address: number): void {
  for (const word of [Word.table0, Word.table1, Word.table2, Word.lists]) {
    words[word] = words[word]! + address;
  }
}

function fillTable(table: Int32Array, geometry: Geometry, axis: number): void {
  const size = geometry.kernelSize[axis]!;
  for (let out = 0; out < geometry.outputSpatial[axis]!; out++) {
    for (let offset = 0; offset < size; offset++) {
      table[out * size + offset] = geometry.coordinate(axis, out, offset);
    }
  }
}

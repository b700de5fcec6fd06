// The sentence of a cell of two runs.
import type { View } from 'poolscope';
import { addressOf, valueText } from '../../ui/readout.js';
import { trans } from '../../ui/texts.js';
import { marksOf } from '../model/marks.js';
import { Subject } from '../model/subject.js';
import { describeMarks } from '../sentences/sentence.js';
import type { ArrayPair } from './differences.js';

/** Says what A and B hold at a cell, and why. */
export class PairSentence {
  private readonly subjects: readonly Subject[];

  constructor(a: View, b: View) {
    const isExplained = (view: View): boolean =>
      view.geometry !== undefined &&
      view.dout !== undefined &&
      view.din !== undefined &&
      (view.mask ?? view.pooling) !== undefined;
    this.subjects = [a, b].every(isExplained) ? [a, b].map((view) => new Subject(view)) : [];
  }

  of({ name, a, b, delta }: ArrayPair, index: readonly number[]): string {
    const { shape, dtype } = a.tensor;
    const flat = index.reduce((sum, at, axis) => sum * shape[axis]! + at, 0);
    const [one, other] = [a, b].map(({ tensor }) => valueText(tensor.data[flat]!, dtype));
    const address = addressOf(name, index, a.layout);
    const difference = delta.tensor.data[flat]!;
    const values =
      difference === 0
        ? trans.__('%1 = %2 in A and B', address, one!)
        : name === 'mask'
          ? trans.__('%1: %2 in A, %3 in B', address, one!, other!)
          : trans.__(
              '%1: %2 in A, %3 in B, B − A = %4',
              address,
              one!,
              other!,
              // Of float32 as many digits as its numbers have.
              valueText(difference, dtype === 'float32' ? dtype : 'float64'),
            );
    const [why, whyOther] = this.subjects.map((subject) =>
      describeMarks(subject, marksOf(subject, { panel: name, index })),
    );
    if (why === undefined || whyOther === undefined) return values;
    return why === whyOther
      ? trans.__('%1. In both: %2', values, why)
      : trans.__('%1. A: %2. B: %3', values, why, whyOther);
  }
}

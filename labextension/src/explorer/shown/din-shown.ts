// Which din is drawn: the one that was given, what it should be, or the difference.
import { Tensor } from 'poolscope';
import type { Subject } from '../model/subject.js';

/** Of a din that was given: itself, what dout and the mask give, or the first minus the second. */
export type DinShown = 'held' | 'expected' | 'error';

/** The tensor to draw as din. The error is 0 wherever din is not wrong. */
export function dinShown(subject: Subject, shown: DinShown): Tensor {
  if (shown === 'held') return subject.din;
  if (shown === 'expected') return subject.expected;
  const { din, expected, difference } = subject;
  const values = Float64Array.from(din.data, (value, cell) =>
    difference.differs(cell) ? value - expected.data[cell]! : 0,
  );
  return new Tensor(values, din.shape, 'float64');
}

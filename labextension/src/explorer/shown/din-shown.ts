// Which din is drawn: the one that was given, what it should be, or the difference.
import type { Tensor } from 'poolscope';
import type { Subject } from '../model/subject.js';

/** Of a din that was given: itself, what dout and the mask give, or the first minus the second. */
export type DinShown = 'held' | 'expected' | 'error';

/** The tensor to draw as din. */
export function dinShown(subject: Subject, shown: DinShown): Tensor {
  if (shown === 'held') return subject.din;
  return shown === 'expected' ? subject.checks.expected : subject.checks.dinError;
}

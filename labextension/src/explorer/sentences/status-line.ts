// The line that says what is marked, or why what was asked for can't be.
import { element } from '../../ui/element.js';
import { reasonOf } from '../../ui/problem.js';
import { writeText } from '../../ui/running-text.js';

/** A line that a screen reader reads when it changes. */
export class StatusLine {
  readonly node: HTMLElement = element('p', 'poolscope-status');
  private readonly sentence: () => string;

  /** @param sentence what is marked, in words */
  constructor(sentence: () => string) {
    this.sentence = sentence;
    this.node.setAttribute('role', 'status');
  }

  /** Says what is marked; or that a number was typed that there is not. */
  readonly say = (problem?: string): void => {
    writeText(this.node, problem ?? this.sentence());
  };

  /** Says why a request failed; the view stays as it is. */
  readonly sayProblem = (error: unknown): void => {
    writeText(this.node, reasonOf(error));
  };
}

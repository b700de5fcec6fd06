// A slider with a number field beside it.
import { formatCount } from 'poolscope/start';
import { element } from './element.js';
import { trans } from './texts.js';

/** A slider with a number beside it, both for one whole number from 0 on. */
export interface SliderControl {
  readonly node: HTMLElement;
  /** Moves both to a position, or, where there is no position, to the slider's `off`; `onMove` is not called. */
  show(position: number | undefined): void;
}

/** What a slider may do beyond moving. */
export interface SliderOptions {
  /**
   * Called with what is wrong with the number that was typed, in words, and with undefined once that is
   * put right. Until then the slider is off or, if it can't be, where it was before the typing.
   */
  onProblem?(problem: string | undefined): void;
  /** A place before position 0 that stands for no position at all: its name, and what goes there. */
  readonly off?: { readonly label: string; onMove(): void };
}

/**
 * The position that a typed text names; undefined where it names none.
 * @example
 * positionOf('12', 287) // 12
 * positionOf('1234', 287) // undefined
 */
export function positionOf(text: string, last: number): number | undefined {
  const position = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(position) && position >= 0 && position <= last ? position : undefined;
}

/**
 * A native range input and a number input that follow each other. A number that is no position stays in
 * its field, marked as invalid, until another is typed or shown.
 * @param label the text beside them and the range's accessible name
 * @param size how many positions there are; with one, both are disabled
 * @param onMove called with each new position
 */
export function slider(
  label: string,
  size: number,
  position: number | undefined,
  onMove: (position: number) => void,
  { onProblem, off }: SliderOptions = {},
): SliderControl {
  const last = Math.max(0, size - 1);
  const range = input('range', label, last);
  const number = input('number', trans.__('%1, number', label), last);
  if (off !== undefined) range.min = '-1';
  let shown = position;
  /** The position before the typing that goes on. */
  let before = position;
  let isTyping = false;
  const isInvalid = (): boolean => number.hasAttribute('aria-invalid');
  const setProblem = (problem: string | undefined): void => {
    if (problem === undefined && !isInvalid()) return;
    if (problem === undefined) number.removeAttribute('aria-invalid');
    else number.setAttribute('aria-invalid', 'true');
    number.title = problem ?? '';
    onProblem?.(problem);
  };
  const showRange = (): void => {
    const at = shown ?? -1;
    if (range.valueAsNumber !== at) range.valueAsNumber = at;
    if (off === undefined) return;
    if (shown === undefined) range.setAttribute('aria-valuetext', off.label);
    else range.removeAttribute('aria-valuetext');
  };
  const show = (next: number | undefined): void => {
    shown = next;
    showRange();
    // What is moved while a person types comes from that typing: the text stays as it is.
    if (isTyping) return;
    before = next;
    number.removeAttribute('aria-invalid');
    number.title = '';
    const text = next === undefined ? '' : `${next}`;
    if (number.value !== text || number.validity.badInput) number.value = text;
  };
  const move = (next: number | undefined): void => {
    if (next === shown) return;
    show(next);
    if (next === undefined) off?.onMove();
    else onMove(next);
  };
  range.addEventListener('input', () => {
    const at = range.valueAsNumber;
    setProblem(undefined);
    move(at < 0 ? undefined : at);
  });
  number.addEventListener('input', () => {
    isTyping = true;
    const typed = number.validity.badInput ? undefined : positionOf(number.value, last);
    if (typed === undefined) {
      move(off === undefined ? before : undefined);
      setProblem(problemOf(label, number.value, last));
    } else {
      setProblem(undefined);
      move(typed);
    }
    isTyping = false;
  });
  number.addEventListener('change', () => {
    if (!isInvalid()) before = shown;
  });
  if (off !== undefined) number.placeholder = off.label;
  show(position);

  const node = element('div', 'poolscope-slider');
  node.append(
    element('span', '', label),
    range,
    number,
    element('span', 'poolscope-slider-last', `/ ${formatCount(last)}`),
  );
  return { node, show };
}

function problemOf(label: string, text: string, last: number): string {
  return text === ''
    ? trans.__('%1: type a whole number from 0 to %2', label, last)
    : trans.__('there is no %1 %2: type a whole number from 0 to %3', label, text, last);
}

function input(type: 'range' | 'number', label: string, last: number): HTMLInputElement {
  const node = document.createElement('input');
  node.type = type;
  node.min = '0';
  node.max = `${last}`;
  node.step = '1';
  node.disabled = last === 0;
  node.setAttribute('aria-label', label);
  return node;
}

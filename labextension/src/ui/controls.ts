// A slider with a number field beside it.
import { element } from './element.js';
import { trans } from './texts.js';

/** A slider with a number beside it, both for one whole number from 0 on. */
export interface SliderControl {
  readonly node: HTMLElement;
  /** Moves both to a position; `onMove` is not called. */
  show(position: number): void;
}

/**
 * A native range input and a number input that follow each other.
 * @param label the text beside them and the range's accessible name
 * @param size how many positions there are; with one, both are disabled
 * @param onMove called with each new position
 */
export function slider(
  label: string,
  size: number,
  position: number,
  onMove: (position: number) => void,
): SliderControl {
  const last = Math.max(0, size - 1);
  const range = input('range', label, last, position);
  const number = input('number', trans.__('%1, number', label), last, position);
  const copyValue = (from: HTMLInputElement, to: HTMLInputElement): void => {
    const value = from.valueAsNumber;
    if (!Number.isInteger(value) || value < 0 || value > last) return;
    to.valueAsNumber = value;
    onMove(value);
  };
  range.addEventListener('input', () => copyValue(range, number));
  number.addEventListener('input', () => copyValue(number, range));
  // A number that is half-typed or out of range is replaced by the position that is shown.
  number.addEventListener('change', () => {
    number.valueAsNumber = range.valueAsNumber;
  });

  const node = element('div', 'poolscope-slider');
  node.append(
    element('span', 'poolscope-slider-label', label),
    range,
    number,
    element('span', 'poolscope-slider-last', `/ ${last}`),
  );
  return {
    node,
    show(shown) {
      if (range.valueAsNumber !== shown) range.valueAsNumber = shown;
      if (number.valueAsNumber !== shown) number.valueAsNumber = shown;
    },
  };
}

function input(
  type: 'range' | 'number',
  label: string,
  last: number,
  position: number,
): HTMLInputElement {
  const node = document.createElement('input');
  node.type = type;
  node.min = '0';
  node.max = `${last}`;
  node.step = '1';
  node.disabled = last === 0;
  node.setAttribute('aria-label', label);
  node.valueAsNumber = position;
  return node;
}

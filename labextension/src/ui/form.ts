// Form controls: button, check box, select and number.
import { element } from './element.js';

/** A button with a text on it. */
export function button(text: string, onPress: () => void, label?: string): HTMLButtonElement {
  const node = element('button', 'poolscope-button', text);
  node.type = 'button';
  if (label !== undefined) {
    node.setAttribute('aria-label', label);
    node.title = label;
  }
  node.addEventListener('click', onPress);
  return node;
}

/** A check box; the label beside it is its accessible name. */
export function toggle(
  label: string,
  onChange: (on: boolean) => void,
  on = false,
): HTMLLabelElement {
  const node = element('label', 'poolscope-toggle');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = on;
  box.addEventListener('change', () => onChange(box.checked));
  node.append(box, label);
  return node;
}

/** A select of a few options; the label before it is its accessible name. */
export function choice<Name extends string>(
  label: string,
  options: readonly (readonly [Name, string])[],
  value: Name,
  onChange: (value: Name) => void,
): HTMLLabelElement {
  const node = element('label', 'poolscope-choice', label);
  const select = document.createElement('select');
  select.setAttribute('aria-label', label);
  for (const [name, text] of options) {
    const option = document.createElement('option');
    option.value = name;
    option.textContent = text;
    option.selected = name === value;
    select.append(option);
  }
  select.addEventListener('change', () => {
    const found = options.find(([name]) => name === select.value);
    if (found !== undefined) onChange(found[0]);
  });
  node.append(select);
  return node;
}

/** A few options beside each other, of which one is on. */
export interface Radios<Name extends string> {
  readonly node: HTMLElement;
  /** Turns an option on, without a call; undefined: none. */
  show(value: Name | undefined): void;
}

let groups = 0;

/**
 * A group of radio buttons; its label is its accessible name, and stands before it.
 * @param onChange called with the option that a person turns on
 */
export function radios<Name extends string>(
  label: string,
  options: readonly (readonly [Name, string])[],
  value: Name | undefined,
  onChange: (value: Name) => void,
): Radios<Name> {
  const node = element('div', 'poolscope-radios');
  node.setAttribute('role', 'radiogroup');
  node.setAttribute('aria-label', label);
  const title = element('span', 'poolscope-radios-title', label);
  title.setAttribute('aria-hidden', 'true');
  node.append(title);
  const group = `poolscope-radios-${groups++}`;
  const boxes = options.map(([name, text]) => {
    const box = document.createElement('input');
    box.type = 'radio';
    box.name = group;
    box.value = name;
    box.checked = name === value;
    box.addEventListener('change', () => onChange(name));
    const option = element('label', 'poolscope-radio');
    option.append(box, element('span', '', text));
    node.append(option);
    return box;
  });
  return {
    node,
    show(shown) {
      for (const box of boxes) box.checked = box.value === shown;
    },
  };
}

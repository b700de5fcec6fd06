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

/** An input for a number, fractions included. */
export function numberField(
  label: string,
  value: number,
  onChange: (value: number) => void,
): HTMLInputElement {
  const node = document.createElement('input');
  node.type = 'number';
  node.step = 'any';
  node.className = 'poolscope-number';
  node.setAttribute('aria-label', label);
  node.value = `${value}`;
  node.addEventListener('input', () => {
    if (Number.isFinite(node.valueAsNumber)) onChange(node.valueAsNumber);
  });
  return node;
}

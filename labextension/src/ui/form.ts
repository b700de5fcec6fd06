import { element } from './element.js';

/** A button with words on it. */
export function button(text: string, pressed: () => void, label?: string): HTMLButtonElement {
  const node = element('button', 'poolscope-button', text);
  node.type = 'button';
  if (label !== undefined) {
    node.setAttribute('aria-label', label);
    node.title = label;
  }
  node.addEventListener('click', pressed);
  return node;
}

/** A check box with its label beside it, which is its accessible name. */
export function toggle(
  label: string,
  changed: (on: boolean) => void,
  on = false,
): HTMLLabelElement {
  const node = element('label', 'poolscope-toggle');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = on;
  box.addEventListener('change', () => changed(box.checked));
  node.append(box, label);
  return node;
}

/** One of a few choices; the label stands before it and is its accessible name. */
export function choice<Name extends string>(
  label: string,
  options: readonly (readonly [Name, string])[],
  value: Name,
  changed: (value: Name) => void,
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
    if (found !== undefined) changed(found[0]);
  });
  node.append(select);
  return node;
}

/** A field for a number, which may have a fraction. */
export function numberField(
  label: string,
  value: number,
  changed: (value: number) => void,
): HTMLInputElement {
  const node = document.createElement('input');
  node.type = 'number';
  node.step = 'any';
  node.className = 'poolscope-number';
  node.setAttribute('aria-label', label);
  node.value = `${value}`;
  node.addEventListener('input', () => {
    if (Number.isFinite(node.valueAsNumber)) changed(node.valueAsNumber);
  });
  return node;
}

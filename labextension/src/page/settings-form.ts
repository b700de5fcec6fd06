import { element } from '../ui/element.js';
import { choice, toggle } from '../ui/form.js';
import type { LiveSettings, Settings } from '../ui/settings.js';

/** The form for the colour scales: a standalone page has no settings of JupyterLab to read. */
export function createSettingsForm(settings: LiveSettings): HTMLElement {
  const update = (changed: Partial<Settings>): void =>
    settings.update({ ...settings.current, ...changed });
  const { activationColours, gradientColours, symmetric } = settings.current;
  const node = element('details', 'poolscope-page-settings');
  const fields = element('div', 'poolscope-page-fields');
  const about0 = toggle('gradients symmetric about 0', (symmetric) => update({ symmetric }));
  about0.querySelector('input')!.checked = symmetric;
  fields.append(
    choice(
      'activations',
      [
        ['lagoon', 'lagoon'],
        ['grey', 'grey'],
      ],
      activationColours,
      (activationColours) => update({ activationColours }),
    ),
    choice(
      'gradients',
      [
        ['blue-red', 'blue to red'],
        ['teal-brown', 'teal to brown'],
      ],
      gradientColours,
      (gradientColours) => update({ gradientColours }),
    ),
    about0,
  );
  node.append(element('summary', '', 'Colour scales'), fields);
  return node;
}

import { element } from '../ui/element.js';
import { choice, toggle } from '../ui/form.js';
import type { LiveSettings, Settings } from '../ui/settings.js';

/** A page's own settings, of those that JupyterLab has: a page of its own can't ask there. */
export function settingsForm(settings: LiveSettings): HTMLElement {
  const set = (changed: Partial<Settings>): void =>
    settings.take({ ...settings.current, ...changed });
  const { activationColours, gradientColours, symmetric } = settings.current;
  const node = element('details', 'poolscope-page-settings');
  const fields = element('div', 'poolscope-page-fields');
  const about0 = toggle('gradients symmetric about 0', (symmetric) => set({ symmetric }));
  about0.querySelector('input')!.checked = symmetric;
  fields.append(
    choice(
      'activations',
      [
        ['lagoon', 'lagoon'],
        ['grey', 'grey'],
      ],
      activationColours,
      (activationColours) => set({ activationColours }),
    ),
    choice(
      'gradients',
      [
        ['blue-red', 'blue to red'],
        ['teal-brown', 'teal to brown'],
      ],
      gradientColours,
      (gradientColours) => set({ gradientColours }),
    ),
    about0,
  );
  node.append(element('summary', '', 'Colour scales'), fields);
  return node;
}

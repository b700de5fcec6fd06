// What there is to say of the din on screen, beside its title.
import { formatCount, type Slice } from 'poolscope/internal';
import { trans } from '../../ui/texts.js';
import { placesWhere } from './cells-where.js';
import type { AllPanelTests } from './panel-tests.js';

/** @param step of the player; undefined while it is off */
export function noteOfDin(slice: Slice, tests: AllPanelTests, step: number | undefined): string {
  if (step !== undefined) return trans.__('filled to step %1', step);
  const { gains, loses } = tests.of('din');
  if (gains !== undefined && loses !== undefined) {
    const [more, less] = [placesWhere(slice, gains).length, placesWhere(slice, loses).length];
    return trans.__('▲ gains: %1 · ▼ loses: %2', formatCount(more), formatCount(less));
  }
  return tests.isDead() ? trans.__('this channel gets no gradient') : '';
}

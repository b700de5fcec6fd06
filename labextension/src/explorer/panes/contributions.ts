// The list of what each window gave to a cell of din, and their sum.
import { element } from '../../ui/element.js';
import { button } from '../../ui/form.js';
import { addressOf, valueText } from '../../ui/readout.js';
import { trans } from '../../ui/texts.js';
import type { Agreement, DinCell } from '../model/marks.js';
import type { Subject } from '../model/subject.js';

/** The most windows that are listed: a longer list would take longer than a frame. */
const mostContributions = 64;

/**
 * Lists what each window gave to a cell of din, and compares their sum with what din holds.
 * @param onChoose called with the matrix row of a window that a person goes to
 */
export function createContributions(
  { geometry, dout, din, layout }: Subject,
  cell: DinCell,
  onChoose: (row: number) => void,
): HTMLElement[] {
  const list = element('ul', 'poolscope-contributions');
  const all = cell.contributions;
  const listed =
    all.length > mostContributions ? all.filter(({ won }) => won).slice(0, mostContributions) : all;
  for (const { row, won, gave } of listed) {
    const place = geometry.outputIndex(row).slice(1, -1);
    const item = document.createElement('li');
    item.append(
      button(trans.__('row %1', row), () => onChoose(row)),
      ` ${
        won
          ? trans.__('window (%1) gave %2', place.join(', '), valueText(gave, dout.dtype))
          : trans.__('window (%1) gave 0: its maximum is elsewhere', place.join(', '))
      }`,
    );
    list.append(item);
  }
  if (listed.length < all.length) {
    const more = all.length - listed.length;
    const isRest = all.filter(({ won }) => won).length === listed.length;
    const text = isRest
      ? trans._n('%1 more window gave 0', '%1 more windows gave 0', more)
      : trans._n('%1 more window', '%1 more windows', more);
    list.append(element('li', '', text));
  }
  const address = addressOf('din', geometry.inputIndex(cell.cell), layout);
  const conclusion =
    all.length === 0
      ? trans.__('No window holds this cell.')
      : sumText(valueText(cell.sum, dout.dtype), cell.agreement);
  return [
    element('div', 'poolscope-note', `${address} = ${valueText(cell.value, din.dtype)}`),
    list,
    element(
      'div',
      cell.agreement === 'different' ? 'poolscope-note poolscope-wrong' : 'poolscope-note',
      conclusion,
    ),
  ];
}

/** Compares the sum of what windows gave to a cell with what din holds there. */
function sumText(sum: string, agreement: Agreement): string {
  if (agreement === 'same') return trans.__('Their sum is %1, exactly what din holds', sum);
  if (agreement === 'rounding') {
    return trans.__('Their sum is %1, but for rounding what din holds', sum);
  }
  if (agreement === 'different') return trans.__('Their sum is %1, not what din holds', sum);
  return trans.__(
    'Their sum is %1, din holds more: windows outside the part shown gave to it too',
    sum,
  );
}

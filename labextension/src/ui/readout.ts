// Cells and their values as text.
import type { AxisLayout, Tensor } from 'poolscope';
import { type Panel, userOrder } from 'poolscope/internal';

/** What a cell that is not finite is marked with, and its name in the legend. */
export type NonFiniteMark = 'NaN' | '+∞' | '−∞';

/**
 * A cell as text: its address in the panel's array, and its value in full.
 * @example
 * cellText(panel, [0, 3, 5, 2], 0.1) // 'x[0, 3, 5, 2] = 0.1'
 */
export function cellText(panel: Panel, index: readonly number[], value: number): string {
  return `${addressOf(panel.name, index, panel.layout)} = ${valueText(value, panel.tensor.dtype)}`;
}

/**
 * A cell's address, as one writes it in code.
 * @param layout the axes of the user's array; by default those of the index
 * @example
 * addressOf('x', [0, 3, 5, 2], 'NCHW') // 'x[0, 2, 3, 5]'
 */
export function addressOf(name: string, index: readonly number[], layout?: AxisLayout): string {
  return `${name}[${userOrder(index, layout).join(', ')}]`;
}

/**
 * A value with as many digits as its dtype needs to tell it from its neighbours.
 * @example
 * valueText(Math.fround(0.1), 'float32') // '0.1', not 0.10000000149011612
 */
export function valueText(value: number, dtype: Tensor['dtype']): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  const mark = nonFiniteMark(value);
  if (mark !== undefined) return mark;
  if (Object.is(value, -0)) return '−0';
  const digits = dtype === 'float32' ? shortestFloat32(value) : `${value}`;
  return digits.replaceAll('-', '−');
}

/** The marks that an array's values need, each once, in the legend's order. */
export function nonFiniteMarks(values: ArrayLike<number>): NonFiniteMark[] {
  const found = new Set<NonFiniteMark>();
  for (let i = 0; i < values.length; i++) {
    const mark = nonFiniteMark(values[i] ?? 0);
    if (mark !== undefined) found.add(mark);
  }
  return (['NaN', '+∞', '−∞'] as const).filter((mark) => found.has(mark));
}

/** The mark of a value that is not finite. */
export function nonFiniteMark(value: number): NonFiniteMark | undefined {
  if (Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+∞' : '−∞';
}

function shortestFloat32(value: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return `${Number(text)}`;
  }
  return `${Number(value.toPrecision(9))}`;
}

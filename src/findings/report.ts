// `Findings`: all that was found in a backward pass, as a list that prints as a report.
import { makeInspectable } from '../core/inspect.js';
import type { ArrayCounts, InputCounts, RowCounts } from './counts/counts.js';
import type { DinMatch } from './counts/din-difference.js';
import type { Finding } from './finding/finding.js';
import { toEnglish } from './finding/message.js';
import { sentence } from './finding/table.js';
import type { SumParts } from './kinds/sums.js';

/** The counts and sums of a backward pass, which stand in every report. */
export interface PassCounts {
  readonly rows: RowCounts;
  /** Of the input's cells. */
  readonly cells: InputCounts;
  readonly dout: ArrayCounts;
  /** Of the din that was given. */
  readonly din: ArrayCounts | undefined;
  /** The given din against what dout and the mask give. */
  readonly match: DinMatch | undefined;
  readonly sums: SumParts;
}

/**
 * The result of `findings`: an array of findings, with the counts and sums of the whole pass as
 * properties. It prints as a report, the findings first. `map`, `filter` and the like return plain
 * arrays.
 */
export class Findings extends Array<Finding> implements PassCounts {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  readonly #counts: PassCounts;

  /** For library code; users call `findings`. */
  constructor(found: readonly Finding[], counts: PassCounts) {
    super();
    this.push(...found);
    this.#counts = counts;
  }

  /** The mask's rows, by how many maxima they hold. */
  get rows(): RowCounts {
    return this.#counts.rows;
  }

  /** The input's cells, by how many windows hold them. */
  get cells(): InputCounts {
    return this.#counts.cells;
  }

  /** The sum of dout, and its cells that are not finite. */
  get dout(): ArrayCounts {
    return this.#counts.dout;
  }

  /** The same of a din that was given. */
  get din(): ArrayCounts | undefined {
    return this.#counts.din;
  }

  /** A given din against what dout and the mask give. */
  get match(): DinMatch | undefined {
    return this.#counts.match;
  }

  /** Why sum(din) is not sum(dout). */
  get sums(): SumParts {
    return this.#counts.sums;
  }

  override toString(): string {
    const { rows, cells, dout, din, match, sums } = this.#counts;
    return [
      ...this.map(({ severity, text }) => `${severity}: ${text}`),
      `rows: ${rows.total}, with no maximum ${rows.none}, one ${rows.one}, several ${rows.several}`,
      `input cells: ${cells.total}, in no window ${cells.uncovered}, in several ${cells.shared}, the maximum of several ${cells.contested}`,
      formatArray('dout', dout),
      ...(din ? [formatArray('din', din)] : []),
      ...(match ? [formatDin(match)] : []),
      `sum(din) − sum(dout): ${sums.difference}${explainSums(sums)}`,
    ].join('\n');
  }
}

makeInspectable(Findings);

function formatArray(name: string, { cells, sum, nan, posInf, negInf }: ArrayCounts): string {
  const odd = [
    [nan, 'NaN'],
    [posInf, '+∞'],
    [negInf, '−∞'],
  ] as const;
  const found = odd.filter(([count]) => count > 0).map(([count, kind]) => `, ${count} ${kind}`);
  return `${name} cells: ${cells}, sum ${sum}${found.join('')}`;
}

function formatDin({ as, comparison }: DinMatch): string {
  if (as === 'full' || as === 'split') {
    return `din is what dout and the mask give (share: '${as}')`;
  }
  return `${toEnglish(sentence(`din-differs.${as}`))}: ${comparison}`;
}

function explainSums({
  difference,
  lost,
  repeated,
  wrong,
  outside = 0,
  rounding,
}: SumParts): string {
  if (!Number.isFinite(difference)) return ', for not all gradients are finite';
  const parts = [
    [lost, 'lost in rows without a maximum'],
    [repeated, 'repeated in rows with several'],
    [wrong, 'wrong in din'],
    [outside, 'from windows outside the part'],
    [rounding, 'rounding'],
  ] as const;
  const found = parts.filter(([part]) => part !== 0).map(([part, why]) => `${part} ${why}`);
  return found.length === 0 ? '' : ` = ${found.join(', ')}`;
}

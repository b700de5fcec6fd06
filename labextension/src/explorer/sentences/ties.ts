// The cells of a window that hold the maximum of x, and who won where there are several.
import { trans } from '../../ui/texts.js';
import { windowOf } from '../model/marks.js';
import type { Subject } from '../model/subject.js';
import { joinList, spatialText, valueAt } from './wording.js';

/** The cells of a window, given by its real cells, that hold the maximum of x. */
export function maximaIn({ largest }: Subject, real: readonly number[]): readonly number[] {
  if (largest === undefined) return [];
  largest.look(real);
  return real.filter((cell) => largest.isHeldBy(cell));
}

/** A clause with its winner's place among the tied cells; as it is where nothing ties. */
export function withTie(clause: string, tied: readonly number[], winner: number): string {
  const n = tied.length;
  if (n < 2 || !tied.includes(winner)) return clause;
  if (winner === tied[0]) return trans.__('%1, the first of %2 tied cells', clause, n);
  if (winner === tied.at(-1)) return trans.__('%1, the last of %2 tied cells', clause, n);
  return trans.__('%1, one of %2 tied cells', clause, n);
}

/** Who gets the gradient of a window that a cell ties in and does not win. */
export function describeTie(
  tied: readonly number[],
  winners: readonly number[],
  where: string,
): string {
  const n = tied.length;
  if (winners.length > 1) return trans.__('of %1 tied cells, %2 get it', n, where);
  const [winner] = winners;
  if (winner === tied[0]) return trans.__('the first of %1 tied cells, %2, gets it', n, where);
  if (winner === tied.at(-1)) return trans.__('the last of %1 tied cells, %2, gets it', n, where);
  return trans.__('another of %1 tied cells, %2, gets it', n, where);
}

/** Who wins each of several windows of which a cell wins none; windows of one winner together. */
export function describeWinners(subject: Subject, rows: readonly number[], cell: number): string {
  const windows = new Map<string, string[]>();
  for (const row of rows) {
    const who = describeWinner(subject, row, cell);
    const own = windows.get(who) ?? [];
    own.push(spatialText(subject.geometry.outputIndex(row)));
    windows.set(who, own);
  }
  return joinList(
    [...windows].map(([who, places]) =>
      who === ''
        ? trans._n(
            'no cell wins window %2',
            'no cell wins windows %2',
            places.length,
            joinList(places),
          )
        : trans._n('%2 wins window %3', '%2 wins windows %3', places.length, who, joinList(places)),
    ),
  );
}

/** The winners of a window, and how they compare with a cell that did not win; '' without one. */
function describeWinner(subject: Subject, row: number, cell: number): string {
  const { geometry, x } = subject;
  const { cells, winners } = windowOf(subject, row);
  if (winners.length === 0) return '';
  const places = winners.map((winner) => spatialText(geometry.inputIndex(winner)));
  if (x === undefined) return trans.__('input cell %1', joinList(places));
  const who = joinList(winners.map((winner, i) => `x${places[i]} = ${valueAt(x, winner)}`));
  const held = maximaIn(
    subject,
    cells.filter((own) => own >= 0),
  );
  if (held.length > 0 && !winners.every((winner) => held.includes(winner))) {
    return trans.__('%1, not its maximum,', who);
  }
  return held.includes(cell) ? trans.__('%1, which equals it,', who) : who;
}

/** The rows of a channel in one batch entry whose maximum is in several cells, and those cells (flat indices). */
export interface Tied {
  readonly rows: ReadonlySet<number>;
  readonly cells: ReadonlySet<number>;
}

/** Finds the ties of a channel; there are none where x is not known. */
export function tiedIn(subject: Subject, batch: number, channel: number): Tied {
  const { geometry } = subject;
  const [rows, cells] = [new Set<number>(), new Set<number>()];
  const perBatch = geometry.rows / geometry.batch;
  for (
    let row = batch * perBatch + channel;
    row < (batch + 1) * perBatch;
    row += geometry.channels
  ) {
    const held = maximaIn(
      subject,
      geometry.cells(row).filter((cell) => cell >= 0),
    );
    if (held.length < 2) continue;
    rows.add(row);
    for (const cell of held) cells.add(cell);
  }
  return { rows, cells };
}

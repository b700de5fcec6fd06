import { type ArrayAudit, auditArray } from './audit.js';
import { dinDifference } from './audit-din.js';
import { contestedCells, maximaOfRows, windowsOfPlaces } from './counts.js';
import type { TypedArray } from './dtype.js';
import { eachWindow } from './each-window.js';
import { type Cut, cutEdge } from './edge.js';
import { Finding, type FindingName, type FindingSeverity } from './finding.js';
import { dinFinding, sumFinding } from './findings-din.js';
import type { Geometry } from './geometry.js';
import type { Share } from './kernels/kernels.js';
import type { Mask } from './mask.js';
import { listed, type Message, message, plural } from './message.js';
import { count } from './numbers.js';
import { maxPoolBackward } from './ops/max-pool.js';
import { Places } from './places.js';
import { checkPoolParts, type PoolParts } from './pool-parts.js';
import { cellsOf, entriesOf, inputCellsOf, inputPositionsOf, rowsOf } from './quantities.js';
import type { Tensor } from './tensor.js';

/** What `findings` looks into. */
export interface FindingsOptions extends PoolParts {
  /** Where the parts were cut out of a larger pooling: cells at the edge are not judged. */
  cut?: Cut | undefined;
}

/**
 * What there is to find in a pooling's backward pass, each with its places:
 *
 * - `no-maximum`, `several-maxima`: rows of the mask
 * - `din-differs`: a given din is not what dout and the mask give, beyond rounding; `as` says what
 *   it is: made with the other `share`, `assigned` where windows overlap, or `other`
 * - `sum-differs`: why sum(din) is not sum(dout), row by row and then cell by cell; each place has
 *   the amount it adds. Where gradients are not finite, these are the places
 * - `shared-cells`, `uncovered-cells`: cells of the input in several windows, in none
 * - `dead-cells`: cells in windows whose din is 0 in all of the batch, placed in its first entry
 * - `nan`, `infinite`: one finding for each given array
 * - `empty-window`, `all-nan-window`, `all-minus-infinity-window`: rows without a real cell, or
 *   where every real cell of x is NaN or −∞
 *
 * What is not there is left out; the order is this one. Numbers in a text have six significant digits.
 * @throws ShapeError, DTypeError, OptionError where the parts don't belong together, as in `poolView`
 * @example
 * const { mask } = maxPool(tensor([[[1], [3], [2]]]), { kernelSize: 2, stride: 1 });
 * const found = findings({ mask, dout: tensor([[[10], [5]]]), din: tensor([[[0], [5], [0]]]) });
 * found[0].text // 'din holds the last gradient where several should be added (= for +=): 1 of 3 cells differs, at din(0, 1, 0): 5 instead of 15 (off by −10)'
 * @example
 * const tied = maxPool(tensor([[[7], [7]]]), { kernelSize: 2, ties: 'all' });
 * findings({ mask: tied.mask, dout: tensor([[[10]]]) }).map(({ name }) => name) // ['several-maxima', 'sum-differs']
 */
export function findings(parts: FindingsOptions): Finding[] {
  const share = checkPoolParts('findings', parts);
  const { x, mask, dout } = parts;
  const edge = cutEdge(mask.geometry, parts.cut);
  const maxima = maximaOfRows(mask);
  const given = parts.din;
  const difference = given && dinDifference(mask, dout, given, share, edge);
  const right = difference?.right ?? maxPoolBackward(dout, mask, { share });
  const din = given ?? right;
  const factsOf = (name: ArrayFacts['name'], tensor: Tensor): ArrayFacts => {
    return { name, tensor, audit: auditArray(tensor) };
  };
  const [arriving, shown] = [factsOf('dout', dout), factsOf('din', din)];
  const sums = [arriving.audit, shown.audit] as const;
  const arrays = [...(x ? [factsOf('x', x)] : []), arriving, ...(given ? [shown] : [])];
  return [
    ...rowFindings(maxima, share),
    ...(given && difference ? dinFinding(given, difference, share) : []),
    ...sumFinding({ dout, din, right, maxima, share, edge, sums, difference }),
    ...cellFindings(mask, din, edge),
    ...arrays.map(nanFinding),
    ...arrays.map(infiniteFinding),
    ...windowFindings(mask, arrays),
  ].filter((finding) => finding.count > 0);
}

interface ArrayFacts {
  readonly name: 'x' | 'dout' | 'din';
  readonly tensor: Tensor;
  readonly audit: ArrayAudit;
}

function rowFindings(maxima: Uint32Array, share: Share): Finding[] {
  const rows = maxima.length;
  let [none, several] = [0, 0];
  for (let row = 0; row < rows; row++) {
    if (maxima[row] === 0) none++;
    else if (maxima[row]! > 1) several++;
  }
  const ofNone = [count(none), rowsOf(rows)] as const;
  const ofSeveral = [count(several), rowsOf(rows)] as const;
  return [
    rowFinding(
      'no-maximum',
      new Places(rows, none, (row) => maxima[row] === 0),
      plural(
        none,
        '%2 of %3 has no maximum: its gradient goes nowhere',
        '%2 of %3 have no maximum: their gradients go nowhere',
        ...ofNone,
      ),
    ),
    rowFinding(
      'several-maxima',
      new Places(rows, several, (row) => maxima[row]! > 1),
      share === 'full'
        ? plural(
            several,
            '%2 of %3 has several maxima, each of which gets all of dout',
            '%2 of %3 have several maxima, each of which gets all of dout',
            ...ofSeveral,
          )
        : plural(
            several,
            '%2 of %3 has several maxima, each of which gets an equal part of dout',
            '%2 of %3 have several maxima, each of which gets an equal part of dout',
            ...ofSeveral,
          ),
    ),
  ];
}

function cellFindings(mask: Mask, din: Tensor, edge: (cell: number) => boolean): Finding[] {
  const { geometry } = mask;
  const { batch, channels } = geometry;
  const windows = windowsOfPlaces(geometry);
  // An edge lies along spatial axes alone.
  const judged = Uint8Array.from(windows, (_, place) => Number(!edge(place * channels)));
  const placeOf = (cell: number): number => Math.floor(cell / channels) % windows.length;
  const isUncovered = (place: number): boolean => windows[place] === 0 && judged[place] === 1;
  const each = windows.length * channels;
  const { data } = din;
  const isDead = (position: number): boolean => {
    const place = placeOf(position);
    if (windows[place] === 0 || judged[place] === 0 || data.length === 0) return false;
    for (let cell = position; cell < data.length; cell += each) if (data[cell] !== 0) return false;
    return true;
  };
  let [shared, uncovered, dead] = [0, 0, 0];
  for (let place = 0; place < windows.length; place++) {
    if (windows[place]! > 1) shared += batch * channels;
    else if (isUncovered(place)) uncovered += batch * channels;
  }
  for (let position = 0; position < each; position++) {
    // Most get something in the first entry.
    if (data[position] === 0 && isDead(position)) dead++;
  }
  const contested = contestedCells(mask);
  const most =
    contested === 0
      ? message('none is the maximum of several rows')
      : plural(
          contested,
          '%2 is the maximum of several rows',
          '%2 are the maximum of several rows',
          count(contested),
        );
  return [
    cellFinding(
      'shared-cells',
      'fact',
      'din',
      new Places(din.size, shared, (cell) => windows[placeOf(cell)]! > 1),
      plural(
        shared,
        '%2 of %3 lies in several windows, whose gradients add; %4',
        '%2 of %3 lie in several windows, whose gradients add; %4',
        count(shared),
        inputCellsOf(din.size),
        most,
      ),
    ),
    cellFinding(
      'uncovered-cells',
      'fact',
      'din',
      new Places(din.size, uncovered, (cell) => isUncovered(placeOf(cell))),
      plural(
        uncovered,
        '%2 of %3 lies in no window: it gets no gradient',
        '%2 of %3 lie in no window: they get no gradient',
        count(uncovered),
        inputCellsOf(din.size),
      ),
    ),
    cellFinding(
      'dead-cells',
      'fact',
      'din',
      new Places(each, dead, isDead),
      message(
        '%1 of %2 got no gradient in the whole batch (%3)',
        count(dead),
        inputPositionsOf(each),
        entriesOf(batch),
      ),
    ),
  ];
}

function nanFinding({ name, tensor, audit }: ArrayFacts): Finding {
  const { data } = tensor;
  const places = new Places(data.length, audit.nan, (cell) => Number.isNaN(data[cell]));
  const said = plural(
    audit.nan,
    '%2 of %3 of %4 is NaN',
    '%2 of %3 of %4 are NaN',
    count(audit.nan),
    cellsOf(data.length),
    name,
  );
  return cellFinding('nan', 'notice', name, places, said);
}

function infiniteFinding({ name, tensor, audit }: ArrayFacts): Finding {
  const { data } = tensor;
  const { posInf, negInf } = audit;
  const n = posInf + negInf;
  const places = new Places(data.length, n, (cell) => Math.abs(data[cell]!) === Infinity);
  const kinds = [
    ...(posInf > 0 ? [message('%1 +∞', count(posInf))] : []),
    ...(negInf > 0 ? [message('%1 −∞', count(negInf))] : []),
  ];
  const said = plural(
    n,
    '%2 of %3 of %4 is infinite: %5',
    '%2 of %3 of %4 are infinite: %5',
    count(n),
    cellsOf(data.length),
    name,
    listed(kinds),
  );
  return cellFinding('infinite', 'notice', name, places, said);
}

/** What a row's real cells are, where they are all alike. */
const kinds = { ordinary: 0, empty: 1, nan: 2, minusInfinity: 3 } as const;

function windowFindings(mask: Mask, arrays: readonly ArrayFacts[]): Finding[] {
  const x = arrays.find(({ name }) => name === 'x');
  // A pass over all windows takes its time; mostly there is nothing that it could find.
  const odd = (x?.audit.nan ?? 0) + (x?.audit.negInf ?? 0) > 0;
  if (!odd && !hasEmptyWindow(mask.geometry)) return [];
  const { rows } = mask;
  const found = new Uint8Array(rows);
  const counts = [0, 0, 0, 0];
  eachWindow(mask.geometry, (row, cells) => {
    const kind = kindOf(cells, x?.tensor.data);
    found[row] = kind;
    counts[kind]!++;
  });
  const placesOf = (kind: number): Places =>
    new Places(rows, counts[kind]!, (row) => found[row] === kind);
  const [empty, nan, low] = [
    placesOf(kinds.empty),
    placesOf(kinds.nan),
    placesOf(kinds.minusInfinity),
  ];
  return [
    rowFinding(
      'empty-window',
      empty,
      plural(
        empty.count,
        '%2 of %3 looks at padding alone: its output is the lowest value',
        '%2 of %3 look at padding alone: their output is the lowest value',
        count(empty.count),
        rowsOf(rows),
      ),
    ),
    rowFinding(
      'all-nan-window',
      nan,
      plural(
        nan.count,
        '%2 of %3 looks at NaN alone',
        '%2 of %3 look at NaN alone',
        count(nan.count),
        rowsOf(rows),
      ),
    ),
    rowFinding(
      'all-minus-infinity-window',
      low,
      plural(
        low.count,
        '%2 of %3 looks at −∞ alone',
        '%2 of %3 look at −∞ alone',
        count(low.count),
        rowsOf(rows),
      ),
    ),
  ];
}

/** Whether some window has no real cell: where none is real along one of the axes. */
function hasEmptyWindow(geometry: Geometry): boolean {
  return geometry.outputSpatial.some((outs, axis) => {
    const offsets = Array.from({ length: geometry.kernelSize[axis]! }, (_, offset) => offset);
    for (let out = 0; out < outs; out++) {
      if (offsets.every((offset) => geometry.coordinate(axis, out, offset) < 0)) return true;
    }
    return false;
  });
}

function kindOf(cells: readonly number[], x: TypedArray | undefined): number {
  let kind: number = kinds.empty;
  for (let column = 0; column < cells.length; column++) {
    const cell = cells[column]!;
    if (cell < 0) continue;
    const value = x?.[cell];
    const own = Number.isNaN(value)
      ? kinds.nan
      : value === -Infinity
        ? kinds.minusInfinity
        : kinds.ordinary;
    if (own === kinds.ordinary || (kind !== kinds.empty && kind !== own)) return kinds.ordinary;
    kind = own;
  }
  return kind;
}

function rowFinding(name: FindingName, places: Places, said: Message): Finding {
  return new Finding({
    name,
    severity: 'notice',
    count: places.count,
    message: said,
    place: (k) => ({ row: places.at(k) }),
  });
}

function cellFinding(
  name: FindingName,
  severity: FindingSeverity,
  array: 'x' | 'dout' | 'din',
  places: Places,
  said: Message,
): Finding {
  return new Finding({
    name,
    severity,
    message: said,
    count: places.count,
    place: (k) => ({ array, cell: places.at(k) }),
    ...(name === 'nan' || name === 'infinite' ? { array } : {}),
  });
}

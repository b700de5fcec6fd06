import { tensor } from 'poolscope';
import { type Panel, type Slice, scaleOf } from 'poolscope/internal';
import type { Index } from '../panel/cursor-panel.js';
import { CursorRow, type CursorRowHost, type ShownArray } from '../panel/cursor-row.js';
import { addressOf } from '../panel/export.js';
import { element } from '../ui/element.js';
import { defaults, scaleChoice } from '../ui/settings.js';
import { trans } from '../ui/texts.js';
import type { Body, BodyHost } from '../view/body.js';
import { ArrayControls, type Colours } from './array-controls.js';
import type { NpyFile } from './source/npy-file.js';
import type { Part, Plane } from './source/plane.js';
import { axesOf, firstSelection, holding, nearest, type Selection } from './source/selection.js';

/** A part of the array that has been read, and where it lies. */
interface Read {
  readonly plane: Plane;
  readonly selection: Selection;
}

/** One array of a file: which of its axes are drawn, a slider for each other, and the heatmap. */
export class ArrayBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'array';
  private readonly name: string;
  private readonly file: NpyFile;
  private readonly host: BodyHost;
  private readonly controls: ArrayControls;
  private selection: Selection;
  private part: Part = 'magnitude';
  private colours: Colours = 'activation';
  /** The ends of the colours, where all of the array is looked at for them. */
  private range: readonly [number, number] | undefined;
  private row: CursorRow | undefined;
  /** Counts what was asked for, so that an answer that was overtaken is not drawn. */
  private turn = 0;
  private read: Read | undefined;
  private readonly unfollow: (() => void) | undefined;
  private isReading = false;
  private isDisposed = false;

  constructor(name: string, file: NpyFile, host: BodyHost) {
    this.name = name;
    this.file = file;
    this.host = host;
    this.selection = firstSelection(file.header);
    this.controls = new ArrayControls(file.header, {
      turned: (rowAxis, columnAxis) => this.turnTo(rowAxis, columnAxis),
      moved: (axis, position) => void this.move(this.selection.at.with(axis, position)),
      part: (part) => {
        this.part = part;
        void this.rebuild();
      },
      colours: (colours) => {
        this.colours = colours;
        void this.rebuild();
      },
    });
    const { shape, dtype, fortran } = file.header;
    const title = element('div', 'poolscope-title', name);
    const sizes = ` [${shape.join(', ')}] ${dtype}`;
    const about = fortran && shape.length > 1 ? trans.__('%1, Fortran order', sizes) : sizes;
    title.append(element('span', 'poolscope-panel-shape', about));
    this.node.append(title, this.controls.node);
    if (!file.isSmall && dtype !== 'bool') {
      this.node.append(
        element(
          'p',
          'poolscope-note',
          trans.__('A large file is read in parts: the colours follow what is on screen.'),
        ),
      );
    }
    this.unfollow = host.settings?.listen(() => this.redraw());
    this.drawControls();
    void this.rebuild();
  }

  redraw(): void {
    this.row?.redraw();
  }

  dispose(): void {
    this.isDisposed = true;
    this.unfollow?.();
    this.turn++;
    this.row?.dispose();
    this.node.remove();
  }

  private drawControls(): void {
    const { selection, part, colours, row } = this;
    this.controls.draw({ selection, part, colours }, ...(row ? [row.tableToggle] : []));
  }

  /** Other axes, or other numbers: everything anew. */
  private async rebuild(): Promise<void> {
    const turn = ++this.turn;
    this.host.ready(false);
    try {
      const { file, part, selection } = this;
      const isBool = file.header.dtype === 'bool';
      const range = file.isSmall && !isBool ? await file.range(part) : undefined;
      const plane = await file.plane(selection, part);
      if (turn !== this.turn) return;
      this.range = range;
      const before = this.row;
      before?.dispose();
      this.row = this.rowOf({ plane, selection }, before);
      this.drawControls();
      this.node.append(this.row.node);
    } catch (error) {
      if (turn === this.turn) this.host.failed(error);
    }
  }

  /** The same axes elsewhere. While one part is being read the last one asked for waits. */
  private async move(at: Index): Promise<void> {
    this.selection = { ...this.selection, at };
    this.turn++;
    this.row?.follow();
    this.host.ready(false);
    if (this.isReading) return;
    this.isReading = true;
    try {
      let turn: number;
      let read: Read;
      do {
        turn = this.turn;
        const { selection } = this;
        read = { plane: await this.file.plane(selection, this.part), selection };
      } while (turn !== this.turn && !this.isDisposed);
      if (this.isDisposed) return;
      this.read = read;
      this.row?.explain(read.plane.values);
      this.row?.repaint();
    } catch (error) {
      if (!this.isDisposed) this.host.failed(error);
    } finally {
      this.isReading = false;
    }
  }

  private rowOf(read: Read, before: CursorRow | undefined): CursorRow {
    this.read = read;
    const { shape, dtype } = this.file.header;
    const { rows, columns, values } = read.plane;
    // What is told of cells comes from the plane on screen; the panel's own tensor is as large.
    const panel: Panel = {
      name: 'value',
      title: this.name,
      role: dtype === 'bool' ? 'mask' : this.colours,
      tensor: tensor(values, [rows, columns]),
      axes: [],
    };
    const shown = (): Read => this.read ?? read;
    const array: ShownArray = {
      panel,
      words: {
        shape: `[${rows}, ${columns}]`,
        cell: (index) => `${addressOf(this.name, index)} = ${textOf(shown(), index)}`,
      },
      name: this.name,
      shape,
      axes: axesOf(shape, read.selection),
      cell: (row, column) => shown().plane.plain(row, column),
    };
    const host: CursorRowHost = {
      root: this.host.root,
      ready: this.host.ready,
      failed: this.host.failed,
      size: () => shown().plane,
      shown: () => {
        const values = Float64Array.from(this.range ?? shown().plane.values);
        return {
          slice: sliceOf(shown()),
          scale: scaleOf(
            { ...panel, tensor: tensor(values) },
            scaleChoice(this.host.settings?.current ?? defaults),
          ),
        };
      },
      follow: (index) => nearest(shape, this.selection, index),
      show: (index) => this.bring(holding(shape, this.selection, index)),
    };
    return new CursorRow([array], host, before);
  }

  /** Reads another part, where it is another one. */
  private bring(at: Index): boolean {
    if (at.join() === this.selection.at.join()) return false;
    void this.move(at);
    this.controls.show(this.selection);
    return true;
  }

  /** Draws other axes; an axis can't run both down and across. */
  private turnTo(rowAxis: number, columnAxis: number): void {
    const before = this.selection;
    const swapped = rowAxis === columnAxis;
    const axes = swapped
      ? { rowAxis: before.columnAxis, columnAxis: before.rowAxis }
      : { rowAxis, columnAxis };
    const isDrawn = (axis: number): boolean => Object.values(axes).includes(axis);
    const at = before.at.map((index, axis) => (isDrawn(axis) ? 0 : index));
    this.selection = { ...axes, at };
    this.drawControls();
    void this.rebuild();
  }
}

function sliceOf({ plane, selection: { rowAxis, columnAxis, at } }: Read): Slice {
  const { rows, columns, values } = plane;
  return {
    rows,
    columns,
    values,
    index: (row, column) =>
      at.map((from, axis) => {
        if (axis === rowAxis) return from + row;
        return axis === columnAxis ? from + column : from;
      }),
    place: () => undefined,
  };
}

/** What is written in a cell that is on screen. */
function textOf({ plane, selection: { rowAxis, columnAxis, at } }: Read, index: Index): string {
  const along = (axis: number): number => (index[axis] ?? 0) - (at[axis] ?? 0);
  return plane.text(along(rowAxis), along(columnAxis));
}

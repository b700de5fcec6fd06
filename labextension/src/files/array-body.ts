import { type Panel, type Slice, scaleOf, tensor } from 'poolscope';
import { axisText } from '../axes.js';
import type { Body, BodyHost } from '../body.js';
import { slider } from '../controls.js';
import { element } from '../element.js';
import { choice } from '../form.js';
import { PanelPlot } from '../panel-plot.js';
import { PlotRow } from '../plot-row.js';
import { defaults, scaleChoice } from '../settings.js';
import { trans } from '../texts.js';
import type { NpyFile } from './npy-file.js';
import { firstSelection, longestSide, type Part, type Plane, type Selection } from './plane.js';

type Colours = 'activation' | 'gradient';

/** One array of a file: which of its axes are drawn, a slider for each other, and the heatmap. */
export class ArrayBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'array';
  private readonly name: string;
  private readonly file: NpyFile;
  private readonly host: BodyHost;
  private readonly controls = element('div', 'poolscope-controls');
  private selection: Selection;
  private part: Part = 'magnitude';
  private colours: Colours = 'activation';
  private range: readonly [number, number] | undefined;
  private row: PlotRow | undefined;
  private plot: PanelPlot | undefined;
  private plane: Plane | undefined;
  /** Counts what was asked for, so that an answer that was overtaken is not drawn. */
  private turn = 0;
  private readonly unfollow: (() => void) | undefined;
  private isReading = false;
  private isDisposed = false;

  constructor(name: string, file: NpyFile, host: BodyHost) {
    this.name = name;
    this.file = file;
    this.host = host;
    this.selection = firstSelection(file.header);
    const { shape, dtype, fortran } = file.header;
    const title = element('div', 'poolscope-title', name);
    const sizes = ` [${shape.join(', ')}] ${dtype}`;
    const about = fortran && shape.length > 1 ? trans.__('%1, Fortran order', sizes) : sizes;
    title.append(element('span', 'poolscope-panel-shape', about));
    this.node.append(title, this.controls);
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

  /** Other axes, or other numbers: everything anew. */
  private async rebuild(): Promise<void> {
    this.drawControls();
    const turn = ++this.turn;
    this.host.ready(false);
    try {
      const { file, part } = this;
      const isBool = file.header.dtype === 'bool';
      const range = file.isSmall && !isBool ? await file.range(part) : undefined;
      const plane = await file.plane(this.selection, part);
      if (turn !== this.turn) return;
      this.range = range;
      this.plane = plane;
      this.row?.dispose();
      this.row = this.rowOf(plane);
      this.node.append(this.row.node);
    } catch (error) {
      if (turn === this.turn) this.host.failed(error);
    }
  }

  /** The same axes elsewhere. While one part is being read the last one asked for waits. */
  private async move(at: readonly number[]): Promise<void> {
    this.selection = { ...this.selection, at };
    this.turn++;
    this.host.ready(false);
    if (this.isReading) return;
    this.isReading = true;
    try {
      let turn: number;
      let plane: Plane;
      do {
        turn = this.turn;
        plane = await this.file.plane(this.selection, this.part);
      } while (turn !== this.turn && !this.isDisposed);
      if (this.isDisposed) return;
      this.plane = plane;
      this.plot?.explain(plane.values);
      this.row?.repaint();
    } catch (error) {
      if (!this.isDisposed) this.host.failed(error);
    } finally {
      this.isReading = false;
    }
  }

  private rowOf(plane: Plane): PlotRow {
    const { header } = this.file;
    const role = header.dtype === 'bool' ? 'mask' : this.colours;
    // What is told of cells comes from the plane on screen; the panel's own tensor is as large.
    const panel: Panel = {
      name: 'value',
      title: this.name,
      role,
      tensor: tensor(plane.values, [plane.rows, plane.columns]),
      axes: [],
    };
    this.plot = new PanelPlot(panel, {
      shape: `[${plane.rows}, ${plane.columns}]`,
      cell: (index) => this.cellText(index),
    });
    return new PlotRow([this.plot], {
      ready: this.host.ready,
      failed: this.host.failed,
      size: () => this.plane ?? plane,
      shown: () => {
        const shown = this.plane ?? plane;
        const values = Float64Array.from(this.range ?? shown.values);
        return {
          slice: this.sliceOf(shown),
          scale: scaleOf(
            { ...panel, tensor: tensor(values) },
            scaleChoice(this.host.settings?.current ?? defaults),
          ),
        };
      },
    });
  }

  private sliceOf({ rows, columns, values }: Plane): Slice {
    return {
      rows,
      columns,
      values,
      index: (row, column) => [row, column],
      place: () => undefined,
    };
  }

  /** `x[3, 0, 17] = 2.5` for a cell of what is on screen. */
  private cellText([row = 0, column = 0]: readonly number[]): string {
    const { rowAxis, columnAxis, at } = this.selection;
    const index = at.map((from, axis) => {
      if (axis === rowAxis) return from + row;
      return axis === columnAxis ? from + column : from;
    });
    return `${this.name}[${index.join(', ')}] = ${this.plane?.text(row, column) ?? ''}`;
  }

  private drawControls(): void {
    const { shape, dtype } = this.file.header;
    const { rowAxis, columnAxis, at } = this.selection;
    const parts: HTMLElement[] = [];
    if (shape.length > 2) {
      const axes = shape.map((size, axis): [string, string] => [
        `${axis}`,
        trans.__('axis %1 (%2)', axis, size),
      ]);
      parts.push(
        choice(trans.__('rows'), axes, `${rowAxis}`, (axis) =>
          this.turnTo(Number(axis), columnAxis),
        ),
        choice(trans.__('columns'), axes, `${columnAxis}`, (axis) =>
          this.turnTo(rowAxis, Number(axis)),
        ),
      );
    }
    if (dtype.startsWith('complex')) {
      const names: readonly (readonly [Part, string])[] = [
        ['magnitude', trans.__('magnitude')],
        ['real', trans.__('real')],
        ['imaginary', trans.__('imaginary')],
      ];
      parts.push(
        choice(trans.__('part'), names, this.part, (part) => {
          this.part = part;
          void this.rebuild();
        }),
      );
    }
    if (dtype !== 'bool') {
      const scales: readonly (readonly [Colours, string])[] = [
        ['activation', trans.__('from least to greatest')],
        ['gradient', trans.__('about 0')],
      ];
      parts.push(
        choice(trans.__('colours'), scales, this.colours, (colours) => {
          this.colours = colours;
          void this.rebuild();
        }),
      );
    }
    const isEmpty = shape.includes(0);
    shape.forEach((size, axis) => {
      const isDrawn = axis === rowAxis || axis === columnAxis;
      if (isEmpty || (isDrawn && size <= longestSide)) return;
      const positions = isDrawn ? size - longestSide + 1 : size;
      const label = isDrawn
        ? axis === rowAxis
          ? trans.__('first row')
          : trans.__('first column')
        : axisText(`axis ${axis}`);
      const control = slider(label, positions, at[axis]!, (position) => {
        void this.move(this.selection.at.with(axis, position));
      });
      parts.push(control.node);
    });
    this.controls.replaceChildren(...parts);
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
    void this.rebuild();
  }
}

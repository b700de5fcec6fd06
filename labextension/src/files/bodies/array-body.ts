// Shows one array of a file: reads the part on screen, and draws it as a heatmap with its controls.
import { tensor } from 'poolscope';
import { scaleOf } from 'poolscope/internal';
import type { Index } from '../../panel/cursor-panel.js';
import { CursorRow } from '../../panel/cursor-row.js';
import type { CursorRowHost } from '../../panel/shown-array.js';
import { element } from '../../ui/element.js';
import { defaults, scaleChoice } from '../../ui/settings.js';
import { trans } from '../../ui/texts.js';
import { isDarkPage } from '../../ui/theme.js';
import type { Body, BodyHost, Memory } from '../../view/body.js';
import type { ArrayFile } from '../source/array-file.js';
import type { Part, Plane } from '../source/plane.js';
import { firstSelection, nearestCell, type Selection, scrollTo } from '../source/selection.js';
import { ArrayControls, type Colours } from './array-controls.js';
import { type LoadedPart, shownArray, sliceOf } from './loaded-part.js';

/** An array of a file: a choice of the two axes that are drawn, a slider for each other, the heatmap. */
export class ArrayBody implements Body {
  readonly node: HTMLElement = element('div', 'poolscope-body');
  readonly kind = 'array';
  private readonly name: string;
  private readonly file: ArrayFile;
  private readonly host: BodyHost;
  private readonly controls: ArrayControls;
  private selection: Selection;
  private part: Part = 'magnitude';
  private colours: Colours = 'activation';
  /** The ends of the colours, where they come from the whole array. */
  private range: readonly [number, number] | undefined;
  private row: CursorRow | undefined;
  /** The number of the latest request: what an older one has read is not drawn. */
  private latestRequest = 0;
  private loaded: LoadedPart | undefined;
  /** What is to be known of the cells that are drawn. */
  private readonly noteLine = element('p', 'poolscope-note');
  private readonly stopListening: (() => void) | undefined;
  private isReading = false;
  private isDisposed = false;

  constructor(name: string, file: ArrayFile, host: BodyHost) {
    this.name = name;
    this.file = file;
    this.host = host;
    this.selection = firstSelection(file.header);
    this.controls = new ArrayControls(file.header, {
      drawAxes: (rowAxis, columnAxis) => this.drawAxes(rowAxis, columnAxis),
      setPosition: (axis, position) => void this.readAt(this.selection.at.with(axis, position)),
      showInvalid: (problem) => this.row?.showInvalid(problem),
      setPart: (part) => {
        this.part = part;
        void this.rebuild();
      },
      setColours: (colours) => {
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
          trans.__('It is read in parts: the colours follow what is on screen.'),
        ),
      );
    }
    this.node.append(this.noteLine);
    this.stopListening = host.settings?.listen(() => this.redraw());
    this.drawControls();
    void this.rebuild();
  }

  redraw(): void {
    this.row?.redraw();
  }

  memory(): Memory {
    return {};
  }

  dispose(): void {
    this.isDisposed = true;
    this.stopListening?.();
    this.latestRequest++;
    this.row?.dispose();
    this.node.remove();
  }

  private drawControls(): void {
    const { selection, part, colours, row } = this;
    this.controls.draw({ selection, part, colours }, ...(row ? [row.tableToggle] : []));
  }

  /** Reads and draws everything again, with other axes or other numbers. */
  private async rebuild(): Promise<void> {
    const request = ++this.latestRequest;
    this.host.setReady(false);
    try {
      const { file, part, selection } = this;
      const isBool = file.header.dtype === 'bool';
      const range = file.isSmall && !isBool ? await file.range(part) : undefined;
      const plane = await file.plane(selection, part);
      if (request !== this.latestRequest) return;
      this.range = range;
      const before = this.row;
      before?.dispose();
      this.row = this.createRow({ plane, selection }, before);
      this.showNote(plane);
      this.drawControls();
      this.node.append(this.row.node);
    } catch (error) {
      if (request === this.latestRequest) this.host.reportError(error);
    }
  }

  /** Reads the same axes elsewhere. During a read only the latest request is kept, and read next. */
  private async readAt(at: Index): Promise<void> {
    this.selection = { ...this.selection, at };
    this.latestRequest++;
    this.row?.keepCursor();
    this.host.setReady(false);
    if (this.isReading) return;
    this.isReading = true;
    try {
      let request: number;
      let loaded: LoadedPart;
      do {
        request = this.latestRequest;
        const { selection } = this;
        loaded = { plane: await this.file.plane(selection, this.part), selection };
      } while (request !== this.latestRequest && !this.isDisposed);
      if (this.isDisposed) return;
      this.loaded = loaded;
      this.showNote(loaded.plane);
      this.row?.showLegend(loaded.plane.values);
      this.row?.repaint();
    } catch (error) {
      if (!this.isDisposed) this.host.reportError(error);
    } finally {
      this.isReading = false;
    }
  }

  private showNote({ note = '' }: Plane): void {
    this.noteLine.textContent = note;
    this.noteLine.hidden = note === '';
  }

  private createRow(part: LoadedPart, before: CursorRow | undefined): CursorRow {
    this.loaded = part;
    const { shape, dtype } = this.file.header;
    const current = (): LoadedPart => this.loaded ?? part;
    const role = dtype === 'bool' ? 'mask' : this.colours;
    const array = shownArray(this.name, role, shape, part, current);
    const host: CursorRowHost = {
      root: this.host.root,
      setReady: this.host.setReady,
      reportError: this.host.reportError,
      sizeOf: () => current().plane,
      contentOf: () => {
        const values = Float64Array.from(this.range ?? current().plane.values);
        return {
          slice: sliceOf(current()),
          scale: scaleOf(
            { ...array.panel, tensor: tensor(values) },
            scaleChoice(this.host.settings?.current ?? defaults, isDarkPage()),
          ),
        };
      },
      cellAtSamePlace: (index) => nearestCell(shape, this.selection, index),
      bringIntoView: (index) => this.readIfElsewhere(scrollTo(shape, this.selection, index)),
    };
    return new CursorRow([array], host, before);
  }

  /** Reads another part; returns whether it is another one. */
  private readIfElsewhere(at: Index): boolean {
    if (at.join() === this.selection.at.join()) return false;
    void this.readAt(at);
    this.controls.show(this.selection);
    return true;
  }

  /** Draws other axes. Where both are the same, the rows and columns that are drawn change places. */
  private drawAxes(rowAxis: number, columnAxis: number): void {
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

// The controls above an array of a file: axes, part of complex numbers, colours, sliders.
import { type SliderControl, slider } from '../../ui/controls.js';
import { element } from '../../ui/element.js';
import { choice } from '../../ui/form.js';
import { trans } from '../../ui/texts.js';
import { axisLabel } from '../../view/axes.js';
import type { ArrayHeader } from '../source/array-header.js';
import type { Part } from '../source/plane.js';
import { longestOf, type Selection } from '../source/selection.js';

/** The role whose colour scale an array is drawn with. */
export type Colours = 'activation' | 'gradient';

/** What a person has chosen. */
export interface Choices {
  readonly selection: Selection;
  readonly part: Part;
  readonly colours: Colours;
}

/** What the controls ask for. */
export interface ArrayControlsHost {
  /** Draws other axes; both may be the same. */
  drawAxes(rowAxis: number, columnAxis: number): void;
  /** Sets the index along an axis; along one that is drawn, the first row or column. */
  setPosition(axis: number, position: number): void;
  /** A number was typed that there is not, as it says in words; undefined once that is put right. */
  showInvalid(problem: string | undefined): void;
  setPart(part: Part): void;
  setColours(colours: Colours): void;
}

/** The controls above an array, and a slider for each axis that is not drawn. */
export class ArrayControls {
  readonly node: HTMLElement = element('div', 'poolscope-controls');
  private readonly header: ArrayHeader;
  private readonly host: ArrayControlsHost;
  private readonly sliders = new Map<number, SliderControl>();

  constructor(header: ArrayHeader, host: ArrayControlsHost) {
    this.header = header;
    this.host = host;
  }

  /** Draws the controls for the current choices; the focus stays. */
  draw(choices: Choices, ...more: HTMLElement[]): void {
    const focused = this.node.querySelector(':focus')?.getAttribute('aria-label');
    this.node.replaceChildren(
      ...this.axisChoices(choices.selection),
      ...this.partChoice(choices.part),
      ...this.colourChoice(choices.colours),
      ...this.axisSliders(choices.selection),
      ...more,
    );
    const same = [...this.node.querySelectorAll<HTMLElement>('[aria-label]')].find(
      (control) => control.getAttribute('aria-label') === focused,
    );
    same?.focus();
  }

  /** Moves the sliders to a selection of the same axes. */
  show({ at }: Selection): void {
    for (const [axis, control] of this.sliders) control.show(at[axis]!);
  }

  private axisChoices({ rowAxis, columnAxis }: Selection): HTMLElement[] {
    const { shape } = this.header;
    if (shape.length < 3) return [];
    const axes = shape.map((size, axis): [string, string] => [
      `${axis}`,
      trans.__('axis %1 (%2)', axis, size),
    ]);
    return [
      choice(trans.__('rows'), axes, `${rowAxis}`, (axis) =>
        this.host.drawAxes(Number(axis), columnAxis),
      ),
      choice(trans.__('columns'), axes, `${columnAxis}`, (axis) =>
        this.host.drawAxes(rowAxis, Number(axis)),
      ),
    ];
  }

  private partChoice(part: Part): HTMLElement[] {
    if (!this.header.dtype.startsWith('complex')) return [];
    const names: readonly (readonly [Part, string])[] = [
      ['magnitude', trans.__('magnitude')],
      ['real', trans.__('real')],
      ['imaginary', trans.__('imaginary')],
    ];
    return [choice(trans.__('part'), names, part, (chosen) => this.host.setPart(chosen))];
  }

  private colourChoice(colours: Colours): HTMLElement[] {
    if (this.header.dtype === 'bool') return [];
    const scales: readonly (readonly [Colours, string])[] = [
      ['activation', trans.__('from least to greatest')],
      ['gradient', trans.__('about 0')],
    ];
    return [choice(trans.__('colours'), scales, colours, (chosen) => this.host.setColours(chosen))];
  }

  private axisSliders(selection: Selection): HTMLElement[] {
    const { rowAxis, columnAxis, at } = selection;
    const longest = longestOf(selection);
    const { shape } = this.header;
    this.sliders.clear();
    if (shape.includes(0)) return [];
    return shape.flatMap((size, axis) => {
      const isDrawn = axis === rowAxis || axis === columnAxis;
      if (isDrawn && size <= longest) return [];
      const first = axis === rowAxis ? trans.__('first row') : trans.__('first column');
      const label = isDrawn ? first : axisLabel(`axis ${axis}`);
      const positions = isDrawn ? size - longest + 1 : size;
      const control = slider(
        label,
        positions,
        at[axis]!,
        (position) => this.host.setPosition(axis, position),
        { onProblem: this.host.showInvalid },
      );
      this.sliders.set(axis, control);
      return [control.node];
    });
  }
}

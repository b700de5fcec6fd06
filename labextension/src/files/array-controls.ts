import type { NpyHeader } from 'poolscope/internal';
import { type SliderControl, slider } from '../ui/controls.js';
import { element } from '../ui/element.js';
import { choice } from '../ui/form.js';
import { trans } from '../ui/texts.js';
import { axisText } from '../view/axes.js';
import type { Part } from './source/plane.js';
import { longestSide, type Selection } from './source/selection.js';

/** Which scale an array is coloured with. */
export type Colours = 'activation' | 'gradient';

/** What a person chooses of an array. */
export interface Choices {
  readonly selection: Selection;
  readonly part: Part;
  readonly colours: Colours;
}

/** What the controls tell of. */
export interface ArrayControlsHost {
  /** Other axes are to be drawn; they may be one and the same. */
  turned(rowAxis: number, columnAxis: number): void;
  /** Another index along an axis; of one that is drawn, another first row or column. */
  moved(axis: number, position: number): void;
  part(part: Part): void;
  colours(colours: Colours): void;
}

/** The controls above an array: its axes, the part of complex numbers, colours, a slider per other axis. */
export class ArrayControls {
  readonly node: HTMLElement = element('div', 'poolscope-controls');
  private readonly header: NpyHeader;
  private readonly host: ArrayControlsHost;
  private readonly sliders = new Map<number, SliderControl>();

  constructor(header: NpyHeader, host: ArrayControlsHost) {
    this.header = header;
    this.host = host;
  }

  /** Puts the controls for what is chosen now in place of those before; the focus stays. */
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

  /** Follows a selection of the same axes. */
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
        this.host.turned(Number(axis), columnAxis),
      ),
      choice(trans.__('columns'), axes, `${columnAxis}`, (axis) =>
        this.host.turned(rowAxis, Number(axis)),
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
    return [choice(trans.__('part'), names, part, (chosen) => this.host.part(chosen))];
  }

  private colourChoice(colours: Colours): HTMLElement[] {
    if (this.header.dtype === 'bool') return [];
    const scales: readonly (readonly [Colours, string])[] = [
      ['activation', trans.__('from least to greatest')],
      ['gradient', trans.__('about 0')],
    ];
    return [choice(trans.__('colours'), scales, colours, (chosen) => this.host.colours(chosen))];
  }

  private axisSliders({ rowAxis, columnAxis, at }: Selection): HTMLElement[] {
    const { shape } = this.header;
    this.sliders.clear();
    if (shape.includes(0)) return [];
    return shape.flatMap((size, axis) => {
      const isDrawn = axis === rowAxis || axis === columnAxis;
      if (isDrawn && size <= longestSide) return [];
      const first = axis === rowAxis ? trans.__('first row') : trans.__('first column');
      const label = isDrawn ? first : axisText(`axis ${axis}`);
      const positions = isDrawn ? size - longestSide + 1 : size;
      const control = slider(label, positions, at[axis]!, (position) =>
        this.host.moved(axis, position),
      );
      this.sliders.set(axis, control);
      return [control.node];
    });
  }
}

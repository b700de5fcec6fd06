// The pictures of the rail's channels, all on one canvas.
import { runInTurns, type Scale, type Slice, type Steps } from 'poolscope/internal';
import { clearCanvas, drawCells, sliceImage } from '../../plot/canvas.js';
import { paletteOf } from '../../plot/palette.js';

/** What the pictures need of the explorer. */
export interface PicturesHost {
  /** Din's slice of a channel. */
  sliceOf(channel: number): Slice;
  scale(): Scale;
  reportError(error: unknown): void;
}

const largest = { width: 56, height: 46 };
/** The middle of a row's picture, in pixels from the row's corner: what the style sheet leaves free for it. */
const middle = { x: 33, y: 29 };

/**
 * The pictures of the rows that have nodes. A browser makes a layer of every canvas, which costs time at each frame: one
 * for all takes a tenth of what one in each row does.
 */
export class RailPictures {
  readonly node: HTMLCanvasElement = document.createElement('canvas');
  private readonly step: { readonly down: number; readonly across: number };
  private readonly host: PicturesHost;
  private drawn = new Map<number, HTMLCanvasElement>();
  /** The number of the latest request: the rest of an older one is not wanted. */
  private latestRequest = 0;

  /** @param step from row to row, in pixels */
  constructor(step: { readonly down: number; readonly across: number }, host: PicturesHost) {
    this.step = step;
    this.host = host;
    this.node.className = 'poolscope-rail-pictures';
    this.node.setAttribute('aria-hidden', 'true');
  }

  /** Draws the pictures of these channels from a row on, in turns that leave the page its frames. */
  show(channels: readonly number[], first: number, direction: 'down' | 'across'): void {
    const { step } = this;
    const isAcross = direction === 'across';
    const context = isAcross
      ? clearCanvas(this.node, channels.length * step.across, step.down)
      : clearCanvas(this.node, 2 * middle.x, channels.length * step.down);
    this.node.style.setProperty('--row', `${first}`);
    const request = ++this.latestRequest;
    const draw = (channel: number, i: number): void => {
      const picture = this.pictureOf(channel);
      const density = window.devicePixelRatio || 1;
      const [width, height] = [picture.width / density, picture.height / density];
      const left = middle.x - width / 2 + (isAcross ? i * step.across : 0);
      const top = middle.y - height / 2 + (isAcross ? 0 : i * step.down);
      context.drawImage(picture, Math.round(left), Math.round(top), width, height);
    };
    function* steps(): Steps<void> {
      for (const [i, channel] of channels.entries()) {
        draw(channel, i);
        yield;
      }
    }
    runInTurns(steps(), () => request === this.latestRequest).catch((error: unknown) =>
      this.host.reportError(error),
    );
  }

  /** Forgets what was drawn, in other colours or of another din; what is still to be drawn is not wanted. */
  forget(): void {
    this.latestRequest++;
    this.drawn = new Map();
  }

  private pictureOf(channel: number): HTMLCanvasElement {
    const picture = this.drawn.get(channel) ?? this.draw(channel);
    this.drawn.set(channel, picture);
    return picture;
  }

  private draw(channel: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    const slice = this.host.sliceOf(channel);
    const { rows, columns } = slice;
    const size = Math.min(largest.width / columns, largest.height / rows);
    const [width, height] =
      size * columns < 8 || size * rows < 4
        ? [largest.width, largest.height]
        : [columns * size, rows * size];
    const context = clearCanvas(canvas, width, height);
    const grid = {
      left: 0,
      top: 0,
      width,
      height,
      x: [-0.5, columns - 0.5],
      y: [rows - 0.5, -0.5],
    } as const;
    drawCells(context, sliceImage(slice, paletteOf(this.host.scale())), grid);
    return canvas;
  }
}

// The pictures of the rail's channels, all on one canvas.
import { runInTurns, type Scale, type Slice, type Steps } from 'poolscope/internal';
import { clearCanvas } from '../../plot/canvas/canvas.js';
import { paletteOf } from '../../plot/canvas/palette.js';

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
  private drawn = new Map<number, ImageData>();
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
    const density = window.devicePixelRatio || 1;
    const draw = (channel: number, i: number): void => {
      const picture = this.pictureOf(channel, density);
      const [x, y] = isAcross ? [i * step.across, 0] : [0, i * step.down];
      context.putImageData(
        picture,
        Math.round((x + middle.x) * density - picture.width / 2),
        Math.round((y + middle.y) * density - picture.height / 2),
      );
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

  private pictureOf(channel: number, density: number): ImageData {
    const picture = this.drawn.get(channel) ?? this.draw(channel, density);
    this.drawn.set(channel, picture);
    return picture;
  }

  /** Draws a channel pixel by pixel, each in the colour of its cell: canvases for it would take more time than all of that. */
  private draw(channel: number, density: number): ImageData {
    const { rows, columns, values } = this.host.sliceOf(channel);
    const size = Math.min(largest.width / columns, largest.height / rows);
    const isStretched = size * columns < 8 || size * rows < 4;
    const width = Math.round(density * (isStretched ? largest.width : columns * size));
    const height = Math.round(density * (isStretched ? largest.height : rows * size));
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const colour = paletteOf(this.host.scale());
    for (let y = 0; y < height; y++) {
      const row = Math.floor(((y + 0.5) * rows) / height) * columns;
      for (let x = 0; x < width; x++) {
        pixels[y * width + x] = colour(values[row + Math.floor(((x + 0.5) * columns) / width)]!);
      }
    }
    return image;
  }
}

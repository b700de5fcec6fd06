// Pixels, rectangles and text, without a canvas.
import { fromBase64 } from '../../core/bytes/base64.js';
import { runSteps } from '../../core/steps.js';
import { type Face, faces } from './font.js';

export const titleHeight: number = faces.title.height;
export const labelHeight: number = faces.label.height;

export type Colour = readonly [number, number, number];

/** A rectangle of whole pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels to draw on: opaque red, green and blue, initially white. Positions are whole pixels. */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 3).fill(255);
  }

  /** Fills a rectangle with a colour, clipped to the raster. */
  fill(x: number, y: number, width: number, height: number, [red, green, blue]: Colour): void {
    const [left, right] = [Math.max(0, x), Math.min(this.width, x + width)];
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      const end = (row * this.width + right) * 3;
      for (let at = (row * this.width + left) * 3; at < end; at += 3) {
        this.data[at] = red;
        this.data[at + 1] = green;
        this.data[at + 2] = blue;
      }
    }
  }

  /** Draws a cross in the middle of a box, in lines of three pixels, that far clear of the edge. */
  cross(x: number, y: number, width: number, height: number, colour: Colour, clear = 3): void {
    const arm = Math.min(20, (Math.min(width, height) >> 1) - clear);
    const [left, top] = [x + (width >> 1) - arm, y + (height >> 1) - arm];
    for (let at = 0; at < 2 * arm; at++) {
      this.fill(left + at - 1, top + at, 3, 1, colour);
      this.fill(left + 2 * arm - at - 2, top + at, 3, 1, colour);
    }
  }

  /** Draws one line of text with its top left corner at a position. */
  text(typeface: keyof typeof faces, text: string, x: number, y: number, colour: Colour): void {
    const letters = lettersOf[typeface];
    let left = x;
    for (const character of text) {
      const letter = letters.get(character) ?? letters.get('?')!;
      for (let at = 0; at < letter.coverage.length; at++) {
        const coverage = letter.coverage[at]!;
        if (coverage === 0) continue;
        const [right, down] = [at % letter.width, Math.floor(at / letter.width)];
        this.blend(left + right, y + down, colour, coverage, 15);
      }
      left += letter.width;
    }
  }

  /**
   * Fills a circle, its edge smoothed: a pixel counts the 16 points in it that the circle holds.
   * @param x its middle, in halves of a pixel, as `y`
   * @param radius in eighths of a pixel
   */
  disc(x: number, y: number, radius: number, colour: Colour): void {
    const first = (middle: number): number => Math.floor((4 * middle - radius) / 8);
    const last = (middle: number): number => Math.ceil((4 * middle + radius) / 8);
    for (let row = first(y); row < last(y); row++) {
      for (let column = first(x); column < last(x); column++) {
        let held = 0;
        for (let point = 0; point < 16; point++) {
          const across = 8 * column + 2 * (point & 3) + 1 - 4 * x;
          const down = 8 * row + 2 * (point >> 2) + 1 - 4 * y;
          if (across * across + down * down <= radius * radius) held++;
        }
        this.blend(column, row, colour, held, 16);
      }
    }
  }

  private blend(x: number, y: number, colour: Colour, coverage: number, most: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 3;
    for (let i = 0; i < 3; i++) {
      const below = this.data[at + i]!;
      this.data[at + i] = Math.round(below + ((colour[i]! - below) * coverage) / most);
    }
  }
}

/** The width of a line of text in pixels. */
export function widthOf(typeface: keyof typeof faces, text: string): number {
  const letters = lettersOf[typeface];
  let width = 0;
  for (const character of text) width += (letters.get(character) ?? letters.get('?')!).width;
  return width;
}

/** Truncates a text with an ellipsis if it is wider than `width` pixels. */
export function truncateText(typeface: keyof typeof faces, text: string, width: number): string {
  if (widthOf(typeface, text) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && widthOf(typeface, `${characters.join('')}…`) > width) {
    characters.pop();
  }
  return `${characters.join('').trimEnd()}…`;
}

interface Letter {
  readonly width: number;
  /** 0 to 15, row-major. */
  readonly coverage: Uint8Array;
}

const lettersOf: Readonly<Record<keyof typeof faces, ReadonlyMap<string, Letter>>> = {
  title: unpackLetters(faces.title),
  label: unpackLetters(faces.label),
};

function unpackLetters({ height, letters, widths, data }: Face): Map<string, Letter> {
  const sizes = widths.map((width) => Math.ceil((width * height) / 2));
  const length = sizes.reduce((total, size) => total + size, 0);
  const bytes = runSteps(fromBase64(data, length))!;
  let start = 0;
  return new Map(
    [...letters].map((letter, i) => {
      const own = bytes.subarray(start, start + sizes[i]!);
      start += sizes[i]!;
      const width = widths[i]!;
      const coverage = Uint8Array.from({ length: width * height }, (_, at) =>
        at % 2 === 0 ? own[at >> 1]! >> 4 : own[at >> 1]! & 15,
      );
      return [letter, { width, coverage }];
    }),
  );
}

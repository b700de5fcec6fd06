// The marks that heatmaps and pictures share: the dot of a cell that won. Sizes are in pixels of a page.
import table from '../../../labextension/poolscope/view/picture/marks.json' with { type: 'json' };

/** The table of marks, which Python reads too. */
interface MarkTable {
  /** Black, and the white beside it: visible on every colour of the scales, in both themes. */
  readonly ink: string;
  readonly halo: string;
  /** How far below the middle of its cell a number is: a dot may be in the corner above it. */
  readonly numbers: { readonly lowered: number };
  readonly dot: {
    /** What a dot says. */
    readonly name: string;
    /** The size of a dot that stays, of one that the cursor marks; and the width of its rim. */
    readonly staying: number;
    readonly rim: number;
    /** The smallest cells with a dot. */
    readonly leastCell: number;
    /** In the middle of a small cell: the radius as a part of the cell, and at least. */
    readonly middle: { readonly part: number; readonly least: number };
    /** In the corner of a cell with room for a number: the radius as a part of the cell, and at most. */
    readonly corner: {
      readonly leastCell: number;
      readonly part: number;
      readonly most: number;
      readonly margin: number;
    };
    /** On a line: the smallest positions with a dot, and the side of the box around a point. */
    readonly line: { readonly leastPosition: number; readonly box: number };
  };
}

export const marks: MarkTable = table;

/**
 * The place and the radius of a winner's dot: the middle of a small cell, the corner of one with room for a number.
 * @param size of one that the cursor marks
 * @example
 * dotIn({ left: 0, top: 0, width: 28, height: 40 }) // { x: 22.5, y: 5.5, radius: 4 }
 */
export function dotIn(
  box: Readonly<Record<'left' | 'top' | 'width' | 'height', number>>,
  size = 1,
): { x: number; y: number; radius: number } {
  const { corner, middle } = marks.dot;
  const shorter = Math.min(box.width, box.height);
  if (shorter < corner.leastCell) {
    const radius = Math.max(middle.least, (size * shorter) / middle.part);
    return { x: box.left + box.width / 2, y: box.top + box.height / 2, radius };
  }
  const radius = size * Math.min(corner.most, shorter / corner.part);
  const inset = radius + corner.margin;
  return { x: box.left + box.width - inset, y: box.top + inset, radius };
}

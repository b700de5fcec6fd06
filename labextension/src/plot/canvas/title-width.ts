// How wide a panel's title is, so that the panel has room for it.

/** The size of a title's letters, and the room for what is beside its words: tools and gaps. */
const letters = 13;
const beside = 76;
/** A longer title is cut off: it has the words of a person. */
const widest = 260;

/** Not in the page, where text in a canvas has the page laid out first. */
let sheet: CanvasRenderingContext2D | null = null;

/**
 * The width in pixels of a panel's title: its name in bold, and the shape of its array.
 * @param font the family of the page's letters
 */
export function titleWidth(name: string, shape: string, font: string): number {
  sheet ??= document.createElement('canvas').getContext('2d');
  if (sheet === null) return 0;
  const widthOf = (text: string, weight: number): number => {
    sheet!.font = `${weight} ${letters}px ${font}`;
    return sheet!.measureText(text).width;
  };
  return Math.min(widest, Math.ceil(widthOf(name, 600) + widthOf(shape, 400)) + beside);
}

"""Draws the letters of the PNGs once: DejaVu Sans as coverage of 4 bits a pixel.

Run it when a letter or size is missing, with Pillow and the fonts (Debian: fonts-dejavu-core; or the
ones in matplotlib's wheel), then let Biome format the result:

    python scripts/font-atlas.py FOLDER_OF_DEJAVU_TTF > src/view/font.ts
    python scripts/font-atlas.py FOLDER_OF_DEJAVU_TTF --json > labextension/poolscope/view/font.json
"""

import base64
import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

LETTERS = "".join(map(chr, range(32, 127))) + "−–×·∞→…±“”"
FACES = [
    ("title", "DejaVuSans-Bold.ttf", 30, LETTERS),
    ("label", "DejaVuSans.ttf", 24, LETTERS),
]


def packed(image: Image.Image) -> bytes:
    """Two pixels a byte, the first in the high bits."""
    levels = [(value * 15 + 127) // 255 for value in image.tobytes()]
    levels += [0] * (len(levels) % 2)
    return bytes(high << 4 | low for high, low in zip(levels[::2], levels[1::2]))


def face(folder: Path, file: str, size: int, letters: str) -> dict[str, object]:
    font = ImageFont.truetype(folder / file, size, layout_engine=ImageFont.Layout.BASIC)
    ascent, descent = font.getmetrics()
    height = ascent + descent
    widths = []
    data = bytearray()
    for letter in letters:
        width = round(font.getlength(letter))
        image = Image.new("L", (width, height))
        ImageDraw.Draw(image).text((0, 0), letter, fill=255, font=font)
        widths.append(width)
        data += packed(image)
    return {
        "height": height,
        "ascent": ascent,
        "letters": letters,
        "widths": widths,
        "data": base64.b64encode(bytes(data)).decode(),
    }


def main() -> None:
    if not features.check("freetype2"):
        sys.exit("font-atlas: Pillow has no FreeType; install a Pillow wheel")
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    faces = json.dumps({name: face(folder, *parts) for name, *parts in FACES}, ensure_ascii=False)
    if sys.argv[2:] == ["--json"]:
        print(faces)
        return
    sys.stdout.write(
        "// Made by scripts/font-atlas.py from DejaVu Sans. Bitstream Vera is copyright (c) 2003 by Bitstream,\n"
        "// Inc., its Arev letters (c) 2006 by Tavmjong Bah; DejaVu's changes are in the public domain. The\n"
        "// licence, which permits this use: docs/licenses/dejavu.txt.\n\n"
        "/** A typeface at one size: its letters side by side, 4 bits of coverage a pixel, row-major. */\n"
        "export interface Face {\n  readonly height: number;\n  readonly ascent: number;\n"
        "  readonly letters: string;\n  /** The advance of each letter, which is its image's width. */\n"
        "  readonly widths: readonly number[];\n"
        "  /** Base64; each letter starts on a byte, the first pixel of a byte is in its high bits. */\n"
        "  readonly data: string;\n}\n\n"
        f"export const faces: {{ readonly title: Face; readonly label: Face }} = {faces};\n"
    )


main()

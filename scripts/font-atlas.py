"""Draws the letters of the PNGs once: DejaVu Sans as coverage of 4 bits a pixel.

Run it when a letter or size is missing, with Pillow and the fonts (Debian: fonts-dejavu-core; or the
ones in matplotlib's wheel), then let Biome format the result:

    python scripts/font-atlas.py FOLDER_OF_DEJAVU_TTF > labextension/poolscope/view/picture/font.json
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
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    print(json.dumps({name: face(folder, *parts) for name, *parts in FACES}, ensure_ascii=False))


main()

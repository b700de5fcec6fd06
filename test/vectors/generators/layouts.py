"""Where cells of channels-last arrays are in arrays of other layouts, as NumPy moves axes.

`cells` holds pairs of a channels-last index and the index in the user's array; both arrays hold the
same number there. `exact` is the layout with the letters of its spatial axes; null where arrays are
as the library has them.
"""

from typing import Any

import numpy as np

from . import files

SPATIAL = {1: "L", 2: "HW", 3: "DHW"}
SIZES = {"N": 2, "C": 3, "L": 7, "D": 4, "H": 5, "W": 6}


def spelled(layout: str, rank: int) -> str:
    """A layout of four letters with those of its spatial axes."""
    return layout.replace("HW", SPATIAL[rank])


def vector(layout: str, letters: str) -> dict[str, Any]:
    """A layout, by its name and by the letters of the array's axes."""
    rank = len(letters.strip("NC"))
    given = [SIZES[letter] for letter in letters]
    array = np.arange(np.prod(given)).reshape(given)
    whole = array if "N" in letters else array[np.newaxis]
    if "C" not in letters:
        whole = whole[..., np.newaxis]
    elif not letters.endswith("C"):
        whole = np.moveaxis(whole, 1, -1)
    numbers = np.arange(0, array.size, 11)
    cells = [
        [np.argwhere(whole == n)[0].tolist(), np.argwhere(array == n)[0].tolist()] for n in numbers
    ]
    own = letters.startswith("N") and letters.endswith("C")
    return {
        "name": f"{layout}, {rank}-d",
        "layout": layout,
        "exact": None if own else letters,
        "shape": list(whole.shape),
        "userShape": given,
        "cells": cells,
    }


def main() -> None:
    forms = ("NHWC", "NCHW", "HWC", "CHW", "HW")
    generic = [(layout, spelled(layout, rank)) for layout in forms[:2] for rank in SPATIAL]
    named = [(spelled(form, rank),) * 2 for rank in SPATIAL for form in forms]
    vectors = [vector(*one) for one in dict.fromkeys(generic + named)]
    files.write("shared/layouts.json", f"NumPy {np.__version__}, moveaxis", [], vectors)

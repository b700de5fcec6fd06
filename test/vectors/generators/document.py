"""The source document's random data, as NumPy draws it, and what its loops make of it.

`document/dout.npy` is dout (float64); `document/mask.npy` the mask's bits, eight to a byte, the
first cell in the lowest bit. `numpy-random.json` holds the first draws of a few seeds.
"""

import hashlib

import numpy as np

from . import files

SHAPE = (8, 32, 48, 16)
FILTER = 2


def document_din(dout: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The document's loops, with the flaws that stop them or skip windows put right."""
    batch, height, width, depth = SHAPE
    out_height, out_width = height // FILTER, width // FILTER
    din_data = np.zeros(SHAPE)
    for b in range(batch):
        for i in range(out_height):
            for j in range(out_width):
                row = ((b * out_height + i) * out_width + j) * depth
                not_max = ~mask[row : row + depth]
                din = din_data[b, i * FILTER : (i + 1) * FILTER, j * FILTER : (j + 1) * FILTER]
                for y in range(FILTER):
                    for x in range(FILTER):
                        din[y, x] = dout[b, i, j]
                        din[y, x][not_max[:, y * FILTER + x]] = 0
    return din_data


def main() -> None:
    batch, height, width, depth = SHAPE
    rng = np.random.RandomState(0)
    dout = rng.randn(batch, height // FILTER, width // FILTER, depth)
    mask = rng.randn(dout.size, FILTER**2) > 0
    din = document_din(dout, mask)

    folder = files.FOLDER / "document"
    folder.mkdir(exist_ok=True)
    np.save(folder / "dout.npy", dout.astype("<f8"))
    np.save(folder / "mask.npy", np.packbits(mask.ravel(), bitorder="little"))

    facts = {
        "name": "the document's data, seed 0",
        "shape": list(SHAPE),
        "trueCells": int(mask.sum()),
        "sumOfDout": float(dout.sum()),
        "sumOfDin": float(din.sum()),
        "sha256OfDin": hashlib.sha256(din.astype("<f8").tobytes()).hexdigest(),
    }
    files.write("document.json", f"NumPy {np.__version__}", [], [facts])

    draws = []
    for seed in (0, 1, 42, 2**32 - 1):
        draws.append(
            {
                "seed": seed,
                "uniforms": np.random.RandomState(seed).rand(1500),
                "normals": np.random.RandomState(seed).randn(601),
            }
        )
    notes = [
        "1500 uniforms take 3000 draws of 32 bits: the state of 624 is renewed four times",
        "601 normals: an odd number, so that one is left over",
    ]
    files.write("numpy-random.json", f"NumPy {np.__version__}, RandomState", notes, draws)

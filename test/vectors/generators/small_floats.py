"""Every pattern of PyTorch's floats of 8 bits, and of bfloat16 every 251st: as float32."""

import numpy as np
import torch

from . import files

TYPES = {
    "e4m3": torch.float8_e4m3fn,
    "e5m2": torch.float8_e5m2,
    "e8m0": torch.float8_e8m0fnu,
    "bf2": torch.bfloat16,
}


def main() -> None:
    vectors = []
    for name, dtype in TYPES.items():
        patterns = (
            np.arange(0, 65536, 251, dtype="<u2") if name == "bf2" else np.arange(256, dtype="u1")
        )
        signed = torch.from_numpy(patterns.view("<i2" if name == "bf2" else "i1"))
        values = signed.view(dtype).to(torch.float32).numpy()
        vectors.append({"name": name, "patterns": patterns.view("u1"), "values": values})
    notes = ["the value of each pattern of bits, which are given as bytes"]
    files.write("small-floats.json", f"PyTorch {torch.__version__}, CPU", notes, vectors)

"""Makes the vectors of this folder from other implementations of pooling.

    python -m venv /somewhere/vectors
    /somewhere/vectors/bin/pip install -r requirements.txt
    /somewhere/vectors/bin/python generate.py [source …]

Every source runs in a process of its own, on one core, and walks its own seeded stream, so making
one file again leaves the others as they are. A run on the same versions gives the same arrays;
only the header's date differs. The script says what it left out and why; the files say it too.
"""

import importlib
import os
import subprocess
import sys

SOURCES = [
    "document",
    "findings",
    "sums",
    "layouts",
    "pytorch",
    "onnx_nodes",
    "onnx_runtime",
    "jax_windows",
    "tensorflow_pools",
    "tfjs_pools",
    "small_floats",
    "zarr_arrays",
]


def main(names: list[str]) -> None:
    if len(names) == 1 and names[0].startswith("--only="):
        importlib.import_module(f"generators.{names[0].removeprefix('--only=')}").main()
        return
    unknown = set(names) - set(SOURCES)
    if unknown:
        sys.exit(
            f"generate.py: unknown source {', '.join(sorted(unknown))}; use {', '.join(SOURCES)}"
        )
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
    for name in names or SOURCES:
        subprocess.run(
            [sys.executable, __file__, f"--only={name}"],
            check=True,
            env={**os.environ, **one_core, **quiet},
        )


if __name__ == "__main__":
    main(sys.argv[1:])

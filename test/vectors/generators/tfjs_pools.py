"""TensorFlow.js on its cpu and wasm backends: 2-d max pooling of float32, forward and backward.

Needs Node and npm; the packages go to a folder that is removed afterwards.
"""

import json
import pathlib
import subprocess
import tempfile
from typing import Any

import numpy as np

from . import files
from .configurations import random_configuration

VERSION = "4.22.0"
PACKAGES = ["tfjs-core", "tfjs-backend-cpu", "tfjs-backend-wasm"]
SCRIPT = pathlib.Path(__file__).with_suffix(".mjs")
BY = "×".join


def run(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "package.json").write_text("{}", encoding="utf-8")
        names = [f"@tensorflow/{name}@{VERSION}" for name in PACKAGES]
        install = [
            "npm",
            "install",
            "--prefix",
            folder,
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]
        subprocess.run([*install, *names], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run(
            ["node", SCRIPT, folder],
            input=json.dumps(cases),
            capture_output=True,
            check=True,
            text=True,
        )
    return json.loads(done.stdout)


def random_case(rng: np.random.Generator, backend: str, kind: str) -> dict[str, Any]:
    own = random_configuration(rng, 2, dilations=False)
    shape = [own.batch, *own.spatial, own.channels]
    low = 1 if kind == "positive ties" else -2
    x = rng.standard_normal(shape) if kind == "normal" else rng.integers(low, 3, shape)
    fits = all(n >= k for n, k in zip(own.spatial, own.kernel))
    padding = "valid" if fits and rng.random() < 0.5 else "same"
    case = {"backend": backend, "kernel": own.kernel, "stride": own.stride, "padding": padding}
    data = x.astype(np.float32).ravel().tolist()
    dout = rng.standard_normal(x.size * 9).astype(np.float32).tolist()
    return {**case, "kind": kind, "shape": shape, "x": list(map(str, data)), "dout": dout}


def named_case(backend: str, numbers: list[float], difference: str) -> dict[str, Any]:
    size = len(numbers)
    case = {"backend": backend, "kernel": [1, size], "stride": [1, size], "padding": "valid"}
    kind = f"[{', '.join(f'{number:g}' for number in numbers)}]"
    data = {"x": list(map(str, numbers)), "dout": [1.0], "difference": difference}
    return {**case, "kind": kind, "shape": [1, 1, size, 1], **data}


def vector(case: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    def array(values: list[Any], shape: list[int]) -> np.ndarray:
        return np.array([float(value) for value in values], np.float32).reshape(shape)

    options = {"kernelSize": case["kernel"], "stride": case["stride"], "padding": case["padding"]}
    if case["kind"] == "positive ties":
        options["ties"] = "last"
    shape = result["outputShape"]
    made = {
        "name": f"{case['backend']}, {case['shape']} float32,"
        f" kernel {BY(map(str, case['kernel']))}, stride {BY(map(str, case['stride']))},"
        f" {case['padding']}, {case['kind']}",
        "options": options,
        "x": array(case["x"], case["shape"]),
        "output": array(result["output"], shape),
        "dout": array(case["dout"][: int(np.prod(shape))], shape),
        "din": array(result["din"], case["shape"]),
    }
    return {**made, "difference": case["difference"]} if "difference" in case else made


def main() -> None:
    rng = np.random.default_rng(18)
    nan, inf = float("nan"), float("inf")
    cases = [
        *(random_case(rng, "cpu", ["normal", "ties"][turn % 2]) for turn in range(16)),
        *(random_case(rng, "wasm", "positive ties") for _ in range(8)),
        named_case("cpu", [nan, 1, 2], "the cpu backend ignores NaN, as our nan: 'ignore' does"),
        named_case("cpu", [-inf, -inf], "the cpu backend routes the gradient of -inf nowhere"),
        named_case(
            "wasm", [-3, -1, -2], "the wasm backend's gradient of negatives goes to the first cell"
        ),
        named_case(
            "wasm", [nan, 1, 2], "the wasm backend's output is -inf where a NaN comes first"
        ),
        named_case(
            "wasm", [2, 2, 1], "the wasm backend's gradient goes to the last of equals, if positive"
        ),
    ]
    vectors = [vector(case, result) for case, result in zip(cases, run(cases))]
    notes = [
        "ties: the cpu backend's gradient goes to the first of equals, the wasm backend's to the"
        " last where the maximum is positive (ties: 'last')",
        "the WebGL backend runs in browsers only and is not here",
    ]
    files.write("tfjs.json", f"TensorFlow.js {VERSION}", notes, vectors)

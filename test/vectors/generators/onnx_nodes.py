"""The backend node tests that the onnx package ships as files, for pooling, Col2Im and Relu.

Their random inputs are all pieces of one stream, `np.random.seed(0); np.random.randn()` as float32:
such an input is written as `{ randn: position, shape }`, in ONNX's own layout, channels first.
"""

import hashlib
import pathlib
import re
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from . import files

SOURCE = f"onnx {onnx.__version__}, backend node tests"
NODES = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
OPERATORS = {
    "MaxPool": "maxpool",
    "MaxUnpool": "maxunpool",
    "AveragePool": "averagepool",
    "LpPool": "lppool",
    "GlobalMaxPool": "globalmaxpool",
    "GlobalAveragePool": "globalaveragepool",
    "Col2Im": "col2im",
    "Relu": "relu",
}
STREAM = np.random.RandomState(0).randn(4 * 32**3).astype(np.float32)
LARGE = 20_000
CROP = 10
GRID = (
    "the indices are positions in the 4×4 image that kernel and stride give, not in the 5×5 one"
    " that output_shape asks for; read in 5×5, as ONNX Runtime does, they name other cells"
)


def arrays(folder: pathlib.Path, kind: str) -> list[np.ndarray]:
    paths = sorted((folder / "test_data_set_0").glob(f"{kind}_*.pb"))
    return [numpy_helper.to_array(onnx.load_tensor(path)) for path in paths]


def encoded_input(x: np.ndarray) -> Any:
    if x.dtype == np.float32:
        for position in range(
            0, STREAM.size - x.size + 1, 32**3 if x.size == 32**3 else STREAM.size
        ):
            if np.array_equal(STREAM[position : position + x.size], x.ravel()):
                return {"randn": position, "shape": list(x.shape)}
    return files.channels_last(x)


def options_of(node: onnx.NodeProto, rank: int) -> dict[str, Any]:
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    options: dict[str, Any] = {}
    known = {"kernel_shape": "kernelSize", "strides": "stride", "dilations": "dilation"}
    for name, ours in known.items():
        if name in attributes:
            options[ours] = attributes[name]
    # ONNX's stride is 1 where none is given, ours the kernel size.
    options.setdefault("stride", [1] * rank)
    if "pads" in attributes:
        pads = attributes["pads"]
        options["padding"] = [[pads[axis], pads[axis + rank]] for axis in range(rank)]
    if "auto_pad" in attributes:
        options["padding"] = {b"SAME_UPPER": "same", b"SAME_LOWER": "same-lower"}[
            attributes["auto_pad"]
        ]
    if attributes.get("ceil_mode"):
        options["ceilMode"] = True
    if node.op_type == "AveragePool":
        options["countIncludePad"] = bool(attributes.get("count_include_pad", 0))
    return options


def cropped(
    options: dict[str, Any], x: np.ndarray, output: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A corner of a large test: the windows that its first cells hold."""
    assert options["stride"] == [1, 1, 1]
    assert options["kernelSize"] == [2, 2, 2]
    assert len(options) <= 3
    inside, outside = slice(CROP), slice(CROP - 1)
    return x[:, :, inside, inside, inside], output[:, :, outside, outside, outside]


def pool_vector(
    node: onnx.NodeProto, inputs: list[np.ndarray], outputs: list[np.ndarray]
) -> dict[str, Any]:
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    x, output = inputs[0], outputs[0]
    vector: dict[str, Any] = {}
    if not node.op_type.startswith("Global"):
        vector["options"] = options_of(node, x.ndim - 2)
        if output.size > LARGE:
            x, output = cropped(vector["options"], x, output)
    vector |= {"x": encoded_input(x), "output": files.channels_last(output)}
    if len(outputs) == 2:
        vector["indices"] = files.channels_last(outputs[1])
        vector["storageOrder"] = attributes.get("storage_order", 0)
    if node.op_type == "LpPool":
        vector["p"] = attributes["p"]
    return vector


def unpool_vector(
    node: onnx.NodeProto, inputs: list[np.ndarray], outputs: list[np.ndarray]
) -> dict[str, Any]:
    x, indices = (files.channels_last(array) for array in inputs[:2])
    vector = {"options": options_of(node, x.ndim - 2), "x": x, "indices": indices}
    vector["output"] = files.channels_last(outputs[0])
    if len(inputs) == 3:
        vector["difference"] = GRID
    return vector


def col2im_vector(
    node: onnx.NodeProto, inputs: list[np.ndarray], outputs: list[np.ndarray]
) -> dict[str, Any]:
    columns, image, block = inputs
    options = options_of(node, image.size)
    options["kernelSize"] = block.tolist()
    batch, channels = outputs[0].shape[:2]
    by_cell = columns.reshape(batch, channels, block.prod(), -1)
    matrix = by_cell.transpose(0, 3, 1, 2).reshape(-1, block.prod())
    return {"options": options, "matrix": matrix, "output": files.channels_last(outputs[0])}


def vector_of(folder: pathlib.Path, node: onnx.NodeProto) -> dict[str, Any]:
    inputs, outputs = arrays(folder, "input"), arrays(folder, "output")
    operator = node.op_type
    if operator == "MaxUnpool":
        rest = unpool_vector(node, inputs, outputs)
    elif operator == "Col2Im":
        rest = col2im_vector(node, inputs, outputs)
    elif operator == "Relu":
        rest = {"x": encoded_input(inputs[0]), "output": outputs[0]}
    else:
        rest = pool_vector(node, inputs, outputs)
    return {"name": folder.name, "operator": operator, **rest}


def main() -> None:
    prefixes = "|".join(OPERATORS.values())
    vectors = []
    left_out = []
    for folder in sorted(NODES.iterdir()):
        if not re.match(f"test_({prefixes})(_|$)", folder.name):
            continue
        node, *more = onnx.load(folder / "model.onnx").graph.node
        if more:
            left_out.append(folder.name)
            continue
        vectors.append(vector_of(folder, node))
    notes = [
        "outputs, indices and small inputs transposed to channels-last,"
        " Col2Im's columns to the matrix",
        f"of tests with more than {LARGE} outputs the corner of {CROP}×{CROP}×{CROP} input cells",
        f"left out: {', '.join(left_out)}, the same data as test_relu through other operators",
    ]
    digest = hashlib.sha256(STREAM.astype("<f4").tobytes()).hexdigest()
    stream = {"length": STREAM.size, "sha256": digest}
    files.write("onnx-nodes.json", SOURCE, notes, vectors, stream=stream)

"""ONNX Runtime on a CPU: what PyTorch can't do.

That is uneven padding, column-major indices and Lp with padding.
"""

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

from . import files
from .configurations import Configuration, random_configuration, random_data, title

SOURCE = f"ONNX Runtime {onnxruntime.__version__}, CPU, one thread"
TYPES = {
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "uint8": TensorProto.UINT8,
    "int8": TensorProto.INT8,
}


def run(
    operator: str, inputs: dict[str, np.ndarray], outputs: list[str], **attributes: Any
) -> list[np.ndarray]:
    types = {**TYPES, "int64": TensorProto.INT64}
    node = helper.make_node(operator, list(inputs), outputs, **attributes)
    first = next(iter(inputs.values())).dtype.name
    graph = helper.make_graph(
        [node],
        operator,
        [
            helper.make_tensor_value_info(name, types[x.dtype.name], x.shape)
            for name, x in inputs.items()
        ],
        [
            helper.make_tensor_value_info(
                name, TensorProto.INT64 if name == "indices" else TYPES[first], None
            )
            for name in outputs
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model.SerializeToString(), options).run(None, inputs)


def attributes_of(own: Configuration) -> dict[str, Any]:
    return {
        "kernel_shape": own.kernel,
        "strides": own.stride,
        "dilations": own.dilation,
        "pads": [low for low, _ in own.padding] + [high for _, high in own.padding],
        "ceil_mode": int(own.ceil_mode),
    }


def uneven(rng: np.random.Generator, rank: int) -> Configuration:
    """Padding of less than the undilated kernel on each side, as ONNX Runtime allows."""
    while True:
        own = random_configuration(rng, rank)
        own.padding = [[int(rng.integers(0, k)), int(rng.integers(0, k))] for k in own.kernel]
        if min(own.output) >= 1 and not own.has_window_without_real_cell():
            return own


def max_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(60):
        own = uneven(rng, 1 + turn % 3)
        dtype = ["float32", "float64", "uint8", "int8"][turn // 3 % 4]
        kind = ["normal", "ties"][turn % 2] if dtype.startswith("float") else "integers"
        shape = [own.batch, own.channels, *own.spatial]
        if kind == "integers":
            limits = np.iinfo(dtype)
            x = rng.integers(limits.min, limits.max + 1, shape).astype(dtype)
        else:
            x = random_data(rng, kind, shape, dtype)
        order = turn // 12 % 2
        output, indices = run(
            "MaxPool", {"x": x}, ["output", "indices"], storage_order=order, **attributes_of(own)
        )
        vectors.append(
            {
                "name": f"{title(own, dtype, kind)}, storage_order {order}",
                "options": own.options,
                "x": files.channels_last(x),
                "output": files.channels_last(output),
                "indices": files.channels_last(indices),
                "storageOrder": order,
            }
        )
    return vectors


def lp_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(24):
        own = uneven(rng, 1 + turn % 3)
        own.ceil_mode = False
        if min(own.output) < 1:
            continue
        p = 1 + turn // 3 % 4
        x = random_data(rng, "normal", [own.batch, own.channels, *own.spatial], "float32")
        (output,) = run("LpPool", {"x": x}, ["output"], p=p, **attributes_of(own))
        vectors.append(
            {
                "name": title(own, "float32", f"p = {p}"),
                "p": p,
                "options": own.options,
                "x": files.channels_last(x),
                "output": files.channels_last(output),
            }
        )
    return vectors


def average_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(36):
        own = uneven(rng, 1 + turn % 3)
        include = bool(turn // 3 % 2)
        x = random_data(rng, "normal", [own.batch, own.channels, *own.spatial], "float32")
        (output,) = run(
            "AveragePool",
            {"x": x},
            ["output"],
            count_include_pad=int(include),
            **attributes_of(own),
        )
        vectors.append(
            {
                "name": title(own, "float32", "countIncludePad" if include else "real cells only"),
                "options": {**own.options, "countIncludePad": include},
                "x": files.channels_last(x),
                "output": files.channels_last(output),
            }
        )
    return vectors


def unpool_with_output_shape() -> dict[str, Any]:
    """The node test of ONNX with an output shape, as ONNX Runtime reads it."""
    x = np.arange(5, 9, dtype=np.float32).reshape(1, 1, 2, 2)
    indices = np.array([5, 7, 13, 15], np.int64).reshape(1, 1, 2, 2)
    shape = np.array([1, 1, 5, 5], np.int64)
    inputs = {"x": x, "indices_in": indices, "shape": shape}
    (output,) = run("MaxUnpool", inputs, ["output"], kernel_shape=[2, 2], strides=[2, 2])
    return {
        "name": "MaxUnpool with an output shape",
        "options": {"kernelSize": [2, 2], "stride": [2, 2]},
        "x": files.channels_last(x),
        "indices": files.channels_last(indices),
        "output": files.channels_last(output),
    }


def main() -> None:
    layout = "transposed to channels-last; indices flat over N·C·H·W, as ONNX Runtime gives them"
    vectors = max_pool_vectors(np.random.default_rng(15))
    files.write(
        "onnxruntime-max-pool.json",
        SOURCE,
        [layout, "no NaN and no -inf: its rules differ"],
        vectors,
    )
    files.write(
        "onnxruntime-average-pool.json",
        SOURCE,
        [layout],
        average_pool_vectors(np.random.default_rng(16)),
    )
    vectors = lp_pool_vectors(np.random.default_rng(17))
    files.write("onnxruntime-lp-pool.json", SOURCE, [layout], vectors)
    files.write("onnxruntime-max-unpool.json", SOURCE, [layout], [unpool_with_output_shape()])

"""TensorFlow on a CPU, with SAME and VALID padding.

Max pooling with indices, max and average pooling with gradients.
"""

from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf

from . import files
from .configurations import Configuration, random_configuration

SOURCE = f"TensorFlow {tf.__version__}, CPU, one thread"
MAX_POOL = {1: tf.nn.max_pool1d, 2: tf.nn.max_pool2d, 3: tf.nn.max_pool3d}
AVERAGE_POOL = {1: tf.nn.avg_pool1d, 2: tf.nn.avg_pool2d, 3: tf.nn.avg_pool3d}


def draw(
    rng: np.random.Generator, rank: int, turn: int
) -> tuple[Configuration, np.ndarray, str, str]:
    padding = ["SAME", "VALID"][turn % 2]
    while True:
        own = random_configuration(rng, rank, dilations=False)
        own.ceil_mode = False
        own.padding = [[0, 0]] * rank
        # TensorFlow's SAME pooling refuses strides larger than the window.
        if min(own.output) >= 1 and all(s <= k for s, k in zip(own.stride, own.kernel)):
            break
    # TensorFlow has no 3-d pooling of float64.
    dtype = ["float32", "float64"][turn // 2 % 2 if rank < 3 else 0]
    shape = [own.batch, *own.spatial, own.channels]
    kind = ["normal", "ties"][turn // 4 % 2]
    x = rng.standard_normal(shape) if kind == "normal" else rng.integers(-1, 3, shape)
    return own, x.astype(dtype), padding, kind


def vector(own: Configuration, x: np.ndarray, padding: str, kind: str) -> dict[str, Any]:
    by = "×".join
    return {
        "name": f"{list(x.shape)} {x.dtype.name}, kernel {by(map(str, own.kernel))},"
        f" stride {by(map(str, own.stride))}, {padding}, {kind}",
        "options": {"kernelSize": own.kernel, "stride": own.stride, "padding": padding.lower()},
        "x": x,
    }


def with_gradient(pool: Any, x: np.ndarray, rng: np.random.Generator) -> dict[str, Any]:
    taken = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(taken)
        output = pool(taken)
    dout = rng.standard_normal(output.shape).astype(x.dtype)
    din = tape.gradient(output, taken, tf.constant(dout))
    return {"output": output.numpy(), "dout": dout, "din": din.numpy()}


def max_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(48):
        rank = 1 + turn % 3
        own, x, padding, kind = draw(rng, rank, turn // 3)
        more = with_gradient(
            partial(MAX_POOL[rank], ksize=own.kernel, strides=own.stride, padding=padding), x, rng
        )
        if rank == 2:
            window, stride = (1, *own.kernel, 1), (1, *own.stride, 1)
            for name, with_batch in (("indices", False), ("indicesWithBatch", True)):
                _, more[name] = (
                    result.numpy()
                    for result in tf.nn.max_pool_with_argmax(
                        x, window, stride, padding, include_batch_in_index=with_batch
                    )
                )
        made = vector(own, x, padding, kind)
        if rank == 3 and kind == "ties":
            # The 3-d gradient, unlike those of 1-d and 2-d, goes in full to every maximum.
            made["options"]["ties"] = "all"
        vectors.append({**made, **more})
    return vectors


def average_pool_vectors(rng: np.random.Generator) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(24):
        rank = 1 + turn % 3
        own, x, padding, kind = draw(rng, rank, turn // 3)
        pool = partial(AVERAGE_POOL[rank], ksize=own.kernel, strides=own.stride, padding=padding)
        made = vector(own, x, padding, kind)
        made["options"]["countIncludePad"] = False
        vectors.append({**made, **with_gradient(pool, x, rng)})
    return vectors


def named(numbers: list[float], kind: str, difference: str) -> dict[str, Any]:
    size = len(numbers)
    own = Configuration(1, 1, [1, size], [1, size], [1, size], [[0, 0]] * 2, [1, 1], False)
    x = tf.constant(numbers, tf.float32, shape=(1, 1, size, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = tf.nn.max_pool2d(x, own.kernel, own.stride, "VALID")
    din = tape.gradient(output, x)
    return {
        **vector(own, x.numpy(), "VALID", kind),
        "output": output.numpy(),
        "dout": np.ones(output.shape, np.float32),
        "din": din.numpy(),
        "difference": difference,
    }


def main() -> None:
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    differences = [
        named(
            [np.nan, 1, 2],
            "[NaN, 1, 2]",
            "TensorFlow's output is the 2, yet its gradient goes to the NaN",
        ),
        named(
            [1, np.nan, 2], "[1, NaN, 2]", "TensorFlow ignores the NaN, as our nan: 'ignore' does"
        ),
        named(
            [-np.inf] * 3,
            "-inf alone",
            "TensorFlow's output is the lowest finite float32, not -inf",
        ),
    ]
    notes = [
        "`indices` are flat without the batch, `indicesWithBatch` with it",
        "only strides up to the window's size: TensorFlow refuses others under SAME",
        "no -0, NaN or -inf but in vectors with a `difference`",
        "ties: the first maximum gets the gradient in 1-d and 2-d, every one in 3-d (ties: 'all')",
    ]
    vectors = [*max_pool_vectors(np.random.default_rng(13)), *differences]
    files.write("tensorflow-max-pool.json", SOURCE, notes, vectors)
    vectors = average_pool_vectors(np.random.default_rng(14))
    files.write("tensorflow-average-pool.json", SOURCE, notes[1:2], vectors)

"""JAX: max pooling as lax.reduce_window, its gradient as select_and_scatter_add (through vjp)."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from . import files
from .configurations import Configuration, random_configuration, title

SOURCE = f"JAX {jax.__version__}, CPU"


def pooled(x: jax.Array, own: Configuration) -> jax.Array:
    window = (1, *own.kernel, 1)
    stride = (1, *own.stride, 1)
    padding = ((0, 0), *map(tuple, own.padding), (0, 0))
    lowest = jnp.asarray(-jnp.inf, x.dtype)
    return lax.reduce_window(x, lowest, lax.max, window, stride, padding)


def vector(own: Configuration, x: np.ndarray, dout: np.ndarray, kind: str) -> dict[str, Any]:
    output, backward = jax.vjp(lambda values: pooled(values, own), jnp.asarray(x))
    (din,) = backward(jnp.asarray(dout.reshape(output.shape)))
    return {
        "name": title(own, x.dtype.name, kind),
        "options": own.options,
        "x": x,
        "output": np.asarray(output),
        "dout": dout.reshape(output.shape),
        "din": np.asarray(din),
    }


def random_vectors(rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    vectors = []
    for turn in range(count):
        own = random_configuration(rng, 1 + turn % 3, dilations=False)
        own.ceil_mode = False
        own.padding = [[int(rng.integers(0, k)), int(rng.integers(0, k))] for k in own.kernel]
        dtype = ["float32", "float64"][turn // 3 % 2]
        kind = ["normal", "ties"][turn // 6 % 2]
        shape = [own.batch, *own.spatial, own.channels]
        x = rng.standard_normal(shape) if kind == "normal" else rng.integers(-1, 3, shape)
        dout = rng.standard_normal([own.batch, *own.output, own.channels])
        vectors.append(vector(own, x.astype(dtype), dout.astype(dtype), kind))
    return vectors


def named(numbers: list[float], padding: int, kind: str, difference: str) -> dict[str, Any]:
    size = len(numbers)
    own = Configuration(1, 1, [size], [size], [size], [[padding, 0]], [1], False)
    x = np.array(numbers, np.float32).reshape(1, size, 1)
    return {**vector(own, x, np.ones(1, np.float32), kind), "difference": difference}


def main() -> None:
    jax.config.update("jax_enable_x64", True)
    differences = [
        named(
            [1, np.nan, 2], 0, "[1, NaN, 2]", "JAX's output is NaN, yet its gradient goes to the 2"
        ),
        named(
            [-np.inf, -np.inf, -np.inf],
            1,
            "padding before -inf alone",
            "JAX pads with -inf, so the padding is the first of equals and the gradient is lost in"
            " it",
        ),
        named(
            [-0.0, 0.0],
            0,
            "[-0, 0]",
            "JAX's output is the 0, though the -0 before it gets the gradient",
        ),
    ]
    notes = [
        "no dilation: JAX has no gradient for it",
        "no -0, NaN or -inf but in vectors with a `difference`",
    ]
    files.write(
        "jax.json", SOURCE, notes, [*random_vectors(np.random.default_rng(12), 36), *differences]
    )

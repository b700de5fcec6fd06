"""JAX on the CPU, compiled; it uses all cores. Its pools give no mask: the backward pass looks for the maxima again."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def peer():
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)

    def prepare(task, x, dout):
        rank = len(task["shape"]) - 2

        def whole(size):
            return (1, *[size] * rank, 1)

        edge = [(0, 0), *[(task["padding"], task["padding"])] * rank, (0, 0)]

        @jax.jit
        def forward(x):
            return lax.reduce_window(x, -jnp.inf, lax.max, whole(task["kernelSize"]), whole(task["stride"]), edge)

        @jax.jit
        def backward(x, dout):
            return jax.vjp(forward, x)[1](dout)[0]

        x, dout = jnp.asarray(x), jnp.asarray(dout)
        return {
            "jax": {
                "forward": (lambda: forward(x).block_until_ready(), lambda: np.asarray(forward(x))),
                "backward": (lambda: backward(x, dout).block_until_ready(), lambda: np.asarray(backward(x, dout))),
            }
        }

    return {"JAX": jax.__version__}, prepare

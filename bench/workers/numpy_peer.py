"""NumPy: vectorised over all windows, one cell of them after another; and the document's loops.

The loops are the document's backward pass with its flaws put right (see the notebook), for windows
that don't overlap. The mask is what the forward pass gives.
"""

import itertools

import numpy as np


def peer():
    return {"NumPy": np.__version__}, prepare


def prepare(task, x, dout):
    size, stride, padding = task["kernelSize"], task["stride"], task["padding"]
    rank = x.ndim - 2
    edge = [(0, 0), *[(padding, padding)] * rank, (0, 0)]
    padded_shape = [n + low + high for n, (low, high) in zip(x.shape, edge)]
    inner = tuple(slice(low, low + n) for n, (low, _) in zip(x.shape, edge))
    cells = [
        (slice(None), *(slice(k, k + stride * out, stride) for k, out in zip(offsets, task["outputShape"][1:-1])))
        for offsets in itertools.product(range(size), repeat=rank)
    ]

    def forward():
        padded = np.pad(x, edge, constant_values=-np.inf) if padding else x
        output = padded[cells[0]].copy()
        winner = np.zeros(output.shape, np.int8)
        for number, cell in enumerate(cells[1:], 1):
            better = padded[cell] > output
            np.copyto(output, padded[cell], where=better)
            winner[better] = number
        return output, winner

    _, winner = forward()

    def backward():
        din = np.zeros(padded_shape, dout.dtype)
        for number, cell in enumerate(cells):
            din[cell] += np.where(winner == number, dout, 0)
        return din[inner]

    works = {"forward": (forward, lambda: forward()[0]), "backward": (backward, backward)}
    if task["id"] != "document":
        return {"numpy": works}

    mask = winner.reshape(-1, 1) == np.arange(len(cells))
    loops = {"backward": (lambda: document(x.shape, dout, mask), lambda: document(x.shape, dout, mask))}
    return {"numpy": works, "numpy-loops": loops}


def document(shape, dout_data, mask):
    filter_size = stride = 2
    batch, in_height, in_width, in_depth = shape
    out_height, out_width = in_height // stride, in_width // stride
    out_size = out_height * out_width
    not_max = ~mask
    din_data = np.zeros(shape, dout_data.dtype)
    for i_batch in range(batch):
        for i_out, i_height in enumerate(range(0, in_height, stride)):
            for j_out, i_width in enumerate(range(0, in_width, stride)):
                row = (i_batch * out_size + i_out * out_width + j_out) * in_depth
                md = not_max[row : row + in_depth]
                din = din_data[i_batch, i_height : i_height + filter_size, i_width : i_width + filter_size]
                dout = dout_data[i_batch, i_out, j_out]
                for i in range(filter_size):
                    for j in range(filter_size):
                        din[i, j] = dout
                        din[i, j][md[:, i * filter_size + j]] = 0
    return din_data

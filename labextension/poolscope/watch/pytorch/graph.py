"""Finds in autograd's graph where a pooling's gradients pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

#: The most nodes from a pooling's output back to its input: it may be composed of some.
MOST_NODES = 8


class Edge(NamedTuple):
    """Where a gradient enters a node: the node, and which of its gradients it is."""

    node: Any
    nr: int


def edge_of(x: torch.Tensor) -> Edge | None:
    """Where the gradient of a tensor goes; None where it needs none."""
    if not x.requires_grad:
        return None
    if x.grad_fn is not None:
        return Edge(x.grad_fn, x.output_nr)
    # A leaf's node, which adds to its .grad, is found behind a view of it.
    with torch.enable_grad():
        view = x.view_as(x).grad_fn
    return None if view is None else Edge(view.next_functions[0][0], 0)


def node_before(start: Any, edge: Edge | None) -> tuple[Any, int] | None:
    """The node, from `start` on, whose gradient goes to an edge, and which of its gradients it is.

    None where there is no such node on the way, or where two of its gradients go there.
    """
    node = start
    if edge is None:
        return None
    for _ in range(MOST_NODES):
        following = node.next_functions
        here = [
            at for at, (then, nr) in enumerate(following) if then is edge.node and nr == edge.nr
        ]
        if here:
            return (node, here[0]) if len(here) == 1 else None
        onward = [then for then, _ in following if then is not None]
        if len(onward) != 1:
            return None
        node = onward[0]
    return None

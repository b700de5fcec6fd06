"""PyTorch on the CPU, its operators called directly, without autograd, in both memory formats.

Lp pooling has no operator of its own: its backward pass is autograd's, through the graph that stays.
"""

import torch
import torch.nn.functional as F


def peer(threads: str):
    torch.set_num_threads(int(threads))
    torch.set_grad_enabled(False)
    count = "1" if threads == "1" else "all"

    def prepare(task, x, dout):
        rank = len(task["shape"]) - 2
        formats = {
            "last": torch.channels_last if rank == 2 else torch.channels_last_3d,
            "first": torch.contiguous_format,
        }
        return {
            f"torch-{count}-{name}": works(*CALLS[task["op"]](task, channels_first(x, form), channels_first(dout, form)))
            for name, form in formats.items()
        }

    return {"PyTorch": torch.__version__.split("+")[0]}, prepare


def works(forward, backward):
    return {
        "forward": (forward, lambda: channels_last(forward())),
        "backward": (backward, lambda: channels_last(backward())),
    }


def max_pool(task, x, dout):
    forward, backward = operators(task, "max_pool{}d_with_indices")
    sizes = [*windows(task), [1] * rank_of(task), False]
    _, indices = forward(x, *sizes)
    # With its indices, but given alone.
    return lambda: forward(x, *sizes)[0], lambda: backward(dout, x, *sizes, indices)


def average_pool(task, x, dout):
    forward, backward = operators(task, "avg_pool{}d")
    sizes = [*windows(task), False, True, None]
    return lambda: forward(x, *sizes), lambda: backward(dout, x, *sizes)


def lp_pool(task, x, dout):
    pool = getattr(F, f"lp_pool{rank_of(task)}d")
    arguments = float(task["p"]), task["kernelSize"], task["stride"]
    with torch.enable_grad():
        needed = x.detach().requires_grad_()
        output = pool(needed, *arguments)
    return (
        lambda: pool(x, *arguments),
        lambda: torch.autograd.grad(output, needed, dout, retain_graph=True)[0],
    )


CALLS = {"max": max_pool, "average": average_pool, "lp": lp_pool}


def operators(task, name):
    name = name.format(rank_of(task))
    return getattr(torch.ops.aten, name).default, getattr(torch.ops.aten, f"{name}_backward").default


def windows(task):
    return [[task[name]] * rank_of(task) for name in ("kernelSize", "stride", "padding")]


def rank_of(task):
    return len(task["shape"]) - 2


def channels_first(array, form):
    """The array as PyTorch's [batch, channels, ...spatial], in a memory format."""
    return torch.from_numpy(array).movedim(-1, 1).contiguous(memory_format=form)


def channels_last(tensor):
    return tensor.movedim(1, -1).contiguous().numpy()

"""PyTorch on the CPU, its operators called directly, without autograd, in both memory formats."""

import torch


def peer(threads: str):
    torch.set_num_threads(int(threads))
    torch.set_grad_enabled(False)
    count = "1" if threads == "1" else "all"

    def prepare(task, x, dout):
        rank = len(task["shape"]) - 2
        forward = getattr(torch.ops.aten, f"max_pool{rank}d_with_indices").default
        backward = getattr(torch.ops.aten, f"max_pool{rank}d_with_indices_backward").default
        sizes = [[task[name]] * rank for name in ("kernelSize", "stride", "padding")] + [[1] * rank]
        formats = {
            "last": torch.channels_last if rank == 2 else torch.channels_last_3d,
            "first": torch.contiguous_format,
        }
        return {
            f"torch-{count}-{name}": calls(forward, backward, sizes, channels_first(x, form), channels_first(dout, form))
            for name, form in formats.items()
        }

    return {"PyTorch": torch.__version__.split("+")[0]}, prepare


def calls(forward, backward, sizes, x, dout):
    _, indices = forward(x, *sizes, False)
    return {
        "forward": (
            lambda: forward(x, *sizes, False),
            lambda: channels_last(forward(x, *sizes, False)[0]),
        ),
        "backward": (
            lambda: backward(dout, x, *sizes, False, indices),
            lambda: channels_last(backward(dout, x, *sizes, False, indices)),
        ),
    }


def channels_first(array, form):
    """The array as PyTorch's [batch, channels, ...spatial], in a memory format."""
    return torch.from_numpy(array).movedim(-1, 1).contiguous(memory_format=form)


def channels_last(tensor):
    return tensor.movedim(1, -1).contiguous().numpy()

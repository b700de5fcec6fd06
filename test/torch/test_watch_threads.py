"""`watch` where threads, blocks and generators mix: each scope has its own calls and names."""

from __future__ import annotations

import gc
import random
import sys
import threading
import weakref

import poolscope
import pytest
import torch
import torch.nn.functional as F
from poolscope.watch.pytorch import overrides
from torch import nn
from torch.utils import _python_dispatch
from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode_stack
from torch.utils.checkpoint import checkpoint

SEEDS = range(12)


def image(*shape):
    return torch.randn(shape, requires_grad=True)


class Turns:
    """Lets threads go on one at a time, in the order that a random generator chooses."""

    def __init__(self, choose):
        self._choose = choose
        self._turns, self._back = {}, threading.Semaphore(0)
        self.errors = []

    def wait(self):
        """Hands over until it is this thread's turn again; elsewhere it does nothing."""
        turn = self._turns.get(threading.current_thread())
        if turn is not None:
            self._back.release()
            turn.acquire()

    def run(self, works):
        def worker(work):
            self._turns[threading.current_thread()].acquire()
            try:
                work()
            except BaseException as error:
                self.errors.append(error)
            del self._turns[threading.current_thread()]
            self._back.release()

        threads = [threading.Thread(target=worker, args=(work,)) for work in works]
        self._turns.update({thread: threading.Semaphore(0) for thread in threads})
        for thread in threads:
            thread.start()
        while self._turns:
            self._turns[self._choose(list(self._turns))].release()
            self._back.acquire()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]


class Block(nn.Module):
    """A module that hands over between its layers, whose functional call is named by its own."""

    def __init__(self, turns, depth, random):
        super().__init__()
        self.turns = turns
        self.pool = random.choice((nn.MaxPool2d, nn.AvgPool2d))(2, 1)
        self.inner = Block(turns, depth - 1, random) if depth else nn.Identity()

    def forward(self, x):
        self.turns.wait()
        x = self.pool(x)
        self.turns.wait()
        x = self.inner(x)
        self.turns.wait()
        return F.max_pool2d(x, 2, 1)


def due_names(model):
    """The names that the calls of a model should have, from its structure alone."""
    depths = [name for name, one in model.named_modules() if isinstance(one, Block)]
    layers = [f"{name}.pool" if name else "pool" for name in depths]
    return layers, [f"{name}.max_pool2d" if name else "max_pool2d" for name in reversed(depths)]


@pytest.mark.parametrize("seed", SEEDS)
def test_threads_that_take_turns_have_their_own_names(seed):
    print("seed", seed)
    choice = random.Random(seed)
    turns = Turns(choice.choice)
    models = [Block(turns, choice.randrange(3), choice) for _ in range(choice.randrange(2, 5))]
    watched = [choice.random() < 0.7 for _ in models]
    scopes = {}

    def work(at):
        x = image(1, 2, 12, 12)
        if not watched[at]:
            models[at](x).sum().backward()
            return
        with poolscope.watch(models[at]) as scope:
            turns.wait()
            models[at](x).sum().backward()
            turns.wait()
        scopes[at] = scope

    turns.run([lambda at=at: work(at) for at in range(len(models))])
    assert _get_current_dispatch_mode_stack() == []
    assert not overrides.listening()
    for at, scope in scopes.items():
        layers, functions = due_names(models[at])
        names = [call.name for call in scope.calls]
        assert names[: len(layers)] == layers
        assert [name.split(" (")[0] for name in names[len(layers) :]] == functions
        assert not any(call.unchecked or call.severity == "error" for call in scope.calls)


class Bystander(TorchDispatchMode):
    """A mode of the user's, which hears of every operator once while it is on."""

    def __init__(self):
        super().__init__()
        self.heard = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.heard += func._schema.name == "aten::avg_pool2d"
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_that_end_in_any_order_record_while_they_are_open(seed):
    print("seed", seed)
    choice = random.Random(seed)
    flags = [getattr(_python_dispatch, name) for name in FLAGS]

    def block(model):
        with poolscope.watch(model) as scope:
            yield scope
            yield scope

    opened, due, ended = {}, {}, []
    bystander, heard = Bystander(), 0
    with bystander:
        for _ in range(40):
            action = choice.random()
            if action < 0.3 and len(opened) < 5:
                generator = block(nn.AvgPool2d(2))
                scope = next(generator)
                opened[generator], due[scope] = scope, 0
            elif action < 0.55 and opened:
                generator = choice.choice(list(opened))
                ended.append(opened.pop(generator))
                if choice.random() < 0.5:
                    generator.close()
                else:
                    del generator
            else:
                F.avg_pool2d(image(1, 1, 4, 4), 2).sum().backward()
                heard += 1
                for scope in opened.values():
                    due[scope] += 1
        while opened:
            generator = choice.choice(list(opened))
            ended.append(opened.pop(generator))
            generator.close()
        del generator
        gc.collect()
        assert _get_current_dispatch_mode_stack() == [bystander]
    assert bystander.heard == heard
    assert {scope: len(scope) for scope in ended} == due
    assert not overrides.listening()
    assert [getattr(_python_dispatch, name) for name in FLAGS] == flags


FLAGS = (
    "_is_in_torch_dispatch_mode",
    "_is_in_non_infra_torch_dispatch_mode",
    "_is_in_any_mode_without_ignore_compile_internals",
)


def test_a_block_that_another_thread_ends_stays_shut():
    scope = poolscope.watch()
    scope.__enter__()
    F.max_pool2d(image(1, 1, 4, 4), 2)
    thread = threading.Thread(target=scope.__exit__, args=(None, None, None))
    thread.start()
    thread.join()
    F.max_pool2d(image(1, 1, 4, 4), 2)
    with poolscope.watch() as later:
        F.max_pool2d(image(1, 1, 4, 4), 2)
    assert (len(scope), len(later)) == (1, 1)
    assert "left in another thread" in repr(scope)
    assert _get_current_dispatch_mode_stack() == []


def test_torch_compile_compiles_again_after_threads_were_watched():
    flags = [getattr(_python_dispatch, name) for name in FLAGS]
    turns = Turns(random.Random(1).choice)

    def work():
        with poolscope.watch():
            turns.wait()

    for _ in range(5):
        turns.run([work, work, work])
    assert [getattr(_python_dispatch, name) for name in FLAGS] == flags


@pytest.mark.parametrize(
    "pool",
    [lambda x: F.max_pool2d(x, 2), lambda x: F.avg_pool2d(x, 2), lambda x: F.lp_pool2d(x, 2.0, 2)],
)
def test_backward_passes_of_two_threads_do_not_mix(pool):
    x = image(2, 2, 6, 6)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with poolscope.watch() as scope:
            y = pool(x)

            def backward(factor):
                for _ in range(30):
                    torch.autograd.grad(y, x, torch.full_like(y, factor), retain_graph=True)

            threads = [threading.Thread(target=backward, args=(10.0**at,)) for at in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(interval)
    [call] = scope.calls
    assert call.passes == 90
    assert [finding.text for finding in call.findings if finding.severity == "error"] == []


class Own(torch.autograd.Function):
    """A pooling with a backward pass of the user's."""

    @staticmethod
    def forward(ctx, x):
        y, indices = F.max_pool2d(x, 2, return_indices=True)
        ctx.save_for_backward(indices)
        ctx.size = x.shape
        return y

    @staticmethod
    def backward(ctx, gradient):
        return F.max_unpool2d(gradient, *ctx.saved_tensors, 2, output_size=ctx.size)


STEPS = {
    "max": lambda x, keep: keep(F.max_pool2d(x, 2)).sum(),
    "max, in-place": lambda x, keep: F.relu_(keep(F.max_pool2d(x, 2))).sum(),
    "average, a power after it": lambda x, keep: keep(F.avg_pool2d(x, 2)).pow(2).sum(),
    "a power at last": lambda x, keep: keep(F.max_pool2d(x, 2)).mean().pow(2),
    "Lp": lambda x, keep: keep(F.lp_pool2d(x, 2.0, 2)).sum(),
    "adaptive": lambda x, keep: keep(F.adaptive_max_pool2d(x, 3)).sum(),
    "an own function": lambda x, keep: keep(Own.apply(x)).sum(),
    "checkpointed": lambda x, keep: checkpoint(
        lambda x: keep(F.max_pool2d(x, 2)).relu(), x, use_reentrant=False
    ).sum(),
    "no gradient": lambda x, keep: keep(F.max_pool2d(x.detach(), 2)).sum() + x.sum(),
}


@pytest.mark.parametrize("step", STEPS)
def test_keeps_no_output_alive(step):
    def alive():
        refs = []

        def keep(y):
            refs.extend((weakref.ref(y), weakref.ref(y.untyped_storage())))
            return y

        for _ in range(10):
            x = image(1, 2, 8, 8)
            STEPS[step](keep(x), keep).backward()
        del x
        gc.collect()
        return sum(ref() is not None for ref in refs)

    unwatched = alive()
    with poolscope.watch() as scope:
        assert alive() == unwatched == 0
    assert len(scope) >= 10


def test_names_of_many_calls_are_found_in_constant_work():
    # Comparisons of names are counted, not time: they may not grow with the calls before.
    compared = 0

    class Counted(str):
        __slots__ = ()

        def __eq__(self, other):
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    pool = nn.MaxPool2d(2)
    work = []
    with poolscope.watch(pool) as scope:
        scope._modules.names[id(pool)] = Counted("pool")
        for _ in range(3):
            compared = 0
            for _ in range(20):
                pool(torch.zeros(1, 1, 2, 2))
            work.append(compared)
    assert [call.turn for call in scope.calls] == list(range(60))
    assert work[2] <= work[1] + 20

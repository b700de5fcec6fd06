"""What a block has freed serves the next, in a worker that Dask has told to keep nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource
import numpy as np
from poolscope.scale.allocator import give_back, keep_freed

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(2**20)  # 8 MiB: 2,048 pages of 4 KiB, or 4 of 2 MiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

fresh = faults()
keep_freed()
faults()
kept = faults()
give_back()
print(fresh, kept, faults())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc's allocator")
def test_a_workers_arrays_reuse_the_memory_of_those_before_until_the_check_ends():
    # As Dask starts its workers; huge pages would hide most faults.
    env = {
        "MALLOC_TRIM_THRESHOLD_": "65536",
        "NUMPY_MADVISE_HUGEPAGE": "0",
        "PYTHONPATH": str(Path(__file__).parents[2] / "labextension"),
    }
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    fresh, kept, after = map(int, done.stdout.split())
    assert fresh > 20 * 1000
    assert kept < 100
    assert after > 20 * 1000

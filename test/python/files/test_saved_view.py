"""Saved views: `.npz` archives that NumPy and TypeScript read."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
from conftest import VECTORS
from poolscope import explore

X = np.array([[1.0, 2, 5, 4], [3, 0, 5, 6]]).reshape(1, 2, 4, 1)
DOUT = np.array([10.0, -4]).reshape(1, 1, 2, 1)
# The maxima are x[1, 0] = 3 and x[1, 3] = 6.
DIN = [0, 0, 0, 0, 10, 0, 0, -4]


def test_is_saved_as_arrays_that_numpy_reads_and_a_description(tmp_path):
    path = tmp_path / "view.npz"
    explore(X, DOUT, kernel_size=2).save(path)
    saved = np.load(path)
    assert saved["din"].ravel().tolist() == DIN
    assert saved["mask"].dtype == bool
    about = json.loads(saved["poolscope.json"])
    assert about["kind"] == "pool"
    assert about["geometry"]["kernelSize"] == [2, 2]


def test_the_same_view_is_saved_as_the_bytes_that_typescript_is_tested_with(tmp_path):
    path = tmp_path / "view.npz"
    explore(X, DOUT, kernel_size=2).save(path)
    with zipfile.ZipFile(path) as own, zipfile.ZipFile(VECTORS / "shared/saved-view.npz") as given:
        assert own.namelist() == given.namelist()
        # Another zlib may pack the same content differently.
        assert [own.read(name) for name in own.namelist()] == [
            given.read(name) for name in given.namelist()
        ]


def test_pickles_nothing(tmp_path):
    path = tmp_path / "view.npz"
    explore(X, DOUT, kernel_size=2).save(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".npy"):
                np.lib.format.read_array(io.BytesIO(archive.read(name)), allow_pickle=False)

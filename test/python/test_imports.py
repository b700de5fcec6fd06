"""Imports within the module follow the flow of data and never turn back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import poolscope
import pytest

MODULE = Path(poolscope.__file__).parent

#: What each room may import, itself aside. A file at the top is a room of its own.
MAY_IMPORT = {
    "core": set(),
    "window": {"core"},
    "findings": {"core", "window"},
    "view": {"core", "window", "findings"},
    "files": {"core", "window", "findings", "view"},
    "host": {"core", "view", "files"},
    "explorable": {"core", "findings", "view", "files", "host"},
    "pair": {"core", "view", "files", "host", "explorable"},
    "given": {"core", "window"},
    "explore_weighted": {"core", "window", "findings", "view", "explorable"},
    "explore": {
        "core",
        "window",
        "findings",
        "view",
        "explorable",
        "explore_weighted",
        "given",
        "pair",
    },
    "store": {"core"},
    "watch": {"core", "window", "findings", "view", "files", "explorable", "pair", "store"},
    "scale": {"core", "window", "findings", "view", "explorable", "store", "watch"},
    "recheck": {"core", "watch"},
    "__init__": {"findings", "host", "explorable", "explore", "pair", "recheck", "scale", "watch"},
}


def sources() -> list[Path]:
    """The module's sources, as paths within it; JupyterLab's built extension lies there too."""
    found = (path.relative_to(MODULE) for path in MODULE.rglob("*.py"))
    return sorted(path for path in found if path.parts[0] != "labextension")


def room_of(source: Path) -> str:
    return source.parts[0] if len(source.parts) > 1 else source.stem


def imported_by(source: Path) -> Iterator[Path]:
    """The sources that a source imports, inside of functions too."""
    for node in ast.walk(ast.parse((MODULE / source).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names if name.name.split(".")[0] == "poolscope"]
            yield from (source_of(Path(*name.split(".")[1:])) for name in names)
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == 0 and (node.module or "").split(".")[0] != "poolscope":
            continue
        parts = (node.module or "").split(".") if node.module else []
        if node.level == 0:
            folder = Path(*parts[1:])
        else:
            folder = Path(*source.parts[: len(source.parts) - node.level], *parts)
        for name in node.names:
            own = folder / name.name
            is_source = (MODULE / own).with_suffix(".py").exists() or (MODULE / own).is_dir()
            yield source_of(own if is_source else folder)


def source_of(module: Path) -> Path:
    return module / "__init__.py" if (MODULE / module).is_dir() else module.with_suffix(".py")


IMPORTS = {source: sorted(set(imported_by(source))) for source in sources()}


def test_every_import_leads_to_a_source():
    assert {one for imports in IMPORTS.values() for one in imports} <= IMPORTS.keys()
    # The walk sees what is there: these two stand for relative imports across and within rooms.
    assert Path("core/errors.py") in IMPORTS[Path("explore.py")]
    assert Path("window/options.py") in IMPORTS[Path("window/windows.py")]


@pytest.mark.parametrize("source", IMPORTS, ids=str)
def test_a_source_imports_only_what_its_room_may(source):
    room = room_of(source)
    others = {room_of(imported) for imported in IMPORTS[source]} - {room}
    assert others <= MAY_IMPORT[room]


def test_no_source_imports_itself_through_others():
    done, way = set(), []

    def walk(source):
        assert source not in way, " → ".join(map(str, [*way[way.index(source) :], source]))
        if source in done:
            return
        way.append(source)
        for imported in IMPORTS[source]:
            walk(imported)
        way.pop()
        done.add(source)

    for source in IMPORTS:
        walk(source)


def test_rooms_say_what_they_are():
    for room in {source.parts[0] for source in IMPORTS if len(source.parts) > 1}:
        docstring = ast.get_docstring(ast.parse((MODULE / room / "__init__.py").read_text("utf-8")))
        assert docstring is not None
        assert len(docstring.splitlines()) >= 3


def test_few_files_stand_at_the_top():
    assert len([source for source in IMPORTS if len(source.parts) == 1]) <= 12

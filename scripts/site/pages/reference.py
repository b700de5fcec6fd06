"""Prints what the Python module makes public, with its docstrings, as JSON."""

import inspect
import json

import poolscope


def described(name: str, value: object) -> dict[str, object]:
    """A function, class or method: how it is called, and what its docstring says."""
    if isinstance(value, property):
        return {"name": name, "signature": "", "doc": inspect.getdoc(value) or ""}
    try:
        signature = str(inspect.signature(value)).replace("'", "")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        signature = ""
    return {"name": name, "signature": signature, "doc": inspect.getdoc(value) or ""}


def members(value: object) -> list[dict[str, object]]:
    """The public methods and properties of a class that say what they do."""
    if not inspect.isclass(value):
        return []
    own = {name: one for kind in reversed(value.__mro__[:-1]) for name, one in vars(kind).items()}
    shown = {name: one for name, one in own.items() if not name.startswith("_")}
    return [
        described(name, one)
        for name, one in shown.items()
        if callable(one) or isinstance(one, property)
    ]


print(
    json.dumps(
        {
            "doc": inspect.getdoc(poolscope),
            "names": [
                {
                    **described(name, getattr(poolscope, name)),
                    "members": members(getattr(poolscope, name)),
                }
                # functions, which are called, before the classes that they return
                for name in sorted(
                    poolscope.__all__, key=lambda name: inspect.isclass(getattr(poolscope, name))
                )
            ],
        }
    )
)

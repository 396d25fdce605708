"""A value as the lines of an example: numbers to four digits, and what no one can read at a glance in parts."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from bnkit.judging.outcome import Fault

MOST_AXES, LARGEST = 4, 10_000  # larger arrays are not shown
VISIBLE = 1e-3  # of an output's scale: what is off by less, four printed digits do not show
MOST_PARTS = 8  # of a list, or of an array with more than two axes


def row(label: str, value: Any) -> str:
    """ "label = value", each further line below the first; a line for each field, item or table that the value has."""
    if isinstance(value, Fault):
        return f"{label}: {value.text}"
    parts = _parts(label, value)
    if parts:
        rest = [f"{label} goes on: {len(parts) - MOST_PARTS} more"] if len(parts) > MOST_PARTS else []
        return "\n".join([row(*part) for part in parts[:MOST_PARTS]] + rest)
    return f"{label} = " + _text(value).replace("\n", "\n" + " " * (len(label) + 3))


def _parts(label: str, value: Any) -> list[tuple[str, Any]]:
    """A named tuple's fields, the items of a list of arrays, the tables (last two axes) of an array that has more axes."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [(f"{label}.{field}", item) for field, item in zip(value._fields, value, strict=True)]
    if isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value):
        return [(f"{label}[{position}]", item) for position, item in enumerate(value)]
    if isinstance(value, np.ndarray) and 2 < value.ndim <= MOST_AXES and value.size <= LARGEST:
        return [(f"{label}[{', '.join(map(str, place))}]", value[place]) for place in np.ndindex(value.shape[:-2])]
    return []


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _numbers(value)
    return _formula(value) if inspect.isfunction(value) else str(value)


def _formula(function: Callable) -> str:
    """A test function's name and what it computes, which its docstring begins with: "cubes: Σ x³"."""
    said = (inspect.getdoc(function) or "a function").splitlines()[0]
    return f"{function.__name__}: {said.partition(': ')[0].rstrip('.')}"


def _numbers(array: np.ndarray) -> str:
    if array.ndim > MOST_AXES or array.size > LARGEST:
        return f"an array of shape {array.shape}"
    return np.array2string(np.asarray(array, float), precision=4, suppress_small=True, threshold=60, edgeitems=2)

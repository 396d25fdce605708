"""Plain data, and its form on disk and on a wire: a JSON tree and a list of arrays. No pickle."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bnkit.judging.cache import Cache
from bnkit.judging.functions import FUNCTIONS

SCALARS = (bool, int, float, str, type(None))
MAKERS: dict[str, Callable] = {"list": list, "tuple": tuple, "cache": Cache._make}


def pack(value: Any, arrays: list[np.ndarray]) -> Any:
    """The JSON tree of `value`; its arrays are appended to `arrays` and referred to by number.

    Plain data are None, bool, int, float, str, NumPy arrays and scalars of numbers, and lists, tuples, dicts with
    string keys and `Cache`s of these, and the functions of `bnkit.judging.functions`. Raises TypeError for anything else.
    """
    if type(value) in SCALARS:
        return value
    if callable(value) and FUNCTIONS.get(name := getattr(value, "__name__", "")) is value:
        return {"function": name}
    if isinstance(value, Cache):
        return {"cache": [pack(field, arrays) for field in value]}
    if type(value) in (list, tuple):
        return {type(value).__name__: [pack(item, arrays) for item in value]}
    if type(value) is dict and all(type(name) is str for name in value):
        return {"dict": [[name, pack(item, arrays)] for name, item in value.items()]}
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf":
        arrays.append(np.asarray(value))
        return {"array": len(arrays) - 1}
    raise TypeError(f"{type(value).__name__} is not plain data")


def unpack(tree: Any, arrays: list[np.ndarray]) -> Any:
    """The value that `pack` turned into `tree` and `arrays`. Arrays are copies: changing one leaves `arrays` alone."""
    if not isinstance(tree, dict):
        return tree
    ((kind, content),) = tree.items()
    if kind == "array":
        return arrays[content].copy()
    if kind == "function":
        return FUNCTIONS[content]
    if kind == "dict":
        return {name: unpack(item, arrays) for name, item in content}
    items = [unpack(item, arrays) for item in content]
    return MAKERS[kind](items)


def copy(value: Any) -> Any:
    """A deep copy of plain data."""
    arrays: list[np.ndarray] = []
    return unpack(pack(value, arrays), arrays)

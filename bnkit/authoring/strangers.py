"""A mistake as somebody else's code gives it: with other roundings, in single precision, in other words."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from bnkit.authoring.exercise import BrokenSource

ROUNDING = 1e-15  # of an entry: what the order of operations changes


def rounded(function: Callable, seed: int) -> Callable:
    """`function` with each entry of what it returns times 1 + u, where |u| is at most ROUNDING."""
    random = np.random.default_rng(seed)

    def noisy(array: np.ndarray) -> np.ndarray:
        return array * (1 + ROUNDING * random.uniform(-1, 1, array.shape)) if array.dtype.kind == "f" else array

    return lambda *args, **keywords: _in_arrays(noisy, function(*args, **keywords))


def single(function: Callable) -> Callable:
    """`function` of arguments in single precision."""

    def rough(array: np.ndarray) -> np.ndarray:
        return array.astype(np.float32) if array.dtype == np.float64 else array

    return lambda *args, **keywords: function(*_in_arrays(rough, args), **_in_arrays(rough, keywords))


def _in_arrays(change: Callable, value: Any) -> Any:
    """The value with the arrays in its tuples, lists and dicts changed."""
    if isinstance(value, (np.ndarray, np.generic)):
        return change(np.asarray(value))
    if isinstance(value, dict):
        return {name: _in_arrays(change, item) for name, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_in_arrays(change, item) for item in value))
    return type(value)(_in_arrays(change, item) for item in value) if type(value) in (tuple, list) else value


def other_words(folder: Path, chapter: str, piece: str) -> Iterator[tuple[str, Callable]]:
    """(slug, function) of each function in the OTHER_WORDS of `folder`/chapter/piece.py, if there is one.

    Raises BrokenSource where the file cannot be used.
    """
    path = Path(folder) / chapter / f"{piece}.py"
    if not path.is_file():
        return
    try:
        words = _module(path).OTHER_WORDS
        yield from [(slug, function) for slug, functions in words.items() for function in functions]
    except Exception as error:
        raise BrokenSource(f"{path} cannot be used: {type(error).__name__}: {error}") from error


def _module(path: Path) -> ModuleType:
    """The module in the file, which may import from the files beside it."""
    package = ModuleType(f"_words_in_{path.parent.name}")
    package.__path__ = [str(path.parent)]
    sys.modules[package.__name__] = package
    return importlib.import_module(f"{package.__name__}.{path.stem}")

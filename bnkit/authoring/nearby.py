"""Arguments a rounding away: what changes with them is decided by the last bits, and differs between machines."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from bnkit.judging import plain

TIMES = 3


def nearby_calls(call: tuple[list, dict[str, Any]]) -> Iterator[tuple[list, dict[str, Any]]]:
    """The arguments of a call with every entry of their arrays of floats changed in its last bit, a few times over."""
    for seed in range(TIMES):
        yield nearby(call, np.random.default_rng(seed))


def nearby(value: Any, random: np.random.Generator) -> Any:
    """Plain data with each array of floats times 1 + u, where |u| is at most the distance from 1 to the next float."""
    arrays: list[np.ndarray] = []
    tree = plain.pack(value, arrays)
    return plain.unpack(tree, [_changed(array, random) for array in arrays])


def _changed(array: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if array.dtype.kind != "f":
        return array
    factor = 1 + np.finfo(array.dtype).eps * random.uniform(-1, 1, array.shape)
    return (array * factor).astype(array.dtype)

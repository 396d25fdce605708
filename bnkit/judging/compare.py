"""Whether a value is the one wanted: shapes first, then |got - wanted| on the scale of the output."""

import math
from typing import Any

import numpy as np

from bnkit.judging.outcome import Fault

SMALL_PART = 1e-3  # of the largest wanted value: no entry's scale is below
SMALLEST_SCALE = 1e-8


def agrees(got: Any, wanted: Any, scale: Any, tolerance: float) -> bool:
    """Whether a value is the one wanted: `Wanted.off` ≤ tolerance."""
    return Wanted(wanted, scale).off(got) <= tolerance


class Wanted:
    """A value that is wanted, and the scale of each of its entries: made once, for many values to be compared with."""

    def __init__(self, value: Any, scale: Any) -> None:
        self.value = value
        if isinstance(value, np.ndarray):
            self.numbers = value.astype(float, copy=False)
            self.size, self.finite = sizes(self.numbers, scale), np.isfinite(self.numbers)
            self.all_finite = bool(self.finite.all())

    def off(self, got: Any) -> float:
        """max |got - wanted| / scale; infinite for a value of another kind or shape. Two faults of a kind agree."""
        if isinstance(got, np.ndarray) and isinstance(self.value, np.ndarray):
            got = squeezed(got, self.value)
            return self._distance(got.astype(float, copy=False)) if got.shape == self.value.shape else math.inf
        if isinstance(got, Fault) and isinstance(self.value, Fault):
            return 0.0 if got.kind == self.value.kind else math.inf
        return 0.0 if type(got) is type(self.value) and got == self.value else math.inf

    def _distance(self, got: np.ndarray) -> float:
        """Over the finite entries; infinite when the others differ in kind or place."""
        wanted, size = self.numbers, self.size
        if not self.all_finite:
            if not np.array_equal(got[~self.finite], wanted[~self.finite], equal_nan=True):
                return math.inf
            got, wanted, size = got[self.finite], wanted[self.finite], size[self.finite]
        largest = float((np.abs(got - wanted) / size).max(initial=0.0))
        return math.inf if math.isnan(largest) else largest


def squeezed(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """`got` of shape (1, D) or (1, D, 1, 1) as (D,), and a single number as a scalar, where that is what is wanted."""
    longer = got.ndim > wanted.ndim and got.size == wanted.size
    if wanted.ndim == 0 and longer:
        return got.reshape(())
    if wanted.ndim == 1 and longer and got.shape[:2] == (1, wanted.size):
        return got.reshape(wanted.shape)
    return got


def sizes(wanted: np.ndarray, scale: Any) -> np.ndarray:
    """The scale of each entry: `scale`, but at least SMALL_PART of the largest finite |wanted|.

    Where an author's scale is 0, as that of dx where gamma is 0, the last bits that two ways to compute the same thing differ in
    are not a difference.
    """
    size = np.abs(wanted)
    largest = size.max(initial=0.0)
    if not np.isfinite(largest):
        largest = size.max(initial=0.0, where=np.isfinite(wanted))
    return fitting(np.maximum(scale, max(SMALLEST_SCALE, SMALL_PART * largest)), wanted.shape)


def fitting(scale: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """`scale` for each entry of `shape`; its largest value throughout where it was made for another shape."""
    if np.shape(scale) == shape:
        return np.asarray(scale)
    try:
        return np.broadcast_to(scale, shape)
    except ValueError:
        return np.full(shape, np.max(scale))

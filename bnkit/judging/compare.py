"""Whether a value is the one wanted: shapes first, then |got - wanted| on the scale of the output."""

from typing import Any

import numpy as np

from bnkit.judging.outcome import Fault

SMALL_PART = 1e-3  # of the largest wanted value: no entry's scale is below
SMALLEST_SCALE = 1e-8


def agrees(got: Any, wanted: Any, scale: Any, tolerance: float) -> bool:
    """max |got - wanted| / scale ≤ tolerance, with NaN and infinities in the same places. Two faults of a kind agree."""
    if isinstance(got, Fault) or isinstance(wanted, Fault):
        return isinstance(got, Fault) and isinstance(wanted, Fault) and got.kind == wanted.kind
    if not isinstance(got, np.ndarray) or not isinstance(wanted, np.ndarray):
        return type(got) is type(wanted) and got == wanted
    got = squeezed(got, wanted)
    return got.shape == wanted.shape and distance(got, wanted, scale) <= tolerance


def squeezed(got: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """`got` of shape (1, D) or (1, D, 1, 1) as (D,), and a single number as a scalar, where that is what is wanted."""
    longer = got.ndim > wanted.ndim and got.size == wanted.size
    if wanted.ndim == 0 and longer:
        return got.reshape(())
    if wanted.ndim == 1 and longer and got.shape[:2] == (1, wanted.size):
        return got.reshape(wanted.shape)
    return got


def distance(got: np.ndarray, wanted: np.ndarray, scale: Any) -> float:
    """max |got - wanted| / scale over the finite entries; infinite when the others differ in kind or place.

    An entry's scale is at least a thousandth of the largest |wanted|: where an author's scale is 0, as that of dx where
    gamma is 0, the last bits that two ways to compute the same thing differ in are not a difference.
    """
    got, wanted = got.astype(float, copy=False), wanted.astype(float, copy=False)
    finite, size = np.isfinite(wanted), sizes(wanted, scale)
    if not finite.all():
        if not np.array_equal(got[~finite], wanted[~finite], equal_nan=True):
            return float("inf")
        got, wanted, size = got[finite], wanted[finite], size[finite]
    if not np.isfinite(got).all():
        return float("inf")
    return float((np.abs(got - wanted) / size).max(initial=0.0))


def sizes(wanted: np.ndarray, scale: Any) -> np.ndarray:
    """The scale of each entry: `scale`, but at least SMALL_PART of the largest finite |wanted|."""
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

"""One number for an output in a case, by which a value that a key has no room for is known again."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from bnkit.judging.compare import sizes, squeezed
from bnkit.judging.key import Answer

CLOSE = 1e-6  # how near fingerprints of the same values are
LARGEST = 100_000  # entries that are looked at
LEAST = 2  # how many cases must tell a wrong value from the right one


def counts(case: Answer) -> bool:
    """Whether names are looked up by the fingerprints in a case: its values are exact, and its input may not be refused."""
    return case.tolerance <= CLOSE and not case.may_raise


def fingerprint(value: Any, right: Any, scale: Any) -> float:
    """Σ_k w_k · (value_k − right_k) / scale_k with weights from 1 to 2; NaN where that is not a finite number.

    A value of another shape than the right one's is taken as it is. Right values have 0. Values that differ have, but for
    chance, fingerprints that differ: that two agree in every case is as unlikely as that many numbers agree to six digits.
    """
    return beside(right, scale)(value)


def beside(right: Any, scale: Any) -> Callable[[Any], float]:
    """The function that gives values their `fingerprint` beside this right one, for many of them."""
    if not isinstance(right, np.ndarray):
        return lambda value: 0.0 if value is None and right is None else np.nan
    if not np.isfinite(right).all():
        return lambda value: np.nan
    size = sizes(right.astype(float), scale)

    def of(value: Any) -> float:
        if not isinstance(value, np.ndarray) or value.size > LARGEST:
            return np.nan
        value = squeezed(value, right).astype(float)
        with np.errstate(all="ignore"):
            off = (value - right) / size if value.shape == right.shape else value / size.max(initial=0.0)
            total = float(_weights(off.size) @ off.ravel())
        return total if np.isfinite(total) else np.nan

    return of


@lru_cache(maxsize=256)
def _weights(count: int) -> np.ndarray:
    return 1.5 + 0.5 * np.sin(np.arange(1, count + 1) ** 2)


def alike(prints: np.ndarray, known: np.ndarray, close: float = CLOSE) -> np.ndarray:
    """Which rows of `known` have the given fingerprints, where both are numbers, and at least LEAST that are not 0 are."""
    both = np.isfinite(known) & np.isfinite(prints)
    off = np.abs(known - prints) > close * (1 + np.abs(prints))
    telling = both & (np.abs(known) > 100 * close)
    return ~(off & both).any(axis=1) & (telling.sum(axis=1) >= LEAST)

"""A finding: a statement about a measured quantity, and what the measurement says of it."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

RESAMPLES = 10_000


def interval(values: Sequence[float | None], level: float = 0.95) -> tuple[float, float, float]:
    """(mean, low, high): the mean over seeds and its percentile bootstrap interval. NaNs are left out."""
    numbers = np.array([value for value in values if value is not None and math.isfinite(value)], float)
    if not len(numbers):
        return math.nan, math.nan, math.nan
    draws = np.random.default_rng(0).choice(numbers, (RESAMPLES, len(numbers))).mean(axis=1)
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(numbers.mean()), float(low), float(high)


@dataclass(frozen=True)
class Finding:
    """A statement that holds where the mean of a quantity lies in a region.

    text    the statement, and what the quantity is
    values  the quantity for each seed; a paired difference, or the logarithm of a paired ratio, where two are compared
    region  (least, most): (0, None) says that the quantity is positive, (−margin, margin) that two things are equivalent
    """

    text: str
    values: Sequence[float | None]
    region: tuple[float | None, float | None] = (0, None)

    @property
    def verdict(self) -> str:
        """ "holds" where the interval lies in the region, "does not hold" where it lies outside, else "undecided"."""
        _, low, high = interval(self.values)
        least, most = self._bounds()
        if math.isnan(low):
            return "undecided"
        if least <= low and high <= most:
            return "holds"
        return "does not hold" if high < least or low > most else "undecided"

    def contradicts(self, verdict: str) -> bool:
        """Whether this measurement excludes an earlier one's verdict."""
        return {verdict, self.verdict} == {"holds", "does not hold"}

    def _bounds(self) -> tuple[float, float]:
        least, most = self.region
        return -math.inf if least is None else least, math.inf if most is None else most

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with the mean, its interval and the verdict."""
        mean, low, high = interval(self.values)
        return asdict(self) | {"mean": mean, "low": low, "high": high, "verdict": self.verdict}

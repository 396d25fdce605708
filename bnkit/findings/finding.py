"""A finding: a statement about a measured quantity, and what the measurement says of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import bdtr, stdtr, stdtrit

LEVEL = 0.95
Values = Sequence[float | None]


def interval(values: Values, level: float = LEVEL) -> tuple[float, float, float]:
    """(mean, low, high): mean ± t · s/√n over the n seeds, s dividing by n − 1 and t Student's quantile for n − 1 degrees
    of freedom. None and NaN are left out; a single value, and equal ones, are their own interval."""
    numbers = _finite(values)
    if not len(numbers):
        return math.nan, math.nan, math.nan
    mean, error = float(numbers.mean()), _standard_error(numbers)
    reach = float(stdtrit(len(numbers) - 1, (1 + level) / 2)) * error if error else 0.0
    return mean, mean - reach, mean + reach


def median(values: Values, level: float = LEVEL) -> tuple[float, float, float]:
    """(median, low, high) where None is larger than every number: a run that did not arrive before it ended.

    low and high are the k-th smallest and the k-th largest value, with the largest k for which they enclose the median of
    the population with probability `level` or more, whatever its distribution; k = 1 where there is none.
    """
    ordered = sorted(math.inf if value is None else value for value in values)
    n = len(ordered)
    k = max([k for k in range(1, n // 2 + 1) if 1 - 2 * bdtr(k - 1, n, 0.5) >= level], default=1)
    below, above = ordered[(n - 1) // 2], ordered[n // 2]
    return below if below == above else (below + above) / 2, ordered[k - 1], ordered[n - k]


@dataclass(frozen=True)
class Finding:
    """A statement that holds where the mean of a quantity lies in a region.

    text    the statement, and what the quantity is
    values  the quantity for each seed; a paired difference, or the logarithm of a paired ratio, where two are compared
    region  (least, most): (0, None) says that the quantity is positive, (−margin, margin) that two things are equivalent
    """

    text: str
    values: Values
    region: tuple[float | None, float | None] = (0, None)

    @property
    def p(self) -> float:
        """The smallest α for which the interval of level 1 − α lies on one side of each of the region's borders.

        p = 2 · P(T > d √n/s), d being the distance from the mean to the nearest border. Where all n values are equal s says
        nothing, and p is the sign test's 2^(1 − n). 1 where there are fewer than two values.
        """
        numbers = _finite(self.values)
        if len(numbers) < 2:
            return 1.0
        distance = min(abs(float(numbers.mean()) - border) for border in self.region if border is not None)
        error = _standard_error(numbers)
        if not error:
            return 2.0 ** (1 - len(numbers))
        return 2 * float(stdtr(len(numbers) - 1, -distance / error))

    def verdict(self, p: float | None = None) -> str:
        """ "undecided" where p is above 0.05, else "holds" or "does not hold": whether the mean lies in the region.

        p: the finding's own, unless one is given that is corrected for the company it was found in.
        """
        if (self.p if p is None else p) > 1 - LEVEL:
            return "undecided"
        least, most = self.region
        mean = interval(self.values)[0]
        inside = (-math.inf if least is None else least) <= mean <= (math.inf if most is None else most)
        return "holds" if inside else "does not hold"

    def contradicts(self, verdict: str) -> bool:
        """Whether this measurement excludes an earlier one's verdict."""
        return {verdict, self.verdict()} == {"holds", "does not hold"}


def holm(p: Sequence[float]) -> list[float]:
    """Holm's corrected p-values: the k-th smallest of n times n − k + 1, and none smaller than the one before it; at most 1.

    Calling a finding decided where its corrected p is at most 0.05, one is wrong about any of them in one of 20 families.
    """
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(np.asarray(p, float)[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(raised, 1)
    return corrected.tolist()


def told(findings: Mapping[str, Finding]) -> dict[str, dict[str, Any]]:
    """An experiment's findings as plain data: each with its mean, its 95% interval, its p corrected by Holm's rule for the
    number of findings, and its verdict by that p."""
    corrected = holm([each.p for each in findings.values()])
    return {slug: _plain(each, p) for (slug, each), p in zip(findings.items(), corrected, strict=True)}


def _plain(finding: Finding, p: float) -> dict[str, Any]:
    mean, low, high = interval(finding.values)
    return asdict(finding) | {"mean": mean, "low": low, "high": high, "p": p, "verdict": finding.verdict(p)}


def _finite(values: Values) -> np.ndarray:
    return np.array([value for value in values if value is not None and math.isfinite(value)], float)


def _standard_error(numbers: np.ndarray) -> float:
    if len(numbers) < 2 or np.ptp(numbers) == 0:
        return 0.0
    return float(numbers.std(ddof=1) / math.sqrt(len(numbers)))

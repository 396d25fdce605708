"""Compare two kinds of nets in training: at the same step, and at the same training loss."""

import math
from collections.abc import Sequence
from itertools import pairwise

Curves = Sequence[Sequence[float | None]]
EARLY, LATE = (0.0, 0.1), (0.5, 1.0)


def at_step(steps: Sequence[int], values: Curves, first: float, last: float) -> list[float | None]:
    """Each seed's mean of log(values) over the checkpoints from share `first` to share `last` of training."""
    low, high = first * steps[-1], last * steps[-1]
    chosen = [n for n, step in enumerate(steps) if low <= step <= high]
    return [_mean_log([curve[n] for n in chosen]) for curve in values]


def at_loss(loss: Curves, values: Curves, level: float) -> list[float | None]:
    """Each seed's log(value) where its loss first falls to `level`, interpolated along log(loss) between the checkpoints
    around it; None where it does not fall to it between two checkpoints."""
    return [_crossing(each, curve, level) for each, curve in zip(loss, values, strict=True)]


def difference(more: Sequence[float | None], less: Sequence[float | None]) -> list[float | None]:
    """more − less, seed by seed; None where one is missing."""
    return [None if a is None or b is None else a - b for a, b in zip(more, less, strict=True)]


def _crossing(loss: Sequence[float | None], curve: Sequence[float | None], level: float) -> float | None:
    for (above, before), (below, after) in pairwise(zip(loss, curve, strict=True)):
        if above and before and below and after and below <= level < above:
            share = math.log(above / level) / math.log(above / below)
            return (1 - share) * math.log(before) + share * math.log(after)
    return None


def _mean_log(values: Sequence[float | None]) -> float | None:
    logs = [math.log(value) for value in values if value]
    return sum(logs) / len(logs) if logs else None

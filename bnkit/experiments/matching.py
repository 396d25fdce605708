"""Compare two kinds of nets in training: at the same step, and at the same training loss."""

import math
from collections.abc import Sequence

Curves = Sequence[Sequence[float | None]]


def at_step(steps: Sequence[int], values: Curves, first: float, last: float) -> list[float]:
    """Each seed's mean of log(values) over the checkpoints from share `first` to share `last` of training."""
    low, high = first * steps[-1], last * steps[-1]
    chosen = [n for n, step in enumerate(steps) if low <= step <= high]
    return [_mean_log([curve[n] for n in chosen]) for curve in values]


def at_loss(loss: Curves, values: Curves, level: float) -> list[float | None]:
    """Each seed's log(value) at the first checkpoint where its loss is at most `level`; None where it never is."""
    return [_first(each, curve, level) for each, curve in zip(loss, values, strict=True)]


def difference(more: Sequence[float | None], less: Sequence[float | None]) -> list[float | None]:
    """more − less, seed by seed; None where one is missing."""
    return [None if None in pair else pair[0] - pair[1] for pair in zip(more, less, strict=True)]


def _first(loss: Sequence[float | None], curve: Sequence[float | None], level: float) -> float | None:
    for now, value in zip(loss, curve, strict=True):
        if now is not None and now <= level:
            return _mean_log([value])
    return None


def _mean_log(values: Sequence[float | None]) -> float | None:
    logs = [math.log(value) for value in values if value]
    return sum(logs) / len(logs) if logs else None

"""Right answers to `update_running_stats`, as different people write them."""

import numpy as np
from styles.named import named

from .statistics import STATISTICS


def updating(statistics):
    def function(running_mean, running_var, x, momentum=0.1):
        mean, var = statistics(x)
        unbiased = var * len(x) / (len(x) - 1)
        return running_mean + momentum * (mean - running_mean), running_var + momentum * (unbiased - running_var)

    return named(function, statistics.__name__)


def updating_copies_in_place(running_mean, running_var, x, momentum=0.1):
    mean, var = running_mean.copy(), running_var.copy()
    mean *= 1 - momentum
    mean += momentum * np.mean(x, axis=0)
    var *= 1 - momentum
    var += momentum * np.var(x, axis=0, ddof=1)
    return mean, var


def updating_as_lists(running_mean, running_var, x, momentum=0.1):
    pairs = zip(running_mean, running_var, x.T, strict=True)
    new = [
        ((1 - momentum) * a + momentum * c.mean(), (1 - momentum) * b + momentum * np.cov(c).item())
        for a, b, c in pairs
    ]
    return [a for a, _ in new], [b for _, b in new]


STYLES = [*map(updating, STATISTICS), updating_copies_in_place, updating_as_lists]

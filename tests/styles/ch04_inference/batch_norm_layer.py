"""Right answers to `batch_norm_layer`, as different people write them."""

import numpy as np
from styles.named import named

from .statistics import STATISTICS


def layering(statistics):
    def function(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        mean, var = statistics(x) if training else (running_mean, running_var)
        y = gamma * (x - mean) / np.sqrt(var + eps) + beta
        if training:
            unbiased = var * len(x) / (len(x) - 1)
            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var = (1 - momentum) * running_var + momentum * unbiased
        return y, running_mean, running_var

    return named(function, statistics.__name__)


def layer_with_copies(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    running_mean, running_var = running_mean.copy(), running_var.copy()
    if training:
        running_mean += momentum * (x.mean(axis=0) - running_mean)
        running_var += momentum * (x.var(axis=0, ddof=1) - running_var)
        return [(x - x.mean(0)) / (x.var(0) + eps) ** 0.5 * gamma + beta, running_mean, running_var]
    return [(x - running_mean) / (running_var + eps) ** 0.5 * gamma + beta, running_mean, running_var]


STYLES = [*map(layering, STATISTICS), layer_with_copies]

"""Slips in `update_running_stats`, written by somebody else."""

import numpy as np


def weights_exchanged(running_mean, running_var, x, momentum=0.1):
    m = len(x)
    mean = x.sum(0) / m
    var = ((x - mean) ** 2).sum(0) / (m - 1)
    return momentum * running_mean + mean - momentum * mean, momentum * running_var + var - momentum * var


def weights_exchanged_by_step(running_mean, running_var, x, momentum=0.1):
    new = [np.average(x, axis=0), np.diag(np.atleast_2d(np.cov(x.T)))]
    return tuple(b + (a - b) * momentum for a, b in zip((running_mean, running_var), new, strict=True))


def by_m(running_mean, running_var, x, momentum=0.1):
    mean = np.mean(x, 0)
    var = np.mean(np.square(x - mean), 0)
    return running_mean + momentum * (mean - running_mean), running_var - momentum * (running_var - var)


def by_m_with_loop(running_mean, running_var, x, momentum=0.1):
    means, variances = [], []
    for column, old_mean, old_var in zip(x.T, running_mean, running_var, strict=True):
        mean = sum(column) / len(column)
        var = sum((v - mean) ** 2 for v in column) / len(column)
        means.append((1 - momentum) * old_mean + momentum * mean)
        variances.append((1 - momentum) * old_var + momentum * var)
    return means, variances


def last_only(running_mean, running_var, x, momentum=0.1):
    centered = x - np.mean(x, 0)
    return np.mean(x, 0), np.einsum("nd,nd->d", centered, centered) / (len(x) - 1)


def last_only_by_loop(running_mean, running_var, x, momentum=0.1):
    m = len(x)
    mean = [sum(c) / m for c in x.T]
    return np.array(mean), np.array([sum((v - a) ** 2 for v in c) / (m - 1) for c, a in zip(x.T, mean, strict=True)])


OTHER_WORDS = {
    "momentum_swapped": (weights_exchanged, weights_exchanged_by_step),
    "biased_running_variance": (by_m, by_m_with_loop),
    "keeps_last_batch": (last_only, last_only_by_loop),
}

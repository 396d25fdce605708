"""Slips in `merge_statistics`, written by somebody else."""

import numpy as np


def within(counts, means, variances):
    return np.average(means, axis=0, weights=counts), np.average(variances, axis=0, weights=counts)


def within_by_loop(counts, means, variances):
    mean, var = np.zeros(means.shape[1]), np.zeros(means.shape[1])
    for n, a, v in zip(counts, means, variances, strict=True):
        mean += n * a / sum(counts)
        var += n * v / sum(counts)
    return mean, var


def plain(counts, means, variances):
    return np.mean(means, axis=0), np.mean(variances, axis=0) + np.var(means, axis=0)


def plain_moments(counts, means, variances):
    mean = means.sum(0) / len(means)
    return mean, (variances + means**2).sum(0) / len(means) - mean**2


def half(counts, means, variances):
    mean = np.average(means, axis=0, weights=counts)
    return mean, np.average(variances, axis=0, weights=counts) + np.square(means - mean).sum(0) / len(means)


def half_by_loop(counts, means, variances):
    n, K = sum(counts), len(counts)
    mean = sum(c * a for c, a in zip(counts, means, strict=True)) / n
    spread = sum((a - mean) ** 2 for a in means) / K
    return mean, sum(c * v for c, v in zip(counts, variances, strict=True)) / n + spread


OTHER_WORDS = {
    "merged_variance_without_between": (within, within_by_loop),
    "merged_unweighted": (plain, plain_moments),
    "merged_between_unweighted": (half, half_by_loop),
}

"""Right answers to `merge_statistics`, as different people write them."""

import numpy as np


def merged_by_sums(counts, means, variances):
    total, mean, square = 0, 0.0, 0.0
    for count, m, v in zip(counts, means, variances, strict=True):
        total, mean, square = total + count, mean + count * m, square + count * v
    mean = mean / total
    between = sum(count * (m - mean) ** 2 for count, m in zip(counts, means, strict=True))
    return mean, (square + between) / total


def merged_pairwise(counts, means, variances):
    n, mean, var = counts[0], means[0], variances[0]
    for count, other, spread in zip(counts[1:], means[1:], variances[1:], strict=True):
        delta, total = other - mean, n + count
        var = (n * var + count * spread) / total + delta**2 * n * count / total**2
        mean, n = mean + delta * count / total, total
    return mean, var


def merged_by_average(counts, means, variances):
    mean = np.average(means, axis=0, weights=counts)
    return mean, np.average(variances + (means - mean) ** 2, axis=0, weights=counts)


def merged_by_product(counts, means, variances):
    shares = np.array(counts) / sum(counts)
    mean = shares @ means
    return mean, shares @ variances + shares @ (means - mean) ** 2


def merged_by_einsum(counts, means, variances):
    shares = np.asarray(counts, float) / np.sum(counts)
    mean = np.einsum("k,kd->d", shares, means)
    return mean, np.einsum("k,kd->d", shares, variances + np.square(means - mean))


def merged_by_features(counts, means, variances):
    total, means, variances = sum(counts), np.asarray(means), np.asarray(variances)
    mean = [float(np.dot(counts, column)) / total for column in means.T]
    var = [np.dot(counts, v + (m - c) ** 2) / total for m, v, c in zip(means.T, variances.T, mean, strict=True)]
    return mean, var


STYLES = [
    merged_by_sums,
    merged_pairwise,
    merged_by_average,
    merged_by_product,
    merged_by_einsum,
    merged_by_features,
]

"""Ways to take (mean, 1/std) of the columns of an array."""

import math

import numpy as np


def by_methods(x, eps):
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + eps)


def by_sums(x, eps):
    m = x.shape[0]
    mean = np.sum(x, axis=0) / m
    return mean, (np.sum((x - mean) ** 2, axis=0) / m + eps) ** -0.5


def keeping_dimensions(x, eps):
    return x.mean(axis=0, keepdims=True), 1.0 / np.sqrt(x.var(axis=0, keepdims=True) + eps)


def by_einsum(x, eps):
    mean = np.einsum("nd->d", x) / len(x)
    centered = x - mean
    return mean, 1 / np.sqrt(np.einsum("nd,nd->d", centered, centered) / len(x) + eps)


def by_matrix_of_ones(x, eps):
    average = np.ones((len(x), len(x))) / len(x)
    mean = average @ x
    return mean, 1 / np.sqrt(average @ (x - mean) ** 2 + eps)


def by_python_loops(x, eps):
    columns = [[float(value) for value in column] for column in x.T]
    means = [math.fsum(column) / len(column) for column in columns]
    variances = [
        sum((value - mean) ** 2 for value in column) / len(column) for column, mean in zip(columns, means, strict=True)
    ]
    return np.array(means), np.array([1 / math.sqrt(variance + eps) for variance in variances])


def by_welford(x, eps):
    mean, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for count, row in enumerate(x, start=1):
        delta = row - mean
        mean = mean + delta / count
        squares = squares + delta * (row - mean)
    return mean, 1 / np.sqrt(squares / len(x) + eps)


def by_shifted_moments(x, eps):
    shifted = x - x[0]
    return x[0] + shifted.mean(axis=0), 1 / np.sqrt((shifted**2).mean(axis=0) - shifted.mean(axis=0) ** 2 + eps)


def by_corrected_unbiased(x, eps):
    m = len(x)
    return np.average(x, axis=0), 1 / np.sqrt(np.var(x, axis=0, ddof=1) * (m - 1) / m + eps)


STATISTICS = [
    by_methods,
    by_sums,
    keeping_dimensions,
    by_einsum,
    by_matrix_of_ones,
    by_python_loops,
    by_welford,
    by_shifted_moments,
    by_corrected_unbiased,
]

"""Right answers to `batch_norm`, as different people write them."""

import numpy as np
from styles.named import named

from .statistics import STATISTICS


def normalizing(statistics):
    def batch_norm(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        return gamma * ((x - mean) * inv_std) + beta

    return named(batch_norm, statistics.__name__)


def in_place_on_a_copy(x, gamma, beta, eps=1e-5):
    out = x.astype(float)
    out -= out.mean(axis=0)
    out /= np.sqrt((out**2).mean(axis=0) + eps)
    out *= gamma
    out += beta
    return out


def scale_and_shift_combined(x, gamma, beta, eps=1e-5):
    scale = gamma / np.sqrt(x.var(0) + eps)
    return x * scale + (beta - x.mean(0) * scale)


def feature_by_feature(x, gamma, beta, eps=1e-5):
    y = np.zeros(x.shape)
    for d in range(x.shape[1]):
        column = x[:, d]
        y[:, d] = gamma[d] * (column - column.mean()) / np.sqrt(column.var() + eps) + beta[d]
    return y


def in_single_precision_where_given(x, gamma, beta, eps=1e-5):
    dtype = x.dtype if x.dtype.kind == "f" else float
    x = x.astype(dtype)
    mean = x.mean(axis=0, dtype=dtype)
    std = np.sqrt(((x - mean) ** 2).mean(axis=0, dtype=dtype) + dtype.type(eps) if x.dtype == "f4" else x.var(0) + eps)
    return ((x - mean) / std * gamma + beta).astype(dtype)


def as_nested_lists(x, gamma, beta, eps=1e-5):
    return feature_by_feature(x, gamma, beta, eps).tolist()


def transposed(x, gamma, beta, eps=1e-5):
    rows = []
    for column, g, b in zip(x.T, gamma, beta, strict=True):
        rows.append(g * (column - np.mean(column)) / np.sqrt(np.var(column) + eps) + b)
    return np.array(rows).T


STYLES = [
    *map(normalizing, STATISTICS),
    in_place_on_a_copy,
    scale_and_shift_combined,
    feature_by_feature,
    in_single_precision_where_given,
    as_nested_lists,
    transposed,
]

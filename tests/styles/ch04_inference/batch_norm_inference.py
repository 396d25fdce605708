"""Right answers to `batch_norm_inference`, as different people write them."""

import math

import numpy as np


def inferred_as_given(x, gamma, beta, mean, var, eps=1e-5):
    return (x - mean) / np.sqrt(var + eps) * gamma + beta


def inferred_as_affine(x, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * (var + eps) ** -0.5
    return scale * x + (beta - scale * mean)


def inferred_by_features(x, gamma, beta, mean, var, eps=1e-5):
    columns = [g * (c - m) / math.sqrt(v + eps) + b for c, g, b, m, v in zip(x.T, gamma, beta, mean, var, strict=True)]
    return np.array(columns).T


def inferred_as_lists(x, gamma, beta, mean, var, eps=1e-5):
    return [list(gamma * (row - mean) / np.sqrt(var + eps) + beta) for row in x]


def inferred_on_a_copy(x, gamma, beta, mean, var, eps=1e-5):
    y = np.array(x)
    y -= mean
    y /= np.sqrt(var + eps)
    y *= gamma
    y += beta
    return y


def inferred_by_einsum(x, gamma, beta, mean, var, eps=1e-5):
    return np.einsum("nd,d->nd", x - mean, gamma / np.sqrt(var + eps)) + beta[None]


STYLES = [
    inferred_as_given,
    inferred_as_affine,
    inferred_by_features,
    inferred_as_lists,
    inferred_on_a_copy,
    inferred_by_einsum,
]

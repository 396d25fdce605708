"""Right answers to `rms_norm`, as different people write them."""

import math

import numpy as np


def row_by_row(x, gamma, eps=1e-5):
    return [gamma * row / math.sqrt(row @ row / len(row) + eps) for row in x]


def by_norm(x, gamma, eps=1e-5):
    length = np.linalg.norm(x, axis=1, keepdims=True) / math.sqrt(x.shape[1])
    return x / np.hypot(length, math.sqrt(eps)) * gamma


def by_einsum(x, gamma, eps=1e-5):
    inverse = (np.einsum("nd,nd->n", x, x) / x.shape[-1] + eps) ** -0.5
    return np.einsum("nd,n,d->nd", x, inverse, np.broadcast_to(gamma, x.shape[1:]))


def on_a_copy(x, gamma, eps=1e-5):
    y = np.array(x)
    y /= np.sqrt(np.mean(np.square(y), axis=-1)[:, None] + eps)
    y *= gamma
    return y


def as_lists(x, gamma, eps=1e-5):
    return (gamma * x / np.sqrt(np.mean(x * x, axis=1)[:, None] + eps)).tolist()


def over_layer_norm(x, gamma, eps=1e-5):
    mean, var = x.mean(1, keepdims=True), x.var(1, keepdims=True)
    return gamma * x / np.sqrt(var + mean**2 + eps)


STYLES = [row_by_row, by_norm, by_einsum, on_a_copy, as_lists, over_layer_norm]

"""Right answers to `fold_linear`, as different people write them."""

import math

import numpy as np


def fold_by_rows(W, b, gamma, beta, mean, var, eps=1e-5):
    b = np.zeros(len(W)) if b is None else b
    scale = gamma / np.sqrt(var + eps)
    return np.stack([s * w for s, w in zip(scale, W, strict=True)]), scale * (b - mean) + beta


def fold_by_reshaped_scale(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * (var + eps) ** -0.5
    bias = beta - scale * mean
    return W * scale.reshape(-1, *[1] * (W.ndim - 1)), bias if b is None else bias + scale * b


def fold_transposed(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    return (W.T * scale).T, (np.zeros_like(mean) if b is None else b) * scale - mean * scale + beta


def fold_by_einsum(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    shift = beta - mean * scale
    if b is not None:
        shift = shift + np.einsum("o,o->o", scale, b)
    return np.einsum("o,o...->o...", scale, W), shift


def fold_by_diagonal(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = np.diag(gamma / np.sqrt(var + eps))
    flat = scale @ W.reshape(len(W), -1)
    return flat.reshape(W.shape), scale @ ((0 * mean if b is None else b) - mean) + beta


def fold_in_place_on_copies(W, b, gamma, beta, mean, var, eps=1e-5):
    W, b = W.copy(), np.zeros(len(W)) if b is None else b.copy()
    for o in range(len(W)):
        scale = gamma[o] / math.sqrt(var[o] + eps)
        W[o] *= scale
        b[o] = (b[o] - mean[o]) * scale + beta[o]
    return W, b


def fold_to_lists(W, b, gamma, beta, mean, var, eps=1e-5):
    W, b = fold_by_rows(W, b, gamma, beta, mean, var, eps)
    return W.tolist(), b.tolist()


STYLES = [
    fold_by_rows,
    fold_by_reshaped_scale,
    fold_transposed,
    fold_by_einsum,
    fold_by_diagonal,
    fold_in_place_on_copies,
    fold_to_lists,
]

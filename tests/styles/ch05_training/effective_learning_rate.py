"""Right answers to `effective_learning_rate`, as different people write them."""

import math

import numpy as np


def by_norm(lr, W):
    return lr / np.linalg.norm(W, axis=1) ** 2


def by_einsum(lr, W):
    return lr / np.einsum("oi,oi->o", W, W)


def by_rows(lr, W):
    return [lr / float(w @ w) for w in W]


def by_diagonal(lr, W):
    return lr / np.diag(W @ W.T)


def by_ones(lr, W):
    return lr * (np.square(W) @ np.ones(W.shape[1])) ** -1


def by_python(lr, W):
    return np.array([lr / math.fsum(value * value for value in row) for row in W.tolist()])


STYLES = [by_norm, by_einsum, by_rows, by_diagonal, by_ones, by_python]

"""Slips in `effective_learning_rate`, written by somebody else."""

import math

import numpy as np


def norm(lr, W):
    return lr / np.linalg.norm(W, axis=1)


def norm_by_loop(lr, W):
    return [lr / math.hypot(*row) for row in W]


def whole(lr, W):
    return np.ones(len(W)) * lr / np.linalg.norm(W) ** 2


def whole_by_loop(lr, W):
    total = sum(float(value) ** 2 for value in W.flat)
    return [lr / total for _ in W]


def columns(lr, W):
    return lr / np.einsum("oi,oi->i", W, W)


def columns_by_loop(lr, W):
    return np.array([lr / np.dot(column, column) for column in W.T])


OTHER_WORDS = {
    "norm_not_squared": (norm, norm_by_loop),
    "norm_of_everything": (whole, whole_by_loop),
    "norm_of_columns": (columns, columns_by_loop),
}

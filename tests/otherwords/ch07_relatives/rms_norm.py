"""Slips in `rms_norm`, written by somebody else."""

import numpy as np


def moved(x, gamma, eps=1e-5):
    about = (x.T - np.einsum("nd->n", x) / x.shape[1]).T
    return gamma * about * ((about * about).sum(1, keepdims=True) / x.shape[1] + eps) ** -0.5


def moved_by_loop(x, gamma, eps=1e-5):
    return np.stack([gamma * (row - np.mean(row)) / np.sqrt(np.var(row) + eps) for row in x])


def down(x, gamma, eps=1e-5):
    return x * gamma * (np.einsum("nd,nd->d", x, x) / len(x) + eps) ** -0.5


def down_by_loop(x, gamma, eps=1e-5):
    columns = [
        g * column / np.sqrt(np.dot(column, column) / column.size + eps) for column, g in zip(x.T, gamma, strict=True)
    ]
    return np.array(columns).T


def outside(x, gamma, eps=1e-5):
    return x * gamma / (np.linalg.norm(x, axis=1, keepdims=True) / x.shape[1] ** 0.5 + eps)


def outside_by_loop(x, gamma, eps=1e-5):
    return np.stack([gamma * row / (eps + np.sqrt(np.average(row * row))) for row in x])


OTHER_WORDS = {
    "mean_subtracted": (moved, moved_by_loop),
    "rms_over_batch": (down, down_by_loop),
    "eps_outside_rms": (outside, outside_by_loop),
}

"""Slips in `layer_norm`, written by somebody else."""

import numpy as np


def down(x, gamma, beta, eps=1e-5):
    centered = x - np.average(x, axis=0)
    return centered * (np.average(centered**2, axis=0) + eps) ** -0.5 * gamma + beta


def down_by_loop(x, gamma, beta, eps=1e-5):
    columns = [
        g * (c - c.sum() / len(c)) / np.sqrt(np.var(c) + eps) + b for c, g, b in zip(x.T, gamma, beta, strict=True)
    ]
    return np.array(columns).T


def outside(x, gamma, beta, eps=1e-5):
    centered = (x.T - x.sum(1) / x.shape[1]).T
    return gamma * centered / (np.sqrt((centered**2).sum(1, keepdims=True) / x.shape[1]) + eps) + beta


def outside_by_loop(x, gamma, beta, eps=1e-5):
    return np.stack([gamma * (row - row.mean()) / (row.std() + eps) + beta for row in x])


def bare(x, gamma, beta, eps=1e-5):
    centered = (x.T - np.einsum("nd->n", x) / x.shape[1]).T
    return gamma * centered / np.linalg.norm(centered, axis=1, keepdims=True) * x.shape[1] ** 0.5 + beta


def bare_by_loop(x, gamma, beta, eps=1e-5):
    return np.stack([gamma * (row - row.mean()) * np.var(row) ** -0.5 + beta for row in x])


OTHER_WORDS = {
    "layer_norm_over_batch": (down, down_by_loop),
    "eps_outside_root": (outside, outside_by_loop),
    "eps_missing": (bare, bare_by_loop),
}

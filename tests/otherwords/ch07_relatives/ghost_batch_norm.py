"""Slips in `ghost_batch_norm`, written by somebody else."""

import numpy as np


def standardized(z, eps):
    centered = z - np.average(z, axis=0)
    return centered / (np.average(centered * centered, axis=0) + eps) ** 0.5


def one_batch(x, gamma, beta, ghost_size, eps=1e-5):
    return gamma * standardized(x, eps) + beta


def one_batch_by_loop(x, gamma, beta, ghost_size, eps=1e-5):
    return np.stack(
        [g * (c - c.mean()) / np.sqrt(c.var() + eps) + b for c, g, b in zip(x.T, gamma, beta, strict=True)], axis=1
    )


def every_kth(x, gamma, beta, ghost_size, eps=1e-5):
    y, count = np.empty(x.shape), len(x) // ghost_size
    for k in range(count):
        y[k::count] = gamma * standardized(x[k::count], eps) + beta
    return y


def every_kth_by_transpose(x, gamma, beta, ghost_size, eps=1e-5):
    z = x.reshape(ghost_size, -1, x.shape[1]).transpose(1, 0, 2)
    z = np.stack([gamma * standardized(part, eps) + beta for part in z])
    return z.transpose(1, 0, 2).reshape(x.shape)


def split_into(x, gamma, beta, ghost_size, eps=1e-5):
    return np.vstack([gamma * standardized(part, eps) + beta for part in np.split(x, ghost_size)])


def split_into_by_loop(x, gamma, beta, ghost_size, eps=1e-5):
    size = len(x) // ghost_size
    rows = []
    for start in range(0, len(x), size):
        rows.extend(gamma * standardized(x[start : start + size], eps) + beta)
    return np.array(rows)


OTHER_WORDS = {
    "ghosts_ignored": (one_batch, one_batch_by_loop),
    "ghosts_interleaved": (every_kth, every_kth_by_transpose),
    "size_taken_for_count": (split_into, split_into_by_loop),
}

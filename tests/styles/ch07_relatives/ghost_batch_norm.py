"""Right answers to `ghost_batch_norm`, as different people write them."""

import numpy as np
from styles.ch02_algorithm.statistics import STATISTICS
from styles.named import named


def ghosts(statistics):
    def function(x, gamma, beta, ghost_size, eps=1e-5):
        parts = []
        for first in range(0, len(x), ghost_size):
            part = x[first : first + ghost_size]
            mean, inv_std = statistics(part, eps)
            parts.append((part - mean) * inv_std)
        return gamma * np.concatenate(parts) + beta

    return named(function, statistics.__name__)


def ghosts_split(x, gamma, beta, ghost_size, eps=1e-5):
    parts = np.split(x, len(x) // ghost_size)
    return np.vstack([gamma * (part - part.mean(0)) / (part.var(0) + eps) ** 0.5 + beta for part in parts])


def ghosts_repeated(x, gamma, beta, ghost_size, eps=1e-5):
    parts = x.reshape(-1, ghost_size, x.shape[1])
    mean, std = (np.repeat(each, ghost_size, axis=0) for each in (parts.mean(1), np.sqrt(parts.var(1) + eps)))
    return gamma * (x - mean) / std + beta


STYLES = [*map(ghosts, STATISTICS), ghosts_split, ghosts_repeated]

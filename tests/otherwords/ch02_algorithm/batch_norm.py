"""Slips in `batch_norm`, written by somebody else."""

from .statistics import words


def normalizing(statistics):
    def batch_norm(x, gamma, beta, eps=1e-5):
        mean, scale = statistics(x, eps)
        return (x - mean) * (scale * gamma) + beta

    return batch_norm


OTHER_WORDS = words(normalizing)

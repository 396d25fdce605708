"""Slips in `identity_parameters`, written by somebody else."""

from .statistics import words


def undoing(statistics):
    def identity_parameters(x, eps=1e-5):
        mean, scale = statistics(x, eps)
        return scale**-1.0, mean + 0.0

    return identity_parameters


OTHER_WORDS = words(undoing)

"""Slips in `gradient_predictiveness`, written by somebody else."""

import numpy as np

from .steps import words


def measuring(step):
    def gradient_predictiveness(grad, w, g, steps):
        return [np.sqrt(np.sum((grad(step(w, g, s)) - g) ** 2)) for s in steps]

    return gradient_predictiveness


OTHER_WORDS = words(measuring)

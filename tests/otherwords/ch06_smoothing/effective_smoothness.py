"""Slips in `effective_smoothness`, written by somebody else."""

import numpy as np

from .steps import words


def measuring(step):
    def effective_smoothness(grad, w, g, steps):
        largest = 0.0
        for s in steps:
            point = step(w, g, s)
            change, way = grad(point) - g, point - w
            largest = max(largest, np.sqrt(change @ change / (way @ way)))
        return largest

    return effective_smoothness


OTHER_WORDS = words(measuring)

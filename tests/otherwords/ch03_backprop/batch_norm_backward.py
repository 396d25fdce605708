"""Slips in `batch_norm_backward`, written by somebody else."""

import numpy as np

from .dx import SLIPS


def whole(slip):
    def batch_norm_backward(dy, cache):
        return slip(dy, cache), np.einsum("nd,nd->d", dy, cache.x_hat), np.ones(len(dy)) @ dy

    return batch_norm_backward


OTHER_WORDS = {slug: tuple(map(whole, slips)) for slug, slips in SLIPS.items()}

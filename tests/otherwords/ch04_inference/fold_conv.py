"""Slips in `fold_conv`, written by somebody else."""

import numpy as np

from .folding import WORDS


def no_mean(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    return np.einsum("o,oihw->oihw", s, W), beta + s * (np.zeros_like(s) if b is None else b)


def no_mean_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    s = [g / np.sqrt(v + eps) for g, v in zip(gamma, var, strict=True)]
    return np.stack([f * k for k, f in zip(W, s, strict=True)]), np.array(
        [beta[k] + (0 if b is None else b[k] * s[k]) for k in range(len(s))]
    )


OTHER_WORDS = WORDS | {"mean_not_subtracted": (no_mean, no_mean_by_loop)}

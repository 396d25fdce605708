"""Folding batch norm into the linear layer before it."""

import numpy as np

from bnkit.authoring import Exercise

from .folding import FOLDING, FOLDING_VARIANTS, default_missed, folding_cases
from .quantities import fold_quantities


def fold_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    """Fold batch norm into the linear layer before it: one layer that does the work of both.

        W_new u + b_new = gamma · (W u + b − mean) / √(var + eps) + beta        for every u

    W            weights, of shape (out, in), as torch keeps them
    b            bias of shape (out,), or None where the layer has none
    gamma, beta  scale and shift, of shape (out,)
    mean, var    the population's statistics, of shape (out,)
    eps          a small number > 0

    Returns (W_new, b_new) of shapes (out, in) and (out,).
    """
    scale = gamma / np.sqrt(var + eps)
    return W * scale[:, None], ((0 if b is None else b) - mean) * scale + beta


def fold_cases(seed):
    """Linear layers with and without a bias, square and not."""
    yield from folding_cases(seed, [(2, 3), (4, 2), (3, 3), (3, 5), (1, 4), (4, 4)])


EXERCISE = Exercise(
    fold_linear,
    cases=fold_cases,
    outputs=("W_new", "b_new"),
    mistakes=(*FOLDING, default_missed(fold_linear)),
    variants=FOLDING_VARIANTS,
    quantities=fold_quantities,
    points=2,
    section="folding",
    purpose="With fixed statistics batch norm is a straight line after a linear layer: one linear layer can do both.",
    hints=(
        "Both sides are straight lines in u. What is the factor of u on the right, and what is left where u is 0?",
        "Each output is multiplied by its own gamma / √(var + eps), and an output is a row of W. Do not forget "
        "what that does to b.",
        "`scale = gamma / np.sqrt(var + eps)`, `W_new = W * scale[:, None]`, and `b_new = (b - mean) * scale + "
        "beta`, with 0 for b where there is none.",
    ),
    use="""random = np.random.default_rng(0)
W, b, u = random.normal(size=(3, 5)), random.normal(size=3), random.normal(size=(4, 5))
gamma, beta, mean, var = random.uniform(0.5, 2, (4, 3))
two_layers = gamma * (u @ W.T + b - mean) / np.sqrt(var + 1e-5) + beta
W_new, b_new = fold_linear(W, b, gamma, beta, mean, var)
print("largest difference:", np.abs(u @ W_new.T + b_new - two_layers).max())""",
)

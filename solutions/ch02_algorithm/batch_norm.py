"""Algorithm 1 of the 2015 paper."""

import functools

import numpy as np

from bnkit.authoring import Exercise

from .affine import FORWARD, FORWARD_VARIANTS, with_statistics
from .batches import batch_symbols, forward_cases, forward_scales
from .quantities import batch_quantities
from .statistics import FRAGILE


def batch_norm(x, gamma, beta, eps=1e-5):
    """Normalize each feature over the batch, then scale and shift.

        mean  = (1/m) Σ_i x_i
        var   = (1/m) Σ_i (x_i − mean)²
        x_hat = (x − mean) / √(var + eps)
        y     = gamma · x_hat + beta

    x      array of shape (N, D): N examples of D features, so m = N
    gamma  scale, of shape (D,)
    beta   shift, of shape (D,)
    eps    a small number > 0

    Returns y, of shape (N, D).
    """
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta


def in_batch_norm(slip):
    """A slip of the forward pass as one of `batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return slip(x, gamma, beta, eps)[0]

    return mistake


EXERCISE = Exercise(
    batch_norm,
    cases=forward_cases,
    outputs=("y",),
    mistakes=tuple(map(in_batch_norm, FORWARD)),
    variants=tuple(map(in_batch_norm, FORWARD_VARIANTS)),
    fragile=tuple(in_batch_norm(with_statistics(slip)) for slip in FRAGILE),
    scales=forward_scales,
    symbols=batch_symbols,
    quantities=batch_quantities,
    points=2,
    section="algorithm-1",
    purpose="Algorithm 1 of the 2015 paper: the normalization that a layer does while it trains.",
    hints=(
        "Which axis of x runs over the examples of the batch?",
        "NumPy's mean and var take an axis, and var divides by m unless you say otherwise. What they return has "
        "one entry for each feature, which fits x by broadcasting.",
        "`mean, var = x.mean(axis=0), x.var(axis=0)`. Then divide `x - mean` by `np.sqrt(var + eps)`: eps stands "
        "inside the root. gamma and beta broadcast, too.",
    ),
    use="""random = np.random.default_rng(0)
x = random.normal(-6, 1, size=(1000, 1))
sigmoid_slope = lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2
print("mean slope of the sigmoid on x:", sigmoid_slope(x).mean().round(4))
print("and on the normalized x:       ", sigmoid_slope(batch_norm(x, np.ones(1), np.zeros(1))).mean().round(4))""",
)

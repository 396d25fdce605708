"""The scale and shift that undo batch norm."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise

from .batches import forward_cases
from .quantities import identity_quantities
from .statistics import (
    FRAGILE,
    OTHER_CONSTANTS,
    STATISTICS,
    STATISTICS_PAIRS,
    divides_by_variance,
    mean_not_subtracted,
    multiplies_by_std,
)


def identity_parameters(x, eps=1e-5):
    """The scale and shift with which batch norm gives back this batch unchanged.

        gamma · (x − mean) / √(var + eps) + beta = x        for every x in the batch

    x    array of shape (N, D)
    eps  a small number > 0

    Returns (gamma, beta), each of shape (D,).
    """
    return np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)


def gamma_not_rooted(x, eps=1e-5):
    """Your gamma is var + eps. Batch norm divided by its root, so it is the root that undoes it."""
    return x.var(axis=0) + eps, x.mean(axis=0)


def gamma_inverted(x, eps=1e-5):
    """Your gamma is 1 / √(var + eps): it divides once more. To undo a division, multiply."""
    return 1 / np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)


def beta_negated(x, eps=1e-5):
    """Your beta is −mean. Batch norm subtracted the mean, so add it back."""
    return np.sqrt(x.var(axis=0) + eps), -x.mean(axis=0)


def beta_divided(x, eps=1e-5):
    """Your beta is mean / √(var + eps). The shift comes after the scale, so it is the mean itself."""
    gamma = np.sqrt(x.var(axis=0) + eps)
    return gamma, x.mean(axis=0) / gamma


def beta_multiplied(x, eps=1e-5):
    """Your beta is gamma · mean. The shift comes after the scale, so it is the mean itself."""
    gamma = np.sqrt(x.var(axis=0) + eps)
    return gamma, gamma * x.mean(axis=0)


def returned_in_other_order(x, eps=1e-5):
    """You returned (beta, gamma). The order is (gamma, beta)."""
    gamma, beta = identity_parameters(x, eps)
    return beta, gamma


def another_default_of_eps(x, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return identity_parameters(x, eps)


def in_identity(slip):
    """A slip in the statistics as one of `identity_parameters`."""

    @functools.wraps(slip)
    def mistake(x, eps=1e-5):
        mean, inv_std = slip(x, eps)
        return 1 / inv_std, mean

    return mistake


def set_aside(*slips):
    """The slips in the statistics without those that say nothing here, or the same as a slip above."""
    return [slip for slip in STATISTICS if slip not in slips]


def batch_cases(seed):
    """The forward cases without gamma and beta; integers and the huge mean among them."""
    for case in forward_cases(seed):
        if "gamma" not in case.probe:
            yield replace(case, args={name: value for name, value in case.args.items() if name in ("x", "eps")})


SLIPS = set_aside(mean_not_subtracted, divides_by_variance, multiplies_by_std)
NAMES = {slip.__name__ for slip in SLIPS}

EXERCISE = Exercise(
    identity_parameters,
    cases=batch_cases,
    outputs=("gamma", "beta"),
    mistakes=(
        *map(in_identity, SLIPS),
        gamma_not_rooted,
        gamma_inverted,
        beta_negated,
        beta_divided,
        beta_multiplied,
        returned_in_other_order,
        another_default_of_eps,
    ),
    variants=tuple(
        in_identity(slip)
        for slip in (*OTHER_CONSTANTS, *STATISTICS_PAIRS)
        if NAMES.issuperset(slip.__name__.split("+"))
    ),
    fragile=tuple(in_identity(slip) for slip in FRAGILE),
    quantities=identity_quantities,
    points=2,
    section="gamma-and-beta",
    purpose="Normalizing must not cost the network anything it could do before. Find the scale and shift that undo it.",
    hints=(
        "As functions of x both sides are straight lines. When are two straight lines the same?",
        "When their slopes are equal, and then what is left. Compare the factors of x first: that gives gamma.",
        "gamma = √(var + eps) and beta = mean: `np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)`.",
    ),
    use="""x = np.random.default_rng(0).normal(3, 2, size=(8, 4))
gamma, beta = identity_parameters(x)
print("largest change of x:", np.abs(batch_norm(x, gamma, beta) - x).max())""",
)

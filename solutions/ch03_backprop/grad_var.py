"""The gradient with respect to the batch's variance."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise

from .caches import centered, deciding_cases
from .quantities import staged_quantities


def grad_var(dx_hat, x_centered, inv_std):
    """The gradient with respect to the batch's variance.

        x_hat = x_centered · (var + eps)^(−1/2)

    dx_hat      gradient with respect to x_hat, of shape (N, D)
    x_centered  x − mean, of shape (N, D)
    inv_std     (var + eps)^(−1/2), of shape (D,)

    Returns dvar, of shape (D,).
    """
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**3


def power_minus_half(dx_hat, x_centered, inv_std):
    """You used (var + eps)^(−1/2). Its derivative has the power −3/2: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std


def inv_std_squared_in_dvar(dx_hat, x_centered, inv_std):
    """You used inv_std². The derivative of (var + eps)^(−1/2) has the power −3/2: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**2


def power_of_inv_std(dx_hat, x_centered, inv_std):
    """You raised inv_std to the power −3/2. The power belongs to var + eps, and inv_std is its power −1/2 already: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**-1.5


def positive_power_of_inv_std(dx_hat, x_centered, inv_std):
    """You raised inv_std to the power 3/2. (var + eps)^(−3/2) is inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**1.5


def inv_std_missing_in_dvar(dx_hat, x_centered, inv_std):
    """The factor (var + eps)^(−3/2) is missing: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0)


def half_missing(dx_hat, x_centered, inv_std):
    """The factor 1/2 is missing: the derivative of (var + eps)^(−1/2) is −1/2 · (var + eps)^(−3/2)."""
    return -(dx_hat * x_centered).sum(axis=0) * inv_std**3


def dvar_sign(dx_hat, x_centered, inv_std):
    """Your dvar has the wrong sign: a larger variance makes x_hat smaller, so a minus belongs there."""
    return 0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**3


def scalar_dvar(dx_hat, x_centered, inv_std):
    """You summed over the features too. Each feature has its own variance, and its own dvar: sum over axis 0."""
    return (-0.5 * dx_hat * x_centered * inv_std**3).sum()


def dvar_averaged(dx_hat, x_centered, inv_std):
    """You took the mean over the batch. Every example feels the variance, so the gradients add up: take the sum."""
    return -0.5 * (dx_hat * x_centered).mean(axis=0) * inv_std**3


def dvar_unsummed(dx_hat, x_centered, inv_std):
    """Your dvar has a row for each example. The variance is shared by them all: sum over the batch."""
    return -0.5 * dx_hat * x_centered * inv_std**3


def x_centered_missing_in_dvar(dx_hat, x_centered, inv_std):
    """x_centered is missing: x_hat = x_centered · (var + eps)^(−1/2), so it stays as a factor of the derivative."""
    return -0.5 * dx_hat.sum(axis=0) * inv_std**3


def var_cases(seed):
    """dx_hat, x_centered and inv_std that belong together. The features' spreads differ, for scalar_dvar; inv_std is far from 1,
    for power_minus_half and inv_std_squared_in_dvar.
    """
    for case in deciding_cases(seed):
        dy, cache = case.args["dy"], case.args["cache"]
        args = dict(dx_hat=dy * cache.gamma, x_centered=centered(cache), inv_std=cache.inv_std)
        yield replace(case, args=args)


def staged_symbols(dx_hat, **others):
    """m."""
    return {"m": len(dx_hat)}


EXERCISE = Exercise(
    grad_var,
    cases=var_cases,
    outputs=("dvar",),
    mistakes=(
        power_minus_half,
        half_missing,
        dvar_sign,
        scalar_dvar,
        dvar_averaged,
        dvar_unsummed,
        inv_std_squared_in_dvar,
        x_centered_missing_in_dvar,
        power_of_inv_std,
        positive_power_of_inv_std,
        inv_std_missing_in_dvar,
    ),
    scales=lambda dx_hat, x_centered, inv_std: {"dvar": np.abs(dx_hat * x_centered).sum(axis=0) * inv_std**3},
    symbols=staged_symbols,
    quantities=staged_quantities,
    section="node-by-node",
    purpose="Every example of the batch feels the variance. What comes back to it is a sum over all of them.",
    hints=(
        "Which of the x_hat_i feel the variance, and how does each change with it?",
        "All of them. The derivative of v^(−1/2) is −½ v^(−3/2); multiply each one's by its own dx_hat_i, and add "
        "them up.",
        "dvar = −½ inv_std³ · Σ_i dx_hat_i · x_centered_i: `-0.5 * inv_std**3 * (dx_hat * x_centered).sum(axis=0)`.",
    ),
    use="""random = np.random.default_rng(0)
x_centered, g, var = random.normal(size=(5, 1)), random.normal(size=(5, 1)), np.array([2.0])
loss = lambda var: (g * x_centered / np.sqrt(var)).sum()
print("by your formula:        ", grad_var(g, x_centered, 1 / np.sqrt(var)))
print("by moving var a little: ", numerical_gradient(loss, var))""",
)

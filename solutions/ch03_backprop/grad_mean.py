"""The gradient with respect to the batch's mean."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise

from .grad_var import grad_var, staged_symbols, var_cases
from .quantities import staged_quantities


def grad_mean(dx_hat, dvar, x_centered, inv_std):
    """The gradient with respect to the batch's mean, through both of its paths.

        x_hat = (x − mean) · inv_std
        var   = (1/m) Σ_i (x_i − mean)²

    dx_hat      gradient with respect to x_hat, of shape (N, D)
    dvar        gradient with respect to the variance, of shape (D,)
    x_centered  x − mean, of shape (N, D)
    inv_std     1 / √(var + eps), of shape (D,)

    Returns dmean, of shape (D,).
    """
    return -dx_hat.sum(axis=0) * inv_std - 2 * dvar * x_centered.mean(axis=0)


def dmean_sign(dx_hat, dvar, x_centered, inv_std):
    """Your dmean has the wrong sign: the mean is subtracted from x."""
    return dx_hat.sum(axis=0) * inv_std


def inv_std_missing_in_dmean(dx_hat, dvar, x_centered, inv_std):
    """inv_std is missing: x_hat = (x − mean) · inv_std, so a change of the mean arrives multiplied by it."""
    return -dx_hat.sum(axis=0)


def dmean_averaged(dx_hat, dvar, x_centered, inv_std):
    """You took the mean over the batch. Every example feels the mean, so the gradients add up: take the sum."""
    return -dx_hat.mean(axis=0) * inv_std


def dmean_unsummed(dx_hat, dvar, x_centered, inv_std):
    """Your dmean has a row for each example. The mean is shared by them all: sum over the batch."""
    return -dx_hat * inv_std


def scalar_dmean(dx_hat, dvar, x_centered, inv_std):
    """You summed over the features too. Each feature has its own mean, and its own dmean: sum over axis 0."""
    return -(dx_hat * inv_std).sum()


def dvar_added_to_dmean(dx_hat, dvar, x_centered, inv_std):
    """You added dvar itself. The variance feels the mean by the factor −2·mean(x − mean), and that is zero."""
    return -dx_hat.sum(axis=0) * inv_std + dvar


def mean_cases(seed):
    """The same with dvar. x_centered sums to zero, so the path through the variance adds nothing: leaving it out is right, and
    dvar_added_to_dmean is not.
    """
    for case in var_cases(seed):
        dx_hat, x_centered, inv_std = case.args.values()
        args = dict(dx_hat=dx_hat, dvar=grad_var(**case.args), x_centered=x_centered, inv_std=inv_std)
        yield replace(case, args=args)


def dmean_scales(dx_hat, dvar, x_centered, inv_std):
    """Σ|dx_hat|·inv_std + |dvar|·mean|x_centered|: the second path cancels to zero only up to rounding."""
    return {"dmean": np.abs(dx_hat).sum(axis=0) * inv_std + np.abs(dvar * x_centered).mean(axis=0)}


EXERCISE = Exercise(
    grad_mean,
    cases=mean_cases,
    outputs=("dmean",),
    mistakes=(
        dmean_sign,
        inv_std_missing_in_dmean,
        dmean_averaged,
        dmean_unsummed,
        scalar_dmean,
        dvar_added_to_dmean,
    ),
    scales=dmean_scales,
    symbols=staged_symbols,
    quantities=staged_quantities,
    section="node-by-node",
    purpose="The mean is felt in two places: it is subtracted from x, and it stands in the variance. One of the two paths"
    " carries nothing; find out which.",
    hints=(
        "How does x_hat_i change with the mean, if the variance is held fixed?",
        "By −inv_std, for each i. The variance changes with the mean by −(2/m) Σ x_centered, and that sum is a "
        "number you know.",
        "x_centered adds up to 0, so only the first path is left: dmean = −inv_std · Σ_i dx_hat_i, `-inv_std * "
        "dx_hat.sum(axis=0)`.",
    ),
    use="""random = np.random.default_rng(0)
x, g, mean = random.normal(size=(5, 1)), random.normal(size=(5, 1)), np.zeros(1)
x -= x.mean(axis=0)
loss = lambda mean: (g * (x - mean) / np.sqrt(((x - mean) ** 2).mean(axis=0))).sum()
inv_std = 1 / x.std(axis=0)
print("by your formula:         ", grad_mean(g, grad_var(g, x, inv_std), x, inv_std))
print("by moving mean a little: ", numerical_gradient(loss, mean))""",
)

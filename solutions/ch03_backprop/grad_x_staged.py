"""The gradient with respect to the input, from those of the variance and the mean."""

from dataclasses import replace
from itertools import combinations

import numpy as np

from bnkit.authoring import Exercise, pair

from .grad_mean import grad_mean, mean_cases
from .grad_var import staged_symbols
from .quantities import staged_quantities


def grad_x_staged(dx_hat, dvar, dmean, x_centered, inv_std):
    """The gradient with respect to the input: three paths lead back to x, and their gradients add up.

        x_hat = (x − mean) · inv_std
        var   = (1/m) Σ_i (x_i − mean)²
        mean  = (1/m) Σ_i x_i

    dx_hat      gradient with respect to x_hat, of shape (N, D)
    dvar        gradient with respect to the variance, of shape (D,)
    dmean       gradient with respect to the mean, of shape (D,)
    x_centered  x − mean, of shape (N, D)
    inv_std     1 / √(var + eps), of shape (D,)

    Returns dx, of shape (N, D).
    """
    m = len(dx_hat)
    return dx_hat * inv_std + dvar * 2 * x_centered / m + dmean / m


def staged(dx_hat, dvar, dmean, x_centered, inv_std, direct=1.0, through_var=2.0, through_mean=1.0):
    """The three paths to x with their factors."""
    m = len(dx_hat)
    return direct * dx_hat * inv_std + through_var * dvar * x_centered / m + through_mean * dmean / m


def factor_two_in_dx(dx_hat, dvar, dmean, x_centered, inv_std):
    """The factor 2 is missing: the derivative of (x − mean)² is 2·(x − mean)."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=1.0)


def mean_path_left_out(dx_hat, dvar, dmean, x_centered, inv_std):
    """The path through the mean is missing: add dmean / m."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_mean=0.0)


def variance_path_left_out(dx_hat, dvar, dmean, x_centered, inv_std):
    """The path through the variance is missing: add dvar · 2 · x_centered / m."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=0.0)


def direct_path_left_out(dx_hat, dvar, dmean, x_centered, inv_std):
    """The direct path is missing: add dx_hat · inv_std."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, direct=0.0)


def branch_overwritten_in_dx(dx_hat, dvar, dmean, x_centered, inv_std):
    """Only the last path is left. Where several paths meet their gradients add up: write += where you wrote =."""
    return np.broadcast_to(dmean / len(dx_hat), dx_hat.shape)


def dmean_not_divided(dx_hat, dvar, dmean, x_centered, inv_std):
    """You added dmean whole. Each example is 1/m of the mean: divide by m."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_mean=len(dx_hat))


def dvar_not_divided(dx_hat, dvar, dmean, x_centered, inv_std):
    """You did not divide the variance's path by m. The variance is a mean of m squares."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=2.0 * len(dx_hat))


def dvar_over_m_minus_one(dx_hat, dvar, dmean, x_centered, inv_std):
    """You divided the variance's path by m − 1. Batch norm's own variance divides by m, and so does its gradient."""
    m = len(dx_hat)
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=2.0 * m / (m - 1))


def inv_std_missing_in_dx(dx_hat, dvar, dmean, x_centered, inv_std):
    """inv_std is missing from the direct path: x_hat = (x − mean) · inv_std."""
    return staged(dx_hat, dvar, dmean, x_centered, np.ones_like(inv_std))


def neither_divided(dx_hat, dvar, dmean, x_centered, inv_std):
    """You divided neither the variance's path nor the mean's by m. Both are means over m examples."""
    m = len(dx_hat)
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=2.0 * m, through_mean=m)


def m_is_the_number_of_features(dx_hat, dvar, dmean, x_centered, inv_std):
    """You divided by the number of features, shape[1]. m is the number of examples, shape[0]."""
    ratio = len(dx_hat) / dx_hat.shape[1]
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=2.0 * ratio, through_mean=ratio)


def all_paths_divided(dx_hat, dvar, dmean, x_centered, inv_std):
    """You divided the direct path by m too. Only the two paths through the statistics have the 1/m."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, direct=1 / len(dx_hat))


def variance_path_subtracted(dx_hat, dvar, dmean, x_centered, inv_std):
    """You subtracted the variance's path. dvar has its sign already: the three paths add up."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_var=-2.0)


def mean_path_subtracted(dx_hat, dvar, dmean, x_centered, inv_std):
    """You subtracted the mean's path. dmean has its sign already: the three paths add up."""
    return staged(dx_hat, dvar, dmean, x_centered, inv_std, through_mean=-1.0)


def inv_std_squared_in_direct_path(dx_hat, dvar, dmean, x_centered, inv_std):
    """You multiplied the direct path by inv_std two times. Once is right."""
    return staged(dx_hat * inv_std, dvar, dmean, x_centered, inv_std)


def x_centered_missing(dx_hat, dvar, dmean, x_centered, inv_std):
    """x_centered is missing from the variance's path: the derivative of the variance is 2 · x_centered / m."""
    return staged(dx_hat, dvar, dmean, np.ones_like(x_centered), inv_std)


def paired(first, second):
    """Two slips in different paths together: what each of them changes is added."""

    def both(*args, **keywords):
        return first(*args, **keywords) + second(*args, **keywords) - grad_x_staged(*args, **keywords)

    return pair(first, second, both)


SLIPS = (
    (mean_path_left_out, dmean_not_divided, mean_path_subtracted),
    (variance_path_left_out, factor_two_in_dx, dvar_not_divided, dvar_over_m_minus_one, variance_path_subtracted),
    (direct_path_left_out, inv_std_missing_in_dx, inv_std_squared_in_direct_path),
)
STAGED_PAIRS = tuple(
    paired(first, second) for one, other in combinations(SLIPS, 2) for first in one for second in other
)


def staged_cases(seed):
    """The same with dvar and dmean. Small batches show dvar_over_m_minus_one; dvar and dmean that are far from 0 show each path
    that is left out.
    """
    for case in mean_cases(seed):
        dx_hat, dvar, x_centered, inv_std = case.args.values()
        args = dict(dx_hat=dx_hat, dvar=dvar, dmean=grad_mean(**case.args), x_centered=x_centered, inv_std=inv_std)
        yield replace(case, args=args)


EXERCISE = Exercise(
    grad_x_staged,
    cases=staged_cases,
    outputs=("dx",),
    mistakes=(
        mean_path_left_out,
        variance_path_left_out,
        factor_two_in_dx,
        branch_overwritten_in_dx,
        dmean_not_divided,
        dvar_not_divided,
        dvar_over_m_minus_one,
        direct_path_left_out,
        inv_std_missing_in_dx,
        neither_divided,
        m_is_the_number_of_features,
        all_paths_divided,
        variance_path_subtracted,
        mean_path_subtracted,
        inv_std_squared_in_direct_path,
        x_centered_missing,
    ),
    variants=STAGED_PAIRS,
    scales=lambda dx_hat, dvar, dmean, x_centered, inv_std: {"dx": np.abs(dx_hat).max(axis=0) * inv_std},
    symbols=staged_symbols,
    quantities=staged_quantities,
    points=2,
    section="node-by-node",
    purpose="Three paths lead from x to the loss: directly, through the variance, and through the mean. Add them up.",
    hints=(
        "How do x_hat_i, var and mean change when x_i moves a little and nothing else does?",
        "By inv_std, by 2 · x_centered_i / m and by 1/m. Each is the factor of a gradient that you are given.",
        "With `m = len(dx_hat)`: `dx_hat * inv_std + dvar * 2 * x_centered / m + dmean / m`.",
    ),
    use="""random = np.random.default_rng(0)
x, g = random.normal(3, 2, size=(5, 1)), random.normal(size=(5, 1))
loss = lambda x: (g * (x - x.mean(axis=0)) / x.std(axis=0)).sum()
x_centered, inv_std = x - x.mean(axis=0), 1 / x.std(axis=0)
dvar = grad_var(g, x_centered, inv_std)
dx = grad_x_staged(g, dvar, grad_mean(g, dvar, x_centered, inv_std), x_centered, inv_std)
print("node by node:         ", dx.ravel().round(6))
print("by moving x a little: ", numerical_gradient(loss, x).ravel().round(6))""",
)

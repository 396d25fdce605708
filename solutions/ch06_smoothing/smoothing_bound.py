"""The right side of Theorem 4.1 of the 2018 paper."""

import numpy as np

from bnkit.authoring import Case, Exercise
from ch02_algorithm.batch_norm_forward import batch_norm_forward
from ch02_algorithm.batches import forward_cases

from .quantities import bound_quantities


def smoothing_bound(dy, x_hat, gamma, var):
    """The right side of Theorem 4.1, for each feature: what bounds ‖dx‖² through batch norm.

        gamma²/var · (‖dy‖² − (1/m) ⟨1, dy⟩² − (1/m) ⟨dy, x_hat⟩²)

    A feature's dy and x_hat are vectors of m numbers here, and 1 is the vector of ones.

    dy     gradient at batch norm's output, of shape (N, D), so m = N
    x_hat  normalized input, of shape (N, D)
    gamma  scale, of shape (D,)
    var    the batch's variance, of shape (D,); eps is 0

    Returns an array of shape (D,).
    """
    m = len(dy)
    inner = (dy**2).sum(axis=0) - dy.sum(axis=0) ** 2 / m - (dy * x_hat).sum(axis=0) ** 2 / m
    return gamma**2 / var * inner


def bound(dy, x_hat, gamma, var, front=None, mean=1.0, inner=1.0):
    """The bound with its parts multiplied."""
    m = len(dy)
    front = gamma**2 / var if front is None else front
    return front * ((dy**2).sum(axis=0) - mean * dy.sum(axis=0) ** 2 / m - inner * (dy * x_hat).sum(axis=0) ** 2 / m)


def bound_without_inner_product(dy, x_hat, gamma, var):
    """The term with ⟨dy, x_hat⟩² is missing: it is what the variance's path takes away."""
    return bound(dy, x_hat, gamma, var, inner=0)


def bound_without_mean(dy, x_hat, gamma, var):
    """The term with (Σ dy)² is missing: it is what the mean's path takes away."""
    return bound(dy, x_hat, gamma, var, mean=0)


def bound_gamma_not_squared(dy, x_hat, gamma, var):
    """In front you have gamma/std. The bound is on the square of the norm: gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma / np.sqrt(var))


def bound_gamma_over_var(dy, x_hat, gamma, var):
    """gamma is not squared: in front stands gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma / var)


def bound_std_for_var(dy, x_hat, gamma, var):
    """You divided by the standard deviation. In front stands gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma**2 / np.sqrt(var))


def bound_without_front(dy, x_hat, gamma, var):
    """The factor gamma²/var is missing."""
    return bound(dy, x_hat, gamma, var, front=1.0)


def bound_not_divided_by_m(dy, x_hat, gamma, var):
    """The two terms that are subtracted are divided by m."""
    return bound(dy, x_hat, gamma, var, mean=len(dy), inner=len(dy))


def bound_with_means(dy, x_hat, gamma, var):
    """You squared means over the batch. It is the sums that are squared, then divided by m."""
    return bound(dy, x_hat, gamma, var, mean=1 / len(dy), inner=1 / len(dy))


def bound_squares_summed(dy, x_hat, gamma, var):
    """In the mean's term you summed the squares of dy. It is the square of the sum: (Σ dy)²."""
    return bound(dy, x_hat, gamma, var, mean=0) - gamma**2 / var * (dy**2).sum(axis=0) / len(dy)


def bound_squared_products_summed(dy, x_hat, gamma, var):
    """In the term with x_hat you summed the squares of dy · x_hat. It is the square of the sum: (Σ dy · x_hat)²."""
    return bound(dy, x_hat, gamma, var, inner=0) - gamma**2 / var * ((dy * x_hat) ** 2).sum(axis=0) / len(dy)


def bound_terms_added(dy, x_hat, gamma, var):
    """You added the two terms. They are subtracted."""
    return bound(dy, x_hat, gamma, var, mean=-1, inner=-1)


def bound_rooted(dy, x_hat, gamma, var):
    """You took the root. The theorem bounds the square of the norm."""
    return np.sqrt(bound(dy, x_hat, gamma, var))


def bound_of_everything(dy, x_hat, gamma, var):
    """You summed over the features. Each feature has its own bound."""
    return bound(dy, x_hat, gamma, var).sum()


def bound_cases(seed):
    """Chapter 2's batches with eps = 0, and a dy that is in no special direction."""
    random = np.random.default_rng([seed, 63])
    for case in forward_cases(seed):
        if case.decides and not case.may_raise and case.tolerance < 1e-5:
            x, gamma = case.args["x"], case.args["gamma"]
            _, cache = batch_norm_forward(x, gamma, case.args["beta"], 0.0)
            dy = random.normal(size=x.shape).round(1 if "small" in case.name else 12)
            name = case.name if "eps" not in case.name else f"x has shape {x.shape}"
            yield Case(name, dict(dy=dy, x_hat=cache.x_hat, gamma=gamma, var=x.var(axis=0)))


EXERCISE = Exercise(
    smoothing_bound,
    cases=bound_cases,
    outputs=("bound",),
    mistakes=(
        bound_without_inner_product,
        bound_gamma_not_squared,
        bound_without_mean,
        bound_gamma_over_var,
        bound_std_for_var,
        bound_without_front,
        bound_not_divided_by_m,
        bound_with_means,
        bound_squares_summed,
        bound_squared_products_summed,
        bound_terms_added,
        bound_rooted,
        bound_of_everything,
    ),
    scales=lambda dy, x_hat, gamma, var: {"bound": gamma**2 / var * (dy**2).sum(axis=0)},
    symbols=lambda dy, x_hat, gamma, var: {"m": len(dy), "gamma": gamma},
    quantities=bound_quantities,
    points=2,
    section="theorems",
    purpose="The theorem at the heart of the argument. Compute its right side, and compare it with your own backward pass.",
    hints=(
        "Which two parts of dy does batch norm's backward pass take away?",
        "Its part along the ones and its part along x_hat. A product ⟨a, b⟩ is a sum over the batch, of a_i · b_i.",
        "`gamma**2 / var * ((dy**2).sum(axis=0) - dy.sum(axis=0) ** 2 / m - (dy * x_hat).sum(axis=0) ** 2 / m)`.",
    ),
    use="""from bnkit import pieces

random = np.random.default_rng(0)
x, dy, gamma = random.normal(3, 2, size=(8, 3)), random.normal(size=(8, 3)), np.array([0.5, 1.0, 3.0])
y, cache = pieces.batch_norm_forward(x, gamma, np.zeros(3), eps=1e-12)
dx, _, _ = pieces.batch_norm_backward(dy, cache)
print("the backward pass is", pieces.whose("batch_norm_backward"))
print("‖dx‖² by the backward pass:", (dx**2).sum(axis=0).round(6))
print("the bound of the theorem:  ", smoothing_bound(dy, cache.x_hat, gamma, x.var(axis=0)).round(6))""",
)

"""Slips with eps in dx of the whole backward pass, (dy, cache) -> dx."""

import numpy as np

from .caches import centered
from .paths import parts, right_dx


def eps_dropped_backward(dy, cache):
    """You computed the standard deviation anew in the backward pass, without eps. Use the cache's inv_std."""
    return right_dx(dy, cache._replace(inv_std=1 / cache.x.std(axis=0)))


def eps_dropped_in_dvar(dy, cache):
    """In the variance's path eps is missing: it is (var + eps)^(−3/2), not var^(−3/2)."""
    g, mean, _ = parts(dy, cache)
    xc = centered(cache)
    return cache.inv_std * (g - mean) - xc * (g * xc).mean(axis=0) / cache.x.std(axis=0) ** 3


def eps_dropped_in_one_factor(dy, cache):
    """In one factor of the variance's path eps is missing: use x_hat from the cache in both places."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean - centered(cache) / cache.x.std(axis=0) * gx)


def std_for_root_of_variance(dy, cache):
    """Your standard deviation is √var + eps, and the variance's path is divided by its cube. Keep eps inside the root:
    inv_std = (var + eps)^(−1/2)."""
    g, mean, _ = parts(dy, cache)
    xc, s = centered(cache), cache.x.std(axis=0) + cache.eps
    return (g - mean) / s - xc * (g * xc).mean(axis=0) / s**3


def with_eps_in_dvar(name, factor, told):
    """The slip of another factor than inv_std³ in the variance's path: (var, inv_std) -> factor."""

    def slip(dy, cache):
        g, mean, _ = parts(dy, cache)
        xc = centered(cache)
        return cache.inv_std * (g - mean) - xc * (g * xc).mean(axis=0) * factor(cache.x.var(axis=0), cache.inv_std)

    slip.__name__, slip.__doc__ = name, told
    return slip


CONSTANT = (
    "In the variance's path you used a constant of your own, such as 1e-5, for eps. Use the cache's eps, or its inv_std"
)
EPS_IN_DVAR = (
    with_eps_in_dvar(
        "eps_dropped_in_square",
        lambda var, inv_std: inv_std / var,
        "In the variance's path you divided by var where var + eps belongs: the derivative of the root is −1/(var + eps), and x_hat"
        " has eps in it.",
    ),
    with_eps_in_dvar(
        "eps_hard_coded_in_dvar", lambda var, inv_std: (var + 1e-5) ** -1.5, f"{CONSTANT}, for all of var + eps."
    ),
    with_eps_in_dvar(
        "eps_hard_coded_in_square", lambda var, inv_std: inv_std / (var + 1e-5), f"{CONSTANT}, in 1/(var + eps) too."
    ),
)
OTHER_CONSTANTS = tuple(
    with_eps_in_dvar(name, factor, "")
    for constant in (1e-8, 1e-6, 1e-4, 1e-3)
    for name, factor in (
        ("eps_hard_coded_in_dvar", lambda var, inv_std, constant=constant: (var + constant) ** -1.5),
        ("eps_hard_coded_in_square", lambda var, inv_std, constant=constant: inv_std / (var + constant)),
    )
)


def eps_hard_coded_backward(dy, cache):
    """You computed the standard deviation anew in the backward pass, with a constant of your own, such as 1e-5, for eps. Use the
    cache's inv_std."""
    return right_dx(dy, cache._replace(inv_std=1 / np.sqrt(cache.x.var(axis=0) + 1e-5)))


def eps_dropped_in_direct_path(dy, cache):
    """eps is missing beside dy, and only there: multiply by the cache's inv_std."""
    g, mean, gx = parts(dy, cache)
    return (g - mean) / cache.x.std(axis=0) - cache.inv_std * cache.x_hat * gx

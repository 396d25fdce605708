"""The whole backward pass, in closed form."""

import functools

import numpy as np

from bnkit.authoring import Exercise, pairs
from ch02_algorithm.statistics import eps_hard_coded, eps_missing, eps_outside_root, unbiased_variance

from .caches import backward_cases, backward_scales, backward_symbols
from .dx import DX
from .dx_eps import OTHER_CONSTANTS
from .dx_paths import pairs_of_paths
from .grad_beta import BETA
from .grad_gamma import GAMMA
from .paths import right_dx
from .quantities import backward_quantities
from .wrong_forwards import OWN_FORWARD, OWN_FORWARD_VARIANTS


def batch_norm_backward(dy, cache):
    """The whole backward pass: what the loss's gradient is at each of the layer's inputs.

    dy     gradient with respect to y, of shape (N, D)
    cache  Cache(x, x_hat, inv_std, gamma, eps) of the forward pass

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)
    dx = cache.gamma * cache.inv_std * (dy - (dbeta + cache.x_hat * dgamma) / len(dy))
    return dx, dgamma, dbeta


def dgamma_dbeta_swapped(dy, cache):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = batch_norm_backward(dy, cache)
    return dx, dbeta, dgamma


def in_dx(slip):
    """A slip in dx as one of the whole backward pass."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        _, dgamma, dbeta = batch_norm_backward(dy.copy(), cache)
        return slip(dy, cache), dgamma, dbeta

    return mistake


def in_dgamma(slip):
    """A slip in dgamma as one of the whole backward pass."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        dx, _, dbeta = batch_norm_backward(dy, cache)
        return dx, slip(dy, cache), dbeta

    return mistake


def in_dbeta(slip):
    """A slip in dbeta as one of the whole backward pass."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        dx, dgamma, _ = batch_norm_backward(dy, cache)
        return dx, dgamma, slip(dy)

    return mistake


def dx_alone(dy, cache):
    """You returned one array. Return three: dx, dgamma, dbeta."""
    return batch_norm_backward(dy, cache)[0]


BACKWARD = (
    *map(in_dx, DX),
    *OWN_FORWARD,
    dgamma_dbeta_swapped,
    *map(in_dgamma, GAMMA),
    *map(in_dbeta, BETA),
    dx_alone,
)
WHOLE = tuple(slip.__name__ for slip in OWN_FORWARD)


def normalized_anew(statistics):
    """A cache whose x_hat and inv_std are computed anew, with a slip in the statistics."""

    def change(given):
        mean, inv_std = statistics(given["cache"].x, given["cache"].eps)
        x_hat = (given["cache"].x - mean) * inv_std
        return given | {"cache": given["cache"]._replace(x_hat=x_hat, inv_std=inv_std)}

    return change


def cache_with(**fields):
    """A cache with other fields, functions of the cache."""

    def change(given):
        cache = given["cache"]
        return given | {"cache": cache._replace(**{name: value(cache) for name, value in fields.items()})}

    return change


CHANGES = {
    "gamma_missing": cache_with(gamma=lambda cache: np.ones_like(cache.gamma)),
    "gamma_twice": cache_with(gamma=lambda cache: cache.gamma**2),
    "eps_dropped_backward": normalized_anew(eps_missing),
    "std_for_root_of_variance": normalized_anew(eps_outside_root),
    "eps_hard_coded_backward": normalized_anew(eps_hard_coded),
    "x_taken_for_x_hat": cache_with(x_hat=lambda cache: cache.x),
    "inv_std_missing": cache_with(inv_std=lambda cache: np.ones_like(cache.inv_std)),
    "unbiased_backward": normalized_anew(unbiased_variance),
}
BACKWARD_VARIANTS = (
    *map(in_dx, OTHER_CONSTANTS),
    *OWN_FORWARD_VARIANTS,
    *map(in_dx, pairs_of_paths(DX, right_dx)),
    *pairs(CHANGES, [*map(in_dx, DX)]),
)

EXERCISE = Exercise(
    batch_norm_backward,
    cases=backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=BACKWARD,
    variants=BACKWARD_VARIANTS,
    whole=WHOLE,
    scales=backward_scales,
    symbols=backward_symbols,
    quantities=backward_quantities,
    weights={"dx": 2},
    points=4,
    section="closed-form",
    purpose="All of it in three lines: what remains when the paths are put together and simplified.",
    hints=(
        "Put dvar and dmean into the sum of the three paths. What do the three have in common?",
        "A factor gamma · inv_std. And x_centered · inv_std is x_hat. What is left are two sums over the batch, "
        "and both have a name already.",
        "dx = gamma · inv_std / m · (m·dy − dbeta − x_hat · dgamma): `cache.gamma * cache.inv_std * (dy - (dbeta "
        "+ cache.x_hat * dgamma) / len(dy))`.",
    ),
    use="""random = np.random.default_rng(0)
x_hat = random.normal(size=(100, 1))
x_hat = (x_hat - x_hat.mean()) / x_hat.std()
cache = Cache(x_hat, x_hat, np.ones(1), np.ones(1), 0.0)
for name, dy in (("1", np.ones((100, 1))), ("x_hat", x_hat), ("random", random.normal(size=(100, 1)))):
    print(f"dy = {name:7} gives |dx| / |dy| = {np.linalg.norm(batch_norm_backward(dy, cache)[0]) / np.linalg.norm(dy):.3f}")""",
)

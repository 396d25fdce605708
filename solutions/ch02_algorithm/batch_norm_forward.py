"""Batch norm that keeps what its backward pass needs."""

import functools

import numpy as np

from bnkit import Cache
from bnkit.authoring import Exercise

from .affine import FORWARD, FORWARD_VARIANTS, with_statistics
from .batches import batch_symbols, forward_cases, forward_scales
from .quantities import batch_quantities
from .statistics import FRAGILE


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Batch norm again, this time keeping what the backward pass will need.

        inv_std = 1 / √(var + eps)
        x_hat   = (x − mean) · inv_std

    y is the same as batch_norm's.

    x      array of shape (N, D)
    gamma  scale, of shape (D,)
    beta   shift, of shape (D,)
    eps    a small number > 0

    Returns (y, cache): y of shape (N, D), and
    Cache(x, x_hat, inv_std, gamma, eps) with inv_std of shape (D,).
    """
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * inv_std
    return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)


def std_cached(x, gamma, beta, eps=1e-5):
    """You kept √(var + eps) as inv_std. Keep its inverse."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(inv_std=1 / cache.inv_std)


def var_cached(x, gamma, beta, eps=1e-5):
    """You kept the variance as inv_std. Keep 1 / √(var + eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(inv_std=x.var(axis=0))


def eps_missing_in_cache(x, gamma, beta, eps=1e-5):
    """Your y uses eps, and the inv_std that you keep does not. They are the same 1 / √(var + eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(inv_std=1 / x.std(axis=0))


def output_cached(x, gamma, beta, eps=1e-5):
    """You kept y as x_hat. Keep the normalized input before gamma and beta."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x_hat=y)


def scaled_cached(x, gamma, beta, eps=1e-5):
    """You kept gamma · x_hat as x_hat. Keep the normalized input before gamma; x_hat *= gamma changes it in place."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x_hat=gamma * cache.x_hat)


def centered_cached(x, gamma, beta, eps=1e-5):
    """You kept x − mean as x_hat. Keep (x − mean) · inv_std."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x_hat=x - x.mean(axis=0))


def normalized_cached_as_x(x, gamma, beta, eps=1e-5):
    """You kept the normalized input as x. Keep x as it came."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x=cache.x_hat)


def x_and_x_hat_swapped_in_cache(x, gamma, beta, eps=1e-5):
    """You kept x and x_hat in each other's place. The order is Cache(x, x_hat, inv_std, gamma, eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x=cache.x_hat, x_hat=x)


def gamma_and_inv_std_swapped_in_cache(x, gamma, beta, eps=1e-5):
    """You kept gamma and inv_std in each other's place. The order is Cache(x, x_hat, inv_std, gamma, eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(inv_std=gamma, gamma=cache.inv_std)


def x_hat_and_inv_std_swapped_in_cache(x, gamma, beta, eps=1e-5):
    """You kept x_hat and inv_std in each other's place. The order is Cache(x, x_hat, inv_std, gamma, eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x_hat=cache.inv_std, inv_std=cache.x_hat)


def inv_var_cached(x, gamma, beta, eps=1e-5):
    """You kept 1 / (var + eps) as inv_std. Take the root: 1 / √(var + eps)."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(inv_std=cache.inv_std**2)


def y_alone(x, gamma, beta, eps=1e-5):
    """You returned y alone. Return y and the cache: y, Cache(x, x_hat, inv_std, gamma, eps)."""
    return batch_norm_forward(x, gamma, beta, eps)[0]


def in_forward(slip):
    """A slip of the forward pass with eps's default."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return slip(x, gamma, beta, eps)

    return mistake


EXERCISE = Exercise(
    batch_norm_forward,
    cases=forward_cases,
    outputs=("y", "cache.x", "cache.x_hat", "cache.inv_std", "cache.gamma", "cache.eps"),
    mistakes=(
        *map(in_forward, FORWARD),
        std_cached,
        var_cached,
        eps_missing_in_cache,
        output_cached,
        scaled_cached,
        centered_cached,
        normalized_cached_as_x,
        x_and_x_hat_swapped_in_cache,
        gamma_and_inv_std_swapped_in_cache,
        x_hat_and_inv_std_swapped_in_cache,
        inv_var_cached,
        y_alone,
    ),
    variants=tuple(map(in_forward, FORWARD_VARIANTS)),
    fragile=tuple(in_forward(with_statistics(slip)) for slip in FRAGILE),
    scales=forward_scales,
    symbols=batch_symbols,
    quantities=batch_quantities,
    weights={"y": 3, "cache.x_hat": 3, "cache.inv_std": 3}
    | dict.fromkeys(["cache.x", "cache.gamma", "cache.eps"], 1 / 3),
    points=3,
    section="algorithm-1",
    purpose="The same, keeping what the backward pass of the next chapter needs, so that nothing is computed twice.",
    hints=(
        "Which of the numbers that you compute on the way depend on the batch?",
        "Name the steps mean, var, inv_std, x_hat and y, and compute each once. The Cache then takes the names.",
        "`inv_std = 1 / np.sqrt(x.var(axis=0) + eps)` and `x_hat = (x - x.mean(axis=0)) * inv_std`. The last line "
        "returns two things, `gamma * x_hat + beta` and the Cache.",
    ),
    use="""random = np.random.default_rng(0)
y, cache = batch_norm_forward(random.normal(3, 2, size=(8, 4)), np.ones(4), np.zeros(4), eps=0.5)
cache = Cache.of(cache)                                  # a plain tuple or a dict will do, too
print("mean of x_hat² for each feature:", (cache.x_hat**2).mean(axis=0).round(3))
print("which is 1 − eps · inv_std²:    ", (1 - 0.5 * cache.inv_std**2).round(3))""",
)

"""Slips in dx of the whole backward pass, (dy, cache) -> dx."""

import numpy as np

from .caches import centered


def right_dx(dy, cache):
    """dx as it should be, for slips that spoil one factor."""
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)
    return cache.gamma * cache.inv_std * (dy - (dbeta + cache.x_hat * dgamma) / len(dy))


def parts(dy, cache):
    """g = gamma · dy, its mean, and the mean of g · x_hat."""
    g = cache.gamma * dy
    return g, g.mean(axis=0), (g * cache.x_hat).mean(axis=0)


def statistics_constant(dy, cache):
    """You took the mean and the variance for constants. They depend on x too; gamma · dy · inv_std is the formula of
    inference, where they are constant."""
    return cache.gamma * dy * cache.inv_std


def mean_path_missing(dy, cache):
    """The path through the mean is missing: subtract the mean of gamma · dy."""
    g, _, gx = parts(dy, cache)
    return cache.inv_std * (g - cache.x_hat * gx)


def variance_path_missing(dy, cache):
    """The path through the variance is missing: subtract x_hat times the mean of gamma · dy · x_hat."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean)


def variance_path_sign(dy, cache):
    """You added the variance's path. It is subtracted: − x_hat · mean(dy · x_hat)."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean + cache.x_hat * gx)


def mean_path_sign(dy, cache):
    """You added the mean's path. It is subtracted: − mean(dy)."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g + mean - cache.x_hat * gx)


def sums_for_means(dy, cache):
    """You subtracted the sums over the batch. Beside dy stand the means: divide the sums by m."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - len(dy) * (mean + cache.x_hat * gx))


def inv_std_missing(dy, cache):
    """inv_std is missing from dx: a change of x arrives at x_hat divided by the standard deviation."""
    g, mean, gx = parts(dy, cache)
    return g - mean - cache.x_hat * gx


def inv_std_squared(dy, cache):
    """You multiplied dx by inv_std two times. Once is right."""
    return cache.inv_std * right_dx(dy, cache)


def gamma_missing(dy, cache):
    """gamma is missing from dx: what reaches x_hat is gamma · dy."""
    return right_dx(dy, cache._replace(gamma=np.ones_like(cache.gamma)))


def gamma_twice(dy, cache):
    """You multiplied dx by gamma two times. Once is right."""
    return cache.gamma * right_dx(dy, cache)


def elementwise_jacobian(dy, cache):
    """You kept the diagonal of the Jacobian only: how x_i changes y_i. Each x_i changes every y_j too, through the mean and
    the variance."""
    return cache.gamma * dy * cache.inv_std * (1 - 1 / len(dy) - cache.x_hat**2 / len(dy))


def power_minus_half_in_dx(dy, cache):
    """In the variance's path you used (var + eps)^(−1/2). Its derivative has the power −3/2."""
    g, mean, _ = parts(dy, cache)
    xc = centered(cache)
    return cache.inv_std * (g - mean - xc * (g * xc).mean(axis=0))


def factor_two_missing(dy, cache):
    """The variance's path is half of what it should be: the derivative of (x − mean)² is 2·(x − mean)."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean - cache.x_hat * gx / 2)


def m_minus_one_somewhere(dy, cache):
    """In the variance's path you divided by m − 1. Batch norm's own variance divides by m, and so does its gradient."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean - cache.x_hat * gx * len(dy) / (len(dy) - 1))


def m_minus_one_in_mean(dy, cache):
    """In the mean's path you divided by m − 1. The mean divides by m, and so does its gradient."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean * len(dy) / (len(dy) - 1) - cache.x_hat * gx)


def scalar_dvar_in_dx(dy, cache):
    """In the variance's path you summed over the features too. Each feature has its own variance: sum over axis 0."""
    g, mean, _ = parts(dy, cache)
    xc = centered(cache)
    return cache.inv_std * (g - mean) - xc * (g * xc * cache.inv_std**3).sum() / len(dy)


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


def branch_overwritten(dy, cache):
    """Only the variance's path is left of dx. Where several paths meet their gradients add up: write += where you wrote =."""
    return -cache.inv_std * cache.x_hat * parts(dy, cache)[2]


def over_features_in_dx(dy, cache):
    """You took the means over the features; that is layer norm's. Take them over the batch, axis 0."""
    g = cache.gamma * dy
    mean, gx = g.mean(axis=1, keepdims=True), (g * cache.x_hat).mean(axis=1, keepdims=True)
    return cache.inv_std * (g - mean - cache.x_hat * gx)


def dout_mutated(dy, cache):
    """You changed dy in place. Work on a copy: the caller still needs dy."""
    dx = right_dx(dy.copy(), cache)
    dy *= cache.gamma
    return dx


DX = (
    statistics_constant,
    mean_path_missing,
    variance_path_missing,
    variance_path_sign,
    mean_path_sign,
    sums_for_means,
    elementwise_jacobian,
    gamma_missing,
    gamma_twice,
    inv_std_missing,
    inv_std_squared,
    eps_dropped_backward,
    eps_dropped_in_dvar,
    eps_dropped_in_one_factor,
    std_for_root_of_variance,
    power_minus_half_in_dx,
    factor_two_missing,
    m_minus_one_somewhere,
    m_minus_one_in_mean,
    scalar_dvar_in_dx,
    branch_overwritten,
    over_features_in_dx,
    dout_mutated,
)

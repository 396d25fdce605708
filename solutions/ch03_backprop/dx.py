"""Slips in dx of the whole backward pass, (dy, cache) -> dx."""

import numpy as np

from .caches import centered
from .dx_eps import (
    EPS_IN_DVAR,
    eps_dropped_backward,
    eps_dropped_in_direct_path,
    eps_dropped_in_dvar,
    eps_dropped_in_one_factor,
    eps_hard_coded_backward,
    std_for_root_of_variance,
)
from .dx_paths import ONE_PATH, std_for_sqrt_in_dx
from .paths import parts, right_dx


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
    """In the variance's path you used (var + eps)^(−1/2), or x − mean for x_hat. The derivative has the power −3/2, and x_hat is
    divided by the standard deviation."""
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


def scalar_dmean_in_dx(dy, cache):
    """In the mean's path you summed over the features too. Each feature has its own mean: sum over axis 0."""
    g, _, gx = parts(dy, cache)
    return cache.inv_std * (g - cache.x_hat * gx) - (g * cache.inv_std).sum() / len(dy)


def scalar_sums_in_dx(dy, cache):
    """You summed dy and dy · x_hat over the features too. Each feature has its own sums: over axis 0."""
    m = len(dy)
    return cache.gamma * cache.inv_std * (dy - dy.sum() / m - cache.x_hat * (dy * cache.x_hat).sum() / m)


def scalar_statistics_in_dx(dy, cache):
    """In the paths through the mean and the variance you summed over the features too. Each feature has its own: sum over axis 0."""
    m, g, xc = len(dy), cache.gamma * dy, centered(cache)
    return cache.inv_std * g - (g * cache.inv_std).sum() / m - xc * (g * xc * cache.inv_std**3).sum() / m


def sum_in_mean_path(dy, cache):
    """In the mean's path you subtracted the sum. Beside dy stands the mean: divide the sum by m."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - len(dy) * mean - cache.x_hat * gx)


def sum_in_variance_path(dy, cache):
    """In the variance's path you took the sum of dy · x_hat. It is the mean: divide the sum by m."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean - len(dy) * cache.x_hat * gx)


def dbeta_for_dgamma_in_dx(dy, cache):
    """You multiplied x_hat by Σ dy, which is dbeta. Beside x_hat stands dgamma, Σ dy · x_hat."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean - cache.x_hat * mean)


def direct_path_divided(dy, cache):
    """You divided dy itself by m too. m·dy − Σ dy − x_hat · Σ dy·x_hat is what is divided: dy needs its factor m."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g / len(dy) - mean - cache.x_hat * gx)


def dx_not_divided(dy, cache):
    """The factor 1/m in front is missing."""
    return len(dy) * right_dx(dy, cache)


def m_is_the_number_of_features(dy, cache):
    """You divided the sums by the number of features, shape[1]. m is the number of examples, shape[0]."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - (mean + cache.x_hat * gx) * len(dy) / dy.shape[1])


def half_missing_in_dx(dy, cache):
    """The variance's path is two times what it should be: the derivative of (var + eps)^(−1/2) has a factor 1/2."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - mean - 2 * cache.x_hat * gx)


def x_taken_for_x_hat(dy, cache):
    """You used x where x_hat belongs. The cache's order is (x, x_hat, inv_std, gamma, eps): unpack it in that order."""
    return right_dx(dy, cache._replace(x_hat=cache.x))


def x_hat_taken_for_x(dy, cache):
    """You took x_hat for x in the variance's path. The cache's order is (x, x_hat, inv_std, gamma, eps): unpack it in that
    order, and subtract the mean from x."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean) - cache.x_hat * (g * cache.x_hat).mean(axis=0) * cache.inv_std**3


def x_not_centered_in_dvar(dy, cache):
    """In the sum of the variance's path you used x. It is x − mean."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean) - centered(cache) * (g * cache.x).mean(axis=0) * cache.inv_std**3


def x_not_centered_in_dx(dy, cache):
    """In the variance's path you used x. It is x − mean, in both places."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean) - cache.x * (g * cache.x).mean(axis=0) * cache.inv_std**3


def variance_path_inverted(dy, cache):
    """In the variance's path you multiplied by the standard deviation. It is divided: inv_std³, or x_hat in both places."""
    g, mean, _ = parts(dy, cache)
    xc = centered(cache)
    return cache.inv_std * (g - mean) - xc * (g * xc).mean(axis=0) / cache.inv_std**3


def inv_std_squared_in_dvar(dy, cache):
    """In the variance's path you used inv_std². The derivative of (var + eps)^(−1/2) has the power −3/2: inv_std³."""
    g, mean, _ = parts(dy, cache)
    xc = centered(cache)
    return cache.inv_std * (g - mean) - xc * (g * xc).mean(axis=0) * cache.inv_std**2


def unbiased_backward(dy, cache):
    """You computed the standard deviation anew in the backward pass, with m − 1. Use the cache's x_hat and inv_std."""
    std = np.sqrt(cache.x.var(axis=0, ddof=1) + cache.eps)
    return right_dx(dy, cache._replace(x_hat=centered(cache) / std, inv_std=1 / std))


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
    scalar_dmean_in_dx,
    scalar_sums_in_dx,
    scalar_statistics_in_dx,
    branch_overwritten,
    over_features_in_dx,
    sum_in_mean_path,
    sum_in_variance_path,
    dbeta_for_dgamma_in_dx,
    direct_path_divided,
    dx_not_divided,
    m_is_the_number_of_features,
    half_missing_in_dx,
    x_taken_for_x_hat,
    x_hat_taken_for_x,
    x_not_centered_in_dvar,
    x_not_centered_in_dx,
    variance_path_inverted,
    inv_std_squared_in_dvar,
    *EPS_IN_DVAR,
    eps_hard_coded_backward,
    unbiased_backward,
    eps_dropped_in_direct_path,
    *ONE_PATH,
    std_for_sqrt_in_dx,
    dout_mutated,
)

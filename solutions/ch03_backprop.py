"""# Backpropagation

Batch normalization mixes the examples of a batch, so the gradient at one example's output reaches every example's input.
Here you follow it: first to $\\beta$ and $\\gamma$, then node by node to $x$, then in one closed formula, then for images; and
you write the tool that checks all of it, the numerical gradient.

Each backward piece is given the cache of a *right* forward pass, so nothing here depends on what you wrote before. `dy` is
the gradient of the loss with respect to `y`; the result has the shape of what it is the gradient of.
"""

import functools

import numpy as np
from ch02_algorithm import batch_norm_forward, forward_cases, image_cases, images_of, rows_of

from bnkit import Cache
from bnkit.authoring.exercise import Case, Exercise, Question
from bnkit.judging.functions import cubes, softplus_product, wave

# The right answers


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by central differences, one entry at a time.

        g_k = (f(x + h·e_k) − f(x − h·e_k)) / (2h)

    e_k is 1 at entry k and 0 elsewhere.

    f  a function of an array that returns a number
    x  array of any shape; leave it as it was
    h  the step, > 0

    Returns g, of the shape of x.
    """
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = h
        g[k] = (f(x + step) - f(x - step)) / (2 * h)
    return g


def grad_beta(dy):
    """The gradient with respect to the shift.

        dbeta = Σ_i dy_i        over the batch

    dy  array of shape (N, D)

    Returns dbeta, of shape (D,).
    """
    return dy.sum(axis=0)


def grad_gamma(dy, cache):
    """The gradient with respect to the scale.

        dgamma = Σ_i dy_i · x_hat_i        over the batch

    dy     array of shape (N, D)
    cache  Cache(x, x_hat, inv_std, gamma, eps) of the forward pass

    Returns dgamma, of shape (D,).
    """
    return (dy * cache.x_hat).sum(axis=0)


def grad_x_hat(dy, gamma):
    """The gradient with respect to the normalized input.

        dx_hat = dy · gamma

    dy     array of shape (N, D)
    gamma  scale, of shape (D,)

    Returns dx_hat, of shape (N, D).
    """
    return dy * gamma


def grad_var(dx_hat, x_centered, inv_std):
    """The gradient with respect to the batch's variance.

        x_hat = x_centered · (var + eps)^(−1/2)
        dvar  = Σ_i dx_hat_i · x_centered_i · (−1/2) · (var + eps)^(−3/2)

    dx_hat      array of shape (N, D)
    x_centered  x − mean, of shape (N, D)
    inv_std     (var + eps)^(−1/2), of shape (D,)

    Returns dvar, of shape (D,).
    """
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**3


def grad_mean(dx_hat, dvar, x_centered, inv_std):
    """The gradient with respect to the batch's mean, through both of its paths.

        dmean = −Σ_i dx_hat_i · inv_std  +  dvar · (−2/m) Σ_i x_centered_i

    dx_hat      array of shape (N, D)
    dvar        gradient with respect to the variance, of shape (D,)
    x_centered  x − mean, of shape (N, D)
    inv_std     1 / √(var + eps), of shape (D,)

    Returns dmean, of shape (D,).
    """
    return -dx_hat.sum(axis=0) * inv_std - 2 * dvar * x_centered.mean(axis=0)


def grad_x_staged(dx_hat, dvar, dmean, x_centered, inv_std):
    """The gradient with respect to the input: three paths lead back to x, and their gradients add up.

        dx_i = dx_hat_i · inv_std  +  dvar · (2/m) · x_centered_i  +  dmean / m

    dx_hat      array of shape (N, D)
    dvar        gradient with respect to the variance, of shape (D,)
    dmean       gradient with respect to the mean, of shape (D,)
    x_centered  x − mean, of shape (N, D)
    inv_std     1 / √(var + eps), of shape (D,)

    Returns dx, of shape (N, D).
    """
    m = len(dx_hat)
    return dx_hat * inv_std + dvar * 2 * x_centered / m + dmean / m


def batch_norm_backward(dy, cache):
    """The whole backward pass, in closed form.

        dx     = (gamma · inv_std / m) · (m·dy − Σ_j dy_j − x_hat · Σ_j dy_j x_hat_j)
        dgamma = Σ_j dy_j · x_hat_j
        dbeta  = Σ_j dy_j

    dy     array of shape (N, D), so m = N
    cache  Cache(x, x_hat, inv_std, gamma, eps) of the forward pass

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)
    dx = cache.gamma * cache.inv_std * (dy - (dbeta + cache.x_hat * dgamma) / len(dy))
    return dx, dgamma, dbeta


def batch_norm_images_backward(dy, cache):
    """The backward pass for images: the sums run over all m = N·H·W values of a channel.

        dx     = (gamma · inv_std / m) · (m·dy − Σ dy − x_hat · Σ dy·x_hat)
        dgamma = Σ dy · x_hat
        dbeta  = Σ dy

    dy     array of shape (N, C, H, W)
    cache  Cache(x, x_hat, inv_std, gamma, eps): x and x_hat of shape (N, C, H, W), inv_std and gamma of shape (C,)

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (C,) and (C,).
    """
    axes, m = (0, 2, 3), dy.size / dy.shape[1]
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=axes), dy.sum(axis=axes)
    along = lambda channels: channels[:, None, None]  # noqa: E731
    dx = along(cache.gamma * cache.inv_std) * (dy - (along(dbeta) + cache.x_hat * along(dgamma)) / m)
    return dx, dgamma, dbeta


# Mistakes in the numerical gradient


def differences(f, x, ahead, behind, divisor):
    """(f(x + ahead·e_k) − f(x − behind·e_k)) / divisor for each entry k."""
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[k] = 1
        g[k] = (f(x + ahead * step) - f(x - behind * step)) / divisor
    return g


def forward_difference(f, x, h=1e-5):
    """You stepped ahead only: (f(x + h) − f(x)) / h is off by about h·f''/2. Step to both sides and divide by 2h."""
    return differences(f, x, h, 0, h)


def backward_difference(f, x, h=1e-5):
    """You stepped back only: (f(x) − f(x − h)) / h is off by about h·f''/2. Step to both sides and divide by 2h."""
    return differences(f, x, 0, h, h)


def divided_by_h(f, x, h=1e-5):
    """You divided by h. Between x − h and x + h lie two steps: divide by 2h."""
    return differences(f, x, h, h, h)


def not_divided(f, x, h=1e-5):
    """You took the difference and did not divide it by 2h."""
    return differences(f, x, h, h, 1)


def half_steps(f, x, h=1e-5):
    """You divided by h, which goes with steps of h/2, and stepped h/2; the step asked for is h, divided by 2h."""
    return differences(f, x, h / 2, h / 2, h)


def difference_negated(f, x, h=1e-5):
    """Your gradient has the wrong sign: f(x + h) comes first, f(x − h) is subtracted."""
    return -differences(f, x, h, h, 2 * h)


def h_hard_coded(f, x, h=1e-5):
    """Your step is 1e-5 whatever h is. Use the argument."""
    return differences(f, x, 1e-5, 1e-5, 2e-5)


def all_entries_stepped(f, x, h=1e-5):
    """You moved all entries at once, so every entry of your gradient is the same sum. Move one entry at a time."""
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def steps_left_in_x(f, x, h=1e-5):
    """You changed x to take the steps and did not put it back, so later entries are taken at another point."""
    g = np.zeros(x.shape)
    for k in np.ndindex(x.shape):
        x[k] += h
        ahead = f(x)
        x[k] -= 2 * h
        g[k] = (ahead - f(x)) / (2 * h)
    return g


NUMERICAL = (
    forward_difference,
    divided_by_h,
    backward_difference,
    all_entries_stepped,
    steps_left_in_x,
    half_steps,
    not_divided,
    difference_negated,
    h_hard_coded,
)


# Mistakes node by node


def dbeta_averaged(dy):
    """You took the mean over the batch. beta is added to every example, so the gradients add up: take the sum."""
    return dy.mean(axis=0)


def dbeta_unsummed(dy):
    """Your dbeta has a row for each example. beta is shared by them all: sum over the batch."""
    return dy.copy()


def dbeta_over_features(dy):
    """You summed over the features. There is one beta for each feature: sum over the batch, axis 0."""
    return dy.sum(axis=1)


def dbeta_total(dy):
    """You summed over everything. There is one beta for each feature: sum over the batch, axis 0."""
    return dy.sum()


def dgamma_with_x(dy, cache):
    """You multiplied dy by x. gamma multiplies the normalized input, so dgamma = Σ dy · x_hat."""
    return (dy * cache.x).sum(axis=0)


def dgamma_with_centered(dy, cache):
    """You multiplied dy by x − mean. gamma multiplies x_hat, which is divided by the standard deviation too."""
    return (dy * (cache.x - cache.x.mean(axis=0))).sum(axis=0)


def dgamma_averaged(dy, cache):
    """You took the mean over the batch for dgamma. gamma is shared by all examples, so the gradients add up: take the sum."""
    return (dy * cache.x_hat).mean(axis=0)


def dgamma_unsummed(dy, cache):
    """Your dgamma has a row for each example. gamma is shared by them all: sum over the batch."""
    return dy * cache.x_hat


def dgamma_times_gamma(dy, cache):
    """You multiplied by gamma. The derivative of gamma · x_hat with respect to gamma is x_hat alone."""
    return cache.gamma * (dy * cache.x_hat).sum(axis=0)


def dgamma_over_features(dy, cache):
    """You summed over the features for dgamma. There is one gamma for each feature: sum over the batch, axis 0."""
    return (dy * cache.x_hat).sum(axis=1)


def dgamma_is_dbeta(dy, cache):
    """Your dgamma is Σ dy; that is dbeta. gamma multiplies x_hat, so x_hat belongs into the sum."""
    return dy.sum(axis=0)


GAMMA = (
    dgamma_with_x,
    dgamma_averaged,
    dgamma_unsummed,
    dgamma_times_gamma,
    dgamma_with_centered,
    dgamma_over_features,
    dgamma_is_dbeta,
)


def gamma_missing_in_dx_hat(dy, gamma):
    """gamma is missing: y = gamma · x_hat + beta, so a change of x_hat reaches y multiplied by gamma."""
    return dy.copy()


def gamma_squared_in_dx_hat(dy, gamma):
    """You multiplied by gamma two times. Once is right."""
    return dy * gamma**2


def divided_by_gamma(dy, gamma):
    """You divided by gamma. The derivative of gamma · x_hat with respect to x_hat is gamma: multiply."""
    return dy / gamma


def dx_hat_summed(dy, gamma):
    """You summed over the batch. Each example has its own x_hat, and its own gradient."""
    return (dy * gamma).sum(axis=0)


def power_minus_half(dx_hat, x_centered, inv_std):
    """You used (var + eps)^(−1/2). Its derivative has the power −3/2: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std


def inv_std_squared_in_dvar(dx_hat, x_centered, inv_std):
    """You used inv_std². The derivative of (var + eps)^(−1/2) has the power −3/2: inv_std³."""
    return -0.5 * (dx_hat * x_centered).sum(axis=0) * inv_std**2


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


# Mistakes in dx, of the whole backward pass: (dy, cache) -> dx


def parts(dy, cache):
    """g = gamma · dy, its mean, and the mean of g · x_hat."""
    g = cache.gamma * dy
    return g, g.mean(axis=0), (g * cache.x_hat).mean(axis=0)


def centered(cache):
    """x − mean."""
    return cache.x - cache.x.mean(axis=0)


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


def right_dx(dy, cache):
    """The right dx."""
    return batch_norm_backward(dy, cache)[0]


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


# Exact gradients of wrong forward passes: inv_std as a function of the variance


def gradient_through(phi, g, x, eps):
    """(dx, x_hat) of x_hat = (x − mean) · phi(var, eps, m), columns sharing a mean, where g is the gradient at x_hat."""
    m, xc, var = len(x), x - x.mean(axis=0), x.var(axis=0)
    inv_std = phi(var, eps, m)
    slope = phi(var + 1e-30j, eps, m).imag / 1e-30
    return (g - g.mean(axis=0)) * inv_std + 2 * xc * slope * (g * xc).mean(axis=0), xc * inv_std


def told_of(forward, remedy):
    """What the learner is told of the exact gradient of a forward pass that does something else."""
    return f"Your backward pass is the exact gradient of a forward pass that {forward}. {remedy}"


def gradient_of(phi, forward, remedy):
    """The slip of differentiating, without an error, a forward pass with inv_std = phi(var, eps, m)."""

    def slip(dy, cache):
        dx, x_hat = gradient_through(phi, cache.gamma * dy, cache.x, cache.eps)
        return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)

    slip.__doc__ = told_of(forward, remedy)
    return slip


INSIDE = "eps is added to the variance, inside the root."
WRONG_FORWARDS = {
    "eps_outside_root": (lambda var, eps, m: 1 / (np.sqrt(var) + eps), "adds eps to the standard deviation", INSIDE),
    "unbiased_variance": (
        lambda var, eps, m: 1 / np.sqrt(var * m / (m - 1) + eps),
        "divides the variance by m − 1",
        "Batch norm's own variance divides by m.",
    ),
    "eps_missing": (lambda var, eps, m: 1 / np.sqrt(var), "leaves eps out", INSIDE),
    "eps_twice": (lambda var, eps, m: 1 / np.sqrt(var + 2 * eps), "adds eps two times", "It is added once."),
    "eps_squared": (lambda var, eps, m: 1 / np.sqrt(var + eps**2), "adds eps²", "It is eps itself that is added."),
    "eps_subtracted": (lambda var, eps, m: 1 / np.sqrt(var - eps), "subtracts eps", "It is added."),
    "eps_hard_coded": (lambda var, eps, m: 1 / np.sqrt(var + 1e-5), "uses 1e-5 for eps", "Use the eps that is given."),
    "divides_by_variance": (lambda var, eps, m: 1 / (var + eps), "divides by the variance", "Divide by its root."),
    "sum_not_mean": (
        lambda var, eps, m: 1 / np.sqrt(var * m + eps),
        "sums the squares and does not divide by m",
        "The variance is their mean.",
    ),
    "multiplies_by_std": (
        lambda var, eps, m: np.sqrt(var + eps),
        "multiplies by the standard deviation",
        "Divide by it.",
    ),
}


def named(slip, name):
    """The slip under another name."""
    slip.__name__ = name
    return slip


OWN_FORWARD = [named(gradient_of(*how), f"gradient_of_{name}") for name, how in WRONG_FORWARDS.items()]


def gradient_of_second_moment_as_variance(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that takes the mean of x² for the variance. Subtract the
    mean before you square."""
    m, xc, g = len(dy), centered(cache), cache.gamma * dy
    inv_std = 1 / np.sqrt((cache.x**2).mean(axis=0) + cache.eps)
    dx = (g - g.mean(axis=0)) * inv_std - cache.x * inv_std**3 * (g * xc).sum(axis=0) / m
    return dx, (dy * xc * inv_std).sum(axis=0), dy.sum(axis=0)


def gradient_of_one_scalar_statistic(dy, cache):
    """Your backward pass is the exact gradient of a forward pass with one mean and one variance for the whole array. Each
    feature has its own."""
    xc, g = cache.x - cache.x.mean(), cache.gamma * dy
    inv_std = 1 / np.sqrt(cache.x.var() + cache.eps)
    dx = (g - g.mean()) * inv_std - xc * inv_std**3 * (g * xc).mean()
    return dx, (dy * xc * inv_std).sum(axis=0), dy.sum(axis=0)


def gradient_of_scalar_total_sum(dy, cache):
    """Your backward pass is the exact gradient of a forward pass whose variance is one sum over the whole array. Each
    feature has its own, and it is a mean."""
    return gradient_through_total_sum(dy, cache, cache.eps)


def gradient_of_scalar_total_sum_eps_subtracted(dy, cache):
    """Your backward pass is the exact gradient of a forward pass with two slips: its variance is one sum over the whole array,
    where each feature has its own mean of squares; and it subtracts eps, where eps is added."""
    return gradient_through_total_sum(dy, cache, -cache.eps)


def gradient_through_total_sum(dy, cache, eps):
    """The backward pass where Σ (x − mean)² of the whole array is taken for the variance."""
    xc, g = centered(cache), cache.gamma * dy
    inv_std = 1 / np.sqrt((xc**2).sum() + eps)
    dx = (g - g.mean(axis=0)) * inv_std - xc * inv_std**3 * (g * xc).sum()
    return dx, (dy * xc * inv_std).sum(axis=0), dy.sum(axis=0)


def gradient_of_over_features(dy, cache):
    """Your backward pass is the exact gradient of layer norm, which normalizes each example over its features. Batch norm
    normalizes each feature over the batch."""
    g = cache.gamma * dy
    inv_std = 1 / np.sqrt(cache.x.var(axis=1, keepdims=True) + cache.eps)
    x_hat = (cache.x - cache.x.mean(axis=1, keepdims=True)) * inv_std
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def gradient_of_mean_abs_squared(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that squares the mean absolute deviation. The variance is the
    mean of the squares."""
    m, xc, g = len(dy), centered(cache), cache.gamma * dy
    deviation = np.abs(xc).mean(axis=0)
    inv_std = 1 / np.sqrt(deviation**2 + cache.eps)
    signs = np.sign(xc) - np.sign(xc).mean(axis=0)
    dx = (g - g.mean(axis=0)) * inv_std - signs * deviation * inv_std**3 * (g * xc).sum(axis=0) / m
    return dx, (dy * xc * inv_std).sum(axis=0), dy.sum(axis=0)


def gradient_of_mean_not_subtracted(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that does not subtract the mean. Batch norm subtracts it, then
    divides."""
    m, x, g = len(dy), cache.x, cache.gamma * dy
    dx = g * cache.inv_std - centered(cache) * cache.inv_std**3 * (g * x).sum(axis=0) / m
    return dx, (dy * x * cache.inv_std).sum(axis=0), dy.sum(axis=0)


OWN_FORWARD += [
    gradient_of_second_moment_as_variance,
    gradient_of_one_scalar_statistic,
    gradient_of_scalar_total_sum,
    gradient_of_scalar_total_sum_eps_subtracted,
    gradient_of_mean_abs_squared,
    gradient_of_mean_not_subtracted,
    gradient_of_over_features,
]


def dgamma_dbeta_swapped(dy, cache):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = batch_norm_backward(dy, cache)
    return dx, dbeta, dgamma


# From one slip to the pieces that it can happen in


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


BACKWARD = (
    *map(in_dx, DX),
    *OWN_FORWARD,
    dgamma_dbeta_swapped,
    *map(in_dgamma, GAMMA),
    *map(in_dbeta, (dbeta_averaged, dbeta_unsummed, dbeta_over_features, dbeta_total)),
)


def rows_of_cache(cache):
    """An image's cache as that of its rows."""
    return cache._replace(x=rows_of(cache.x), x_hat=rows_of(cache.x_hat))


def in_images(slip):
    """A slip of the backward pass as one of `batch_norm_images_backward`, with what it does to dy itself."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        rows = rows_of(dy)
        dx, dgamma, dbeta = slip(rows, rows_of_cache(cache))
        dy[...] = images_of(rows, dy.shape)
        return images_of(dx, dy.shape), dgamma, dbeta

    return mistake


def dx_of_images(dy, cache, mean):
    """dx of images with `mean` as the means over the batch."""
    g = cache.gamma[:, None, None] * dy
    return cache.inv_std[:, None, None] * (g - mean(g) - cache.x_hat * mean(g * cache.x_hat))


def in_images_dx(slip):
    """A slip in the dx of images, with the right dgamma and dbeta."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        return slip(dy, cache), *batch_norm_images_backward(dy, cache)[1:]

    return mistake


def m_is_n_in_dx(dy, cache):
    """You divided the sums by N. There are m = N·H·W values in a channel."""
    return dx_of_images(dy, cache, lambda g: g.sum(axis=(0, 2, 3), keepdims=True) / len(g))


def per_pixel_in_dx(dy, cache):
    """You took the means for every pixel, over the examples only. A channel's pixels share them."""
    return dx_of_images(dy, cache, lambda g: g.mean(axis=0, keepdims=True))


def per_image_in_dx(dy, cache):
    """You took the means for every image. The examples of a batch share them."""
    return dx_of_images(dy, cache, lambda g: g.mean(axis=(2, 3), keepdims=True))


def reshape_without_transpose_in_dx(dy, cache):
    """You reshaped to (−1, C) directly, which mixes the channels. Move the channel axis to the end first."""
    flat = lambda array: array.reshape(-1, dy.shape[1])  # noqa: E731
    return right_dx(flat(dy), cache._replace(x=flat(cache.x), x_hat=flat(cache.x_hat))).reshape(dy.shape)


def wrong_inverse_transpose_in_dx(dy, cache):
    """You went back with reshape(N, C, H, W) alone. Reshape to (N, H, W, C), then move the channels to axis 1."""
    return right_dx(rows_of(dy), rows_of_cache(cache)).reshape(dy.shape)


def sums_over_examples_only(dy, cache):
    """Your dgamma and dbeta have an entry for every pixel. A channel's pixels share one of each: sum over them too."""
    return batch_norm_images_backward(dy, cache)[0], (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)


def gradient_over(dy, x, gamma, eps, axis, shape=None):
    """The exact gradient of images normalized with the statistics over `axis`, seen in `shape`."""
    shape = shape or x.shape
    values, g = x.reshape(shape), (gamma[:, None, None] * dy).reshape(shape)
    mean = lambda array: array.mean(axis=axis, keepdims=True)  # noqa: E731
    inv_std = 1 / np.sqrt(values.var(axis=axis, keepdims=True) + eps)
    x_hat = (values - mean(values)) * inv_std
    dx = inv_std * (g - mean(g) - x_hat * mean(g * x_hat))
    return dx.reshape(x.shape), (dy * x_hat.reshape(x.shape)).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def gradient_of_per_pixel(dy, cache):
    """Your backward pass is the exact gradient of a forward pass with a mean and a variance for every pixel. A channel's pixels
    share one of each."""
    return gradient_over(dy, cache.x, cache.gamma, cache.eps, axis=0)


def gradient_of_per_image(dy, cache):
    """Your backward pass is the exact gradient of instance norm, which has a mean and a variance for every image. The examples
    of a batch share one of each."""
    return gradient_over(dy, cache.x, cache.gamma, cache.eps, axis=(2, 3))


def gradient_of_m_is_n_in_variance(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that divides the sum of squares by N. There are m = N·H·W
    values in a channel."""
    pixels = dy.shape[2] * dy.shape[3]
    slip = gradient_of(lambda var, eps, m: 1 / np.sqrt(var * pixels + eps), "", "")
    dx, dgamma, dbeta = slip(rows_of(dy), rows_of_cache(cache))
    return images_of(dx, dy.shape), dgamma, dbeta


def gradient_of_reshape_without_transpose(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that reshapes to (−1, C) directly, which mixes the channels.
    Move the channel axis to the end first."""
    flat = lambda array: array.reshape(-1, dy.shape[1])  # noqa: E731
    _, mixed = batch_norm_forward(flat(cache.x), cache.gamma, np.zeros_like(cache.gamma), cache.eps)
    dx, dgamma, dbeta = batch_norm_backward(flat(dy), mixed)
    return dx.reshape(dy.shape), dgamma, dbeta


IMAGES = (
    *map(
        in_images_dx,
        (
            m_is_n_in_dx,
            per_pixel_in_dx,
            per_image_in_dx,
            reshape_without_transpose_in_dx,
            wrong_inverse_transpose_in_dx,
        ),
    ),
    sums_over_examples_only,
    gradient_of_reshape_without_transpose,
    gradient_of_per_pixel,
    gradient_of_per_image,
    gradient_of_m_is_n_in_variance,
)


# The inputs


def backward_cases(seed):
    """Caches of right forward passes on chapter 2's batches, with a random dy: a dy of ones hides most slips in dx.

    What the batches add here: eps of the order of the variance shows eps_dropped_… and gradient_of_eps_…; equal N and D leave
    dgamma_over_features and dbeta_over_features the right shape; a gamma of 0 and below shows gamma_twice; a mean far from 0
    shows dgamma_with_x and gradient_of_mean_not_subtracted; several features of unequal spread show scalar_dvar_in_dx.
    """
    random = np.random.default_rng([seed, 3])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise:
            y, cache = batch_norm_forward(**case.args)
            yield Case(case.name, dict(dy=gradient_like(y, random, case), cache=cache), case.tolerance)


def gradient_like(y, random, case):
    """A random gradient of y's shape and type; with one digit in the small case."""
    dy = random.normal(size=y.shape).astype(y.dtype)
    return dy.round(1) if "small" in case.name else dy


def images_backward_cases(seed):
    """Caches of right forward passes on chapter 2's images.

    H ≠ W gives a transpose with the wrong axes another shape; equal axes leave it the right one, so that its values must show
    it, as those of wrong_inverse_transpose_in_dx do. N > 1 and H·W > 1 show per_pixel_in_dx, per_image_in_dx and m_is_n_in_dx.
    """
    random = np.random.default_rng([seed, 4])
    for case in image_cases(seed):
        if not case.advice and not case.may_raise:
            x, eps = case.args["x"], case.args.get("eps", 1e-5)
            y, rows = batch_norm_forward(rows_of(x), case.args["gamma"], case.args["beta"], eps)
            cache = Cache(x, images_of(rows.x_hat, x.shape).copy(), rows.inv_std, rows.gamma, eps)
            dy = gradient_like(images_of(y, x.shape), random, case).copy()
            yield Case(case.name, dict(dy=dy, cache=cache), case.tolerance)


def dy_cases(seed):
    """The dy of `backward_cases` alone. Equal N and D leave dbeta_over_features the right shape."""
    for case in backward_cases(seed):
        yield Case(case.name, dict(dy=case.args["dy"]), case.tolerance)


def x_hat_cases(seed):
    """dy and gamma; entries 0 and below show gamma_squared_in_dx_hat and divided_by_gamma."""
    for case in backward_cases(seed):
        yield Case(case.name, dict(dy=case.args["dy"], gamma=case.args["cache"].gamma), case.tolerance)


def var_cases(seed):
    """dx_hat, x_centered and inv_std that belong together. The features' spreads differ, for scalar_dvar; inv_std is far from 1,
    for power_minus_half and inv_std_squared_in_dvar.
    """
    for case in backward_cases(seed):
        dy, cache = case.args["dy"], case.args["cache"]
        args = dict(dx_hat=dy * cache.gamma, x_centered=centered(cache), inv_std=cache.inv_std)
        yield Case(case.name, args, case.tolerance)


def mean_cases(seed):
    """The same with dvar. x_centered sums to zero, so the path through the variance adds nothing: leaving it out is right, and
    dvar_added_to_dmean is not.
    """
    for case in var_cases(seed):
        dx_hat, x_centered, inv_std = case.args.values()
        args = dict(dx_hat=dx_hat, dvar=grad_var(**case.args), x_centered=x_centered, inv_std=inv_std)
        yield Case(case.name, args, case.tolerance)


def staged_cases(seed):
    """The same with dvar and dmean. Small batches show dvar_over_m_minus_one; dvar and dmean that are far from 0 show each path
    that is left out.
    """
    for case in mean_cases(seed):
        dx_hat, dvar, x_centered, inv_std = case.args.values()
        args = dict(dx_hat=dx_hat, dvar=dvar, dmean=grad_mean(**case.args), x_centered=x_centered, inv_std=inv_std)
        yield Case(case.name, args, case.tolerance)


def numerical_cases(seed):
    """Steps large enough that a one-sided difference and a step of another size show."""
    random = np.random.default_rng([seed, 5])
    small = random.normal(size=2).round(1) + 1.5
    # a large h: forward_difference and backward_difference are off by 3xh, half_steps by h²
    yield Case("x has two entries and f sums their cubes", dict(f=cubes, x=small, h=0.1), 1e-6)
    # two axes, and entries that all differ in their gradient: all_entries_stepped
    yield Case("x is a table", dict(f=wave, x=0.3 * random.normal(size=(2, 3)), h=0.05), 1e-6)
    # an entry that was moved and not put back changes the next one's gradient: steps_left_in_x
    yield Case(
        "each entry's gradient depends on the others", dict(f=softplus_product, x=random.normal(size=4), h=0.2), 1e-6
    )
    # a right default; h_hard_coded is right here, and wrong in the cases above; half_steps is off by 1e-10 and not seen
    yield Case("h is left at its default", dict(f=cubes, x=random.uniform(0.7, 1.4, 5)), 1e-6)


# How large each output is, and what a wrong one may be off by


def backward_scales(dy, cache):
    """max|gamma·dy|·inv_std for dx, Σ|dy|·max(|x_hat|, 0.1) for dgamma, Σ|dy| for dbeta."""
    return {
        "dx": np.abs(cache.gamma * dy).max(axis=0) * cache.inv_std,
        "dgamma": (np.abs(dy) * np.maximum(np.abs(cache.x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


def images_backward_scales(dy, cache):
    """The same, along the channels."""
    scales = backward_scales(rows_of(dy), rows_of_cache(cache))
    return scales | {"dx": scales["dx"][:, None, None]}


def backward_symbols(dy, cache):
    """m and gamma."""
    return {"m": len(dy), "gamma": cache.gamma}


def images_backward_symbols(dy, cache):
    """m and gamma, along the channels."""
    return {"m": dy.size // dy.shape[1], "gamma": cache.gamma[:, None, None]}


def staged_symbols(dx_hat, **others):
    """m."""
    return {"m": len(dx_hat)}


def dmean_scales(dx_hat, dvar, x_centered, inv_std):
    """Σ|dx_hat|·inv_std + |dvar|·mean|x_centered|: the second path cancels to zero only up to rounding."""
    return {"dmean": np.abs(dx_hat).sum(axis=0) * inv_std + np.abs(dvar * x_centered).mean(axis=0)}


DEMONSTRATIONS = {
    "batch_size_hard_coded": "what a literal batch size gives depends on the literal; where it differs the values are wrong"
    " by m over a constant, and the verdict says in which cases",
    "train_uses_eval_formula": "gives the same numbers as statistics_constant on every input",
    "gamma_outside_sums": "right for batch norm: gamma is constant along the batch. It is a mistake in chapter 7's layer norm",
}

EXERCISES = [
    Exercise(
        numerical_gradient,
        cases=numerical_cases,
        outputs=("g",),
        mistakes=NUMERICAL,
        points=2,
        section="checking-a-gradient",
        purpose="A gradient that you derived is a claim. This is how you test it: move one number, look at what happens.",
        hints=(
            "What does f change by when entry k moves from x − h to x + h? Over what distance?",
            "Loop over np.ndindex(x.shape), and move a copy.",
            "g[k] = (f(x + step) − f(x − step)) / (2h), where step is h at k and 0 elsewhere.",
        ),
        use="""x = np.array([1.0, 2.0, 3.0])
f = lambda x: (x**4).sum()
for h in (1e-1, 1e-3, 1e-5, 1e-9, 1e-13):
    print(f"h = {h:.0e}   largest error {np.abs(numerical_gradient(f, x, h) - 4 * x**3).max():.1e}")""",
    ),
    Exercise(
        grad_beta,
        cases=dy_cases,
        outputs=("dbeta",),
        mistakes=(dbeta_averaged, dbeta_unsummed, dbeta_over_features, dbeta_total),
        scales=lambda dy: {"dbeta": np.abs(dy).sum(axis=0)},
        symbols=lambda dy: {"m": len(dy)},
        section="beta-and-gamma",
        purpose="The shortest path in the graph: beta is added to every example.",
        hints=(
            "How much does y_i change when beta grows a little? How many y_i are there?",
            "A number that is used many times collects a gradient from each use.",
            "dbeta = Σ_i dy_i: sum over axis 0.",
        ),
        use="""dy = np.ones((8, 3))
print("with dy = 1 everywhere, dbeta is the batch size:", grad_beta(dy))""",
    ),
    Exercise(
        grad_gamma,
        cases=backward_cases,
        outputs=("dgamma",),
        mistakes=GAMMA,
        scales=lambda dy, cache: {"dgamma": backward_scales(dy, cache)["dgamma"]},
        symbols=backward_symbols,
        section="beta-and-gamma",
        purpose="The next one, and the one that is most often printed wrong: which input does gamma multiply?",
        hints=(
            "y = gamma · x_hat + beta. What is the derivative with respect to gamma?",
            "As for beta, every example contributes.",
            "dgamma = Σ_i dy_i · x_hat_i.",
        ),
        use="""x_hat = np.array([[-1.0], [0.0], [1.0]])
cache = Cache(x=10 + 5 * x_hat, x_hat=x_hat, inv_std=np.array([0.2]), gamma=np.array([2.0]), eps=0.0)
print("dy = x_hat gives dgamma = Σ x_hat² =", grad_gamma(x_hat, cache))""",
    ),
    Exercise(
        grad_x_hat,
        cases=x_hat_cases,
        outputs=("dx_hat",),
        mistakes=(gamma_missing_in_dx_hat, gamma_squared_in_dx_hat, divided_by_gamma, dx_hat_summed),
        scales=lambda dy, gamma: {"dx_hat": np.abs(dy * gamma).max(axis=0)},
        symbols=lambda dy, gamma: {"m": len(dy), "gamma": gamma},
        section="node-by-node",
        purpose="One step further back: from y to the normalized input.",
        hints=(
            "What is the derivative of gamma · x_hat + beta with respect to x_hat?",
            "Each example has an x_hat of its own: nothing is summed.",
            "dx_hat = dy · gamma.",
        ),
        use="""dy = np.random.default_rng(0).normal(size=(1000, 3))
dx_hat = grad_x_hat(dy, np.array([2.0, 1.0, 0.0]))
print("spread of the gradient that passes, for gamma = 2, 1, 0:", dx_hat.std(axis=0).round(2))
print("what lies before a feature with gamma = 0 learns nothing from it")""",
    ),
    Exercise(
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
        ),
        scales=lambda dx_hat, x_centered, inv_std: {"dvar": np.abs(dx_hat * x_centered).sum(axis=0) * inv_std**3},
        symbols=staged_symbols,
        section="node-by-node",
        purpose="Every example of the batch feels the variance. What comes back to it is a sum over all of them.",
        hints=(
            "What is the derivative of v ↦ (v + eps)^(−1/2)?",
            "x_hat_i = x_centered_i · (var + eps)^(−1/2) for every i: differentiate, multiply by dx_hat_i, sum.",
            "dvar = Σ_i dx_hat_i · x_centered_i · (−1/2) · inv_std³.",
        ),
        use="""random = np.random.default_rng(0)
x_centered, g, var = random.normal(size=(5, 1)), random.normal(size=(5, 1)), np.array([2.0])
loss = lambda var: (g * x_centered / np.sqrt(var)).sum()
print("by your formula:        ", grad_var(g, x_centered, 1 / np.sqrt(var)))
print("by moving var a little: ", numerical_gradient(loss, var))""",
    ),
    Exercise(
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
        section="node-by-node",
        purpose="The mean is felt in two places: it is subtracted from x, and it stands in the variance. One of the two paths"
        " carries nothing; find out which.",
        hints=(
            "How does x_hat_i change with the mean, if the variance is held fixed?",
            "The variance changes with the mean by −(2/m) Σ (x_i − mean). What is that sum?",
            "dmean = −Σ_i dx_hat_i · inv_std; the other path is zero.",
        ),
        use="""random = np.random.default_rng(0)
x, g, mean = random.normal(size=(5, 1)), random.normal(size=(5, 1)), np.zeros(1)
x -= x.mean(axis=0)
loss = lambda mean: (g * (x - mean) / np.sqrt(((x - mean) ** 2).mean(axis=0))).sum()
inv_std = 1 / x.std(axis=0)
print("by your formula:         ", grad_mean(g, grad_var(g, x, inv_std), x, inv_std))
print("by moving mean a little: ", numerical_gradient(loss, mean))""",
    ),
    Exercise(
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
        ),
        scales=lambda dx_hat, dvar, dmean, x_centered, inv_std: {"dx": np.abs(dx_hat).max(axis=0) * inv_std},
        symbols=staged_symbols,
        points=2,
        section="node-by-node",
        purpose="Three paths lead from x to the loss: directly, through the variance, and through the mean. Add them up.",
        hints=(
            "How do x_hat_i, var and mean change when x_i moves a little and nothing else does?",
            "var = (1/m) Σ (x_j − mean)² and mean = (1/m) Σ x_j: both have a 1/m.",
            "dx_i = dx_hat_i · inv_std + dvar · 2 · x_centered_i / m + dmean / m.",
        ),
        use="""random = np.random.default_rng(0)
x, g = random.normal(3, 2, size=(5, 1)), random.normal(size=(5, 1))
loss = lambda x: (g * (x - x.mean(axis=0)) / x.std(axis=0)).sum()
x_centered, inv_std = x - x.mean(axis=0), 1 / x.std(axis=0)
dvar = grad_var(g, x_centered, inv_std)
dx = grad_x_staged(g, dvar, grad_mean(g, dvar, x_centered, inv_std), x_centered, inv_std)
print("node by node:         ", dx.ravel().round(6))
print("by moving x a little: ", numerical_gradient(loss, x).ravel().round(6))""",
    ),
    Exercise(
        batch_norm_backward,
        cases=backward_cases,
        outputs=("dx", "dgamma", "dbeta"),
        mistakes=BACKWARD,
        scales=backward_scales,
        symbols=backward_symbols,
        weights={"dx": 2},
        points=4,
        section="closed-form",
        purpose="All of it in three lines: what remains when the paths are put together and simplified.",
        hints=(
            "Put dvar and dmean into the sum of the three paths. What do they have in common?",
            "x_centered · inv_std is x_hat, and Σ x_hat = 0.",
            "dx = gamma · inv_std · (dy − mean(dy) − x_hat · mean(dy · x_hat)), the means over the batch.",
        ),
        use="""random = np.random.default_rng(0)
x_hat = random.normal(size=(100, 1))
x_hat = (x_hat - x_hat.mean()) / x_hat.std()
cache = Cache(x_hat, x_hat, np.ones(1), np.ones(1), 0.0)
for name, dy in (("1", np.ones((100, 1))), ("x_hat", x_hat), ("random", random.normal(size=(100, 1)))):
    print(f"dy = {name:7} gives |dx| / |dy| = {np.linalg.norm(batch_norm_backward(dy, cache)[0]) / np.linalg.norm(dy):.3f}")""",
    ),
    Exercise(
        batch_norm_images_backward,
        cases=images_backward_cases,
        outputs=("dx", "dgamma", "dbeta"),
        mistakes=(*IMAGES, *map(in_images, BACKWARD)),
        scales=images_backward_scales,
        symbols=images_backward_symbols,
        weights={"dx": 2},
        points=3,
        section="images-backward",
        purpose="The same for images. Nothing new happens, except that a feature has N·H·W values.",
        hints=(
            "Over which axes do a channel's values lie?",
            "Either sum over axes (0, 2, 3), or turn the images into rows and use what you have.",
            "dx = gamma · inv_std · (dy − (Σ dy + x_hat · Σ dy·x_hat) / m) with m = N·H·W; gamma[:, None, None] fits dy.",
        ),
        use="""random = np.random.default_rng(0)
x_hat = random.normal(size=(4, 1, 6, 6))
x_hat = (x_hat - x_hat.mean()) / x_hat.std()
dy = np.zeros(x_hat.shape)
dy[0, 0, 2, 3] = 1.0                                    # the loss looks at one pixel of one image
dx, _, _ = batch_norm_images_backward(dy, Cache(x_hat, x_hat, np.ones(1), np.ones(1), 0.0))
print("pixels of the batch that feel it:", np.count_nonzero(dx), "of", dx.size)
print("sum of their gradients:", abs(dx.sum().round(12)))""",
    ),
]

QUESTIONS = [
    Question(
        "vanishing_sums",
        "The sum of dx over the batch is zero, whatever dy is. Explain why without the formula: what happens to the loss when"
        " the same number is added to every x of a feature?",
        "Adding a constant to every x changes the mean by that constant, so x − mean and with it the output and the loss stay"
        " the same (1 point). The derivative of the loss along that direction is Σ_i dx_i, so it is zero (1 point).",
        after="batch_norm_backward",
    ),
]

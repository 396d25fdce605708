"""Exact gradients of wrong forward passes, (dy, cache) -> (dx, dgamma, dbeta)."""

import numpy as np

from .caches import centered


def gradient_through(phi, g, x, eps):
    """(dx, x_hat) of x_hat = (x − mean) · phi(var, eps, m), columns sharing a mean, where g is the gradient at x_hat."""
    m, xc, var = len(x), x - x.mean(axis=0), x.var(axis=0)
    inv_std = phi(var, eps, m)
    slope = phi(var + 1e-30j, eps, m).imag / 1e-30
    return (g - g.mean(axis=0)) * inv_std + 2 * xc * slope * (g * xc).mean(axis=0), xc * inv_std


def told_of(forward, remedy):
    """What the learner is told of the exact gradient of a forward pass that does something else."""
    return f"Your backward pass is the exact gradient of a forward pass that {forward}. {remedy}"


def gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a forward pass with inv_std = phi(var, eps, m)."""

    def slip(dy, cache):
        dx, x_hat = gradient_through(phi, cache.gamma * dy, cache.x, cache.eps)
        return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)

    slip.__name__, slip.__doc__ = f"gradient_of_{name}", told_of(forward, remedy)
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
    "divides_by_variance_alone": (
        lambda var, eps, m: 1 / var,
        "divides by the variance, without eps",
        "Divide by the root of var + eps.",
    ),
    "variance_squared": (
        lambda var, eps, m: 1 / np.sqrt(var**2 + eps),
        "squares the variance before it adds eps",
        "σ² is the variance already.",
    ),
    "eps_rooted": (
        lambda var, eps, m: 1 / (np.sqrt(var) + np.sqrt(eps)),
        "takes the roots of the variance and of eps one by one",
        "Add first: √(var + eps).",
    ),
    "root_of_std": (
        lambda var, eps, m: 1 / np.sqrt(np.sqrt(var) + eps),
        "takes the root of the standard deviation",
        "Take the root once, of var + eps.",
    ),
}
# how the wrong forwards of two slips come together: of the variance, and of its root
OF_VARIANCE = {"unbiased_variance": lambda var, m: var * m / (m - 1), "sum_not_mean": lambda var, m: var * m}
OF_ROOT = [name for name in WRONG_FORWARDS if name not in OF_VARIANCE]


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
    xc, g = centered(cache), cache.gamma * dy
    inv_std = 1 / np.sqrt((xc**2).sum() + cache.eps)
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


OWN_FORWARD = (
    *(gradient_of(name, *how) for name, how in WRONG_FORWARDS.items()),
    gradient_of_second_moment_as_variance,
    gradient_of_one_scalar_statistic,
    gradient_of_scalar_total_sum,
    gradient_of_mean_abs_squared,
    gradient_of_mean_not_subtracted,
    gradient_of_over_features,
)


def pairs_of_forwards():
    """(slug, phi) of each forward pass with a slip in the variance and one in its root, or with another constant for eps."""
    for variance, change in OF_VARIANCE.items():
        for root in OF_ROOT:
            phi = lambda var, eps, m, root=root, change=change: WRONG_FORWARDS[root][0](change(var, m), eps, m)  # noqa: E731
            yield f"gradient_of_{variance}+gradient_of_{root}", phi
    for constant in (1e-8, 1e-7, 1e-6, 1e-4, 1e-3):
        yield "gradient_of_eps_hard_coded", lambda var, eps, m, constant=constant: 1 / np.sqrt(var + constant)


def under(slug, slip):
    """The slip with another name."""
    slip.__name__ = slug
    return slip


OWN_FORWARD_VARIANTS = tuple(under(slug, gradient_of("", phi, "", "")) for slug, phi in pairs_of_forwards())


def gradient_over(dy, x, gamma, eps, axis, shape=None):
    """The exact gradient of images normalized with the statistics over `axis`, seen in `shape`."""
    shape = shape or x.shape
    values, g = x.reshape(shape), (gamma[:, None, None] * dy).reshape(shape)
    mean = lambda array: array.mean(axis=axis, keepdims=True)  # noqa: E731
    inv_std = 1 / np.sqrt(values.var(axis=axis, keepdims=True) + eps)
    x_hat = (values - mean(values)) * inv_std
    dx = inv_std * (g - mean(g) - x_hat * mean(g * x_hat))
    return dx.reshape(x.shape), (dy * x_hat.reshape(x.shape)).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))

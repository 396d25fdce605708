"""Slips in folding batch norm into the layer before it, and cases for folding."""

import functools

import numpy as np

from bnkit.authoring import Case, pairs, setting

from .statistics import stored_statistics


def folded(W, b, scale, shift):
    """W and b times `scale` along the first axis, plus `shift`."""
    return W * scale.reshape(-1, *[1] * (W.ndim - 1)), (0 if b is None else b) * scale + shift


def factor(gamma, var, eps):
    """gamma / √(var + eps)."""
    return gamma / np.sqrt(var + eps)


def with_scale(factor):
    """A slip in the factor gamma / √(var + eps), as one of folding."""

    @functools.wraps(factor)
    def mistake(W, b, gamma, beta, mean, var, eps=1e-5):
        scale = factor(gamma, var, eps)
        return folded(W, b, scale, beta - mean * scale)

    return mistake


def eps_omitted_in_fold(gamma, var, eps):
    """eps is missing: the factor is gamma / √(var + eps)."""
    return gamma / np.sqrt(var)


def eps_outside_root_in_fold(gamma, var, eps):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma / (np.sqrt(var) + eps)


def variance_not_rooted(gamma, var, eps):
    """You divided by the variance. Divide by its root: gamma / √(var + eps)."""
    return gamma / (var + eps)


def gamma_forgotten(gamma, var, eps):
    """gamma is missing: the factor is gamma / √(var + eps)."""
    return 1 / np.sqrt(var + eps)


def eps_hard_coded_in_fold(gamma, var, eps):
    """You used 1e-5 whatever eps is. Use the argument."""
    return gamma / np.sqrt(var + 1e-5)


def multiplies_by_std_in_fold(gamma, var, eps):
    """You multiplied by the standard deviation. Divide by it: gamma / √(var + eps)."""
    return gamma * np.sqrt(var + eps)


def eps_twice_in_fold(gamma, var, eps):
    """You added eps two times. It is added to the variance once."""
    return gamma / np.sqrt(var + 2 * eps)


def variance_alone_not_rooted(gamma, var, eps):
    """You divided by the variance, without eps. Divide by the root of both: gamma / √(var + eps)."""
    return gamma / var


SCALES = (
    eps_omitted_in_fold,
    eps_outside_root_in_fold,
    variance_not_rooted,
    gamma_forgotten,
    eps_hard_coded_in_fold,
    multiplies_by_std_in_fold,
    eps_twice_in_fold,
    variance_alone_not_rooted,
)
CHANGES = {
    "eps_omitted_in_fold": setting(eps=0.0),
    "eps_outside_root_in_fold": setting(var=lambda given: (np.sqrt(given["var"]) + given["eps"]) ** 2, eps=0.0),
    "variance_not_rooted": setting(var=lambda given: (given["var"] + given["eps"]) ** 2, eps=0.0),
    "gamma_forgotten": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "eps_hard_coded_in_fold": setting(eps=1e-5),
    "eps_twice_in_fold": setting(eps=lambda given: 2 * given["eps"]),
}
OTHER_CONSTANTS = tuple(
    functools.wraps(eps_hard_coded_in_fold)(lambda gamma, var, eps, constant=constant: gamma / np.sqrt(var + constant))
    for constant in (1e-8, 1e-7, 1e-6, 1e-4, 1e-3)
)


def default_missed(fold):
    """The slip of another default of eps, where `fold` is the right answer."""

    def another_default_of_eps(W, b, gamma, beta, mean, var, eps=1e-3):
        return fold(W, b, gamma, beta, mean, var, eps)

    another_default_of_eps.__doc__ = (
        "Only where eps is left to its default is your result another: the default is 1e-5."
    )
    return another_default_of_eps


def bias_unscaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You did not scale the layer's own bias. Batch norm acts on W u + b: b is multiplied by gamma / √(var + eps) too."""
    scale = factor(gamma, var, eps)
    return folded(W, None, scale, (0 if b is None else b) + beta - mean * scale)


def bias_lost(W, b, gamma, beta, mean, var, eps=1e-5):
    """Where the layer has no bias you returned none. The folded layer needs one: beta − gamma · mean / √(var + eps)."""
    scale = factor(gamma, var, eps)
    return folded(W, None, scale, 0)[0], None if b is None else (b - mean) * scale + beta


def own_bias_dropped(W, b, gamma, beta, mean, var, eps=1e-5):
    """The layer's own bias b is missing from the folded one."""
    return folded(W, None, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))


def scale_on_input_axis(W, b, gamma, beta, mean, var, eps=1e-5):
    """You scaled W along its inputs. Batch norm acts on the outputs: scale the rows, the first axis."""
    scale = factor(gamma, var, eps)
    return W * scale.reshape(1, -1, *[1] * (W.ndim - 2)), folded(W, b, scale, beta - mean * scale)[1]


def mean_not_subtracted(W, b, gamma, beta, mean, var, eps=1e-5):
    """The mean is missing from the folded bias: it is (b − mean) · gamma / √(var + eps) + beta."""
    return folded(W, b, factor(gamma, var, eps), beta)


def mean_lost_without_bias(W, b, gamma, beta, mean, var, eps=1e-5):
    """Where the layer has no bias your new bias is beta. The mean is subtracted there too: beta − gamma · mean / √(var + eps)."""
    scale = factor(gamma, var, eps)
    return folded(W, b, scale, beta if b is None else beta - mean * scale)


def mean_not_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You subtracted the mean as it is. It is multiplied by gamma / √(var + eps) too."""
    return folded(W, b, factor(gamma, var, eps), beta - mean)


def mean_added(W, b, gamma, beta, mean, var, eps=1e-5):
    """You added the mean. It is subtracted."""
    return folded(W, b, factor(gamma, var, eps), beta + mean * factor(gamma, var, eps))


def beta_forgotten(W, b, gamma, beta, mean, var, eps=1e-5):
    """beta is missing from the folded bias."""
    return folded(W, b, factor(gamma, var, eps), -mean * factor(gamma, var, eps))


def beta_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You multiplied beta by gamma / √(var + eps). It is added at the end, as it is."""
    return folded(W, b, factor(gamma, var, eps), (beta - mean) * factor(gamma, var, eps))


def weights_not_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You returned W as it was. Its rows are multiplied by gamma / √(var + eps)."""
    return W.copy(), folded(W, b, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))[1]


def weights_changed_in_place(W, b, gamma, beta, mean, var, eps=1e-5):
    """You changed W in place. Return a new array: the caller still needs the old one."""
    W_new, b_new = folded(W, b, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))
    W[...] = W_new
    return W_new, b_new


def bias_and_mean_unscaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You left the mean unscaled and b too: gamma / √(var + eps) multiplies W and all of (b − mean)."""
    return folded(W, None, factor(gamma, var, eps), (0 if b is None else b) - mean + beta)


FOLDING = (
    bias_unscaled,
    bias_lost,
    scale_on_input_axis,
    *map(with_scale, SCALES),
    own_bias_dropped,
    mean_not_subtracted,
    mean_lost_without_bias,
    mean_not_scaled,
    mean_added,
    beta_forgotten,
    beta_scaled,
    weights_not_scaled,
    bias_and_mean_unscaled,
    weights_changed_in_place,
)
FOLDING_VARIANTS = (*map(with_scale, OTHER_CONSTANTS), *pairs(CHANGES, FOLDING))


def folding_cases(seed, shapes, axis=0):
    """Layers of the given shapes, every second one without a bias, and kinds of eps."""
    random = np.random.default_rng([seed, 12, len(shapes[0]), axis])
    for number, (shape, eps) in enumerate(zip(shapes, [0.1, 0.15, 1.9, 0.3, 0.2, None], strict=True)):
        D = shape[axis]
        mean, var = stored_statistics(random, D, 1e-4 if eps is None else 0.3)
        bias = None if number % 2 else random.normal(1, 1, shape[0])
        args = dict(W=random.normal(size=shape), b=bias, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D))
        args |= dict(mean=mean, var=var) | ({} if eps is None else dict(eps=eps))
        told = "eps is left at its default" if eps is None else f"eps is {eps}"
        name = f"W has shape {shape}, {'there is no bias' if bias is None else 'there is a bias'} and {told}"
        yield Case(name, args, alone="another_default_of_eps" if eps is None else "")

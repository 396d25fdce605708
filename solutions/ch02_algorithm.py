"""# The algorithm

Batch normalization takes a layer's activations, one feature at a time, and gives them mean 0 and variance 1 over the
batch; then a learned scale and shift, $\\gamma$ and $\\beta$, take over. Here you write it: for a table of examples, with
what the backward pass will need, for images, and beside it what it was meant to replace, whitening.

Write a piece, run the cell below it, and read the verdict. `m` is the number of values per feature, and the variance of
a batch divides by `m`.
"""

import functools

import numpy as np

from bnkit import Cache
from bnkit.authoring.exercise import Case, Exercise, Question

# The right answers


def batch_norm(x, gamma, beta, eps=1e-5):
    """Normalize each feature over the batch, then scale and shift.

        mean  = (1/m) Σ_i x_i
        var   = (1/m) Σ_i (x_i − mean)²
        x_hat = (x − mean) / √(var + eps)
        y     = gamma · x_hat + beta

    x      array of shape (N, D): N examples of D features, so m = N
    gamma  scale, of shape (D,)
    beta   shift, of shape (D,)
    eps    a small number > 0

    Returns y, of shape (N, D).
    """
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Batch norm again, this time keeping what the backward pass will need.

        inv_std = 1 / √(var + eps)
        x_hat   = (x − mean) · inv_std
        y       = gamma · x_hat + beta

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


def batch_norm_images(x, gamma, beta, eps=1e-5):
    """Batch norm of images: each channel has one mean and one variance.

        m    = N · H · W
        mean = (1/m) Σ_nhw x[n, c, h, w]          for each channel c
        var  = (1/m) Σ_nhw (x[n, c, h, w] − mean)²
        y    = gamma · (x − mean) / √(var + eps) + beta

    x      array of shape (N, C, H, W): examples, channels, height, width
    gamma  scale, of shape (C,)
    beta   shift, of shape (C,)
    eps    a small number > 0

    Returns y, of shape (N, C, H, W).
    """
    axes = (0, 2, 3)
    inv_std = 1 / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=axes, keepdims=True)) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def identity_parameters(x, eps=1e-5):
    """The scale and shift with which batch norm gives back this batch unchanged.

        gamma · (x − mean) / √(var + eps) + beta = x        for every x in the batch

    x    array of shape (N, D)
    eps  a small number > 0

    Returns (gamma, beta), each of shape (D,).
    """
    return np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)


def whiten(x, eps=1e-5):
    """Whiten a batch: no correlations, and each feature has variance (almost) 1.

        C = (1/m) Σ_i (x_i − mean)(x_i − mean)ᵀ        the covariance, (D, D)
        y = (x − mean) (C + eps·I)^(−1/2)

    The root is the symmetric one (ZCA): with C = V diag(λ) Vᵀ it is
    V diag(1/√(λ + eps)) Vᵀ, which rotates, scales and rotates back.

    x    array of shape (N, D)
    eps  a small number > 0

    Returns y, of shape (N, D).
    """
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return centered @ (V / np.sqrt(eigenvalues + eps)) @ V.T


# Mistakes in the statistics: (x, eps) -> (mean, inv_std)


def unbiased_variance(x, eps):
    """You divided by m − 1. Batch norm normalizes with the batch's own variance, which divides by m."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0, ddof=1) + eps)


def eps_outside_root(x, eps):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return x.mean(axis=0), 1 / (x.std(axis=0) + eps)


def eps_missing(x, eps):
    """Your result does not depend on eps. It is added to the variance, inside the root."""
    return x.mean(axis=0), 1 / x.std(axis=0)


def eps_squared(x, eps):
    """You added eps² to the variance. It is eps itself that is added."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + eps**2)


def eps_twice(x, eps):
    """You added eps two times. It is added to the variance once."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + 2 * eps)


def eps_subtracted(x, eps):
    """You subtracted eps from the variance. It is added, so that the root never sees a number below eps."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) - eps)


def eps_hard_coded(x, eps):
    """Your result uses 1e-5 whatever eps is. Use the argument."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + 1e-5)


def divides_by_variance(x, eps):
    """You divided by the variance, var + eps. Divide by its square root."""
    return x.mean(axis=0), 1 / (x.var(axis=0) + eps)


def multiplies_by_std(x, eps):
    """You multiplied by the standard deviation. Divide by it: inv_std = 1 / √(var + eps)."""
    return x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)


def scalar_total_sum(x, eps):
    """Your variance is one sum over the whole array. It is a mean, taken over the batch for each feature by itself."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.sum((x - mean) ** 2) + eps)


def one_scalar_statistic(x, eps):
    """You used one mean and one variance for the whole array. Each feature has its own."""
    return x.mean(), 1 / np.sqrt(x.var() + eps)


def second_moment_as_variance(x, eps):
    """You used the mean of x² as the variance. Subtract the mean before you square."""
    return x.mean(axis=0), 1 / np.sqrt((x**2).mean(axis=0) + eps)


def mean_abs_squared(x, eps):
    """You squared the mean absolute deviation. The variance is the mean of the squares."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.abs(x - mean).mean(axis=0) ** 2 + eps)


def sum_not_mean(x, eps):
    """You summed the squared deviations and did not divide by m."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(((x - mean) ** 2).sum(axis=0) + eps)


def over_features(x, eps):
    """You normalized each example over its features; that is layer norm. Batch norm takes each feature over the batch."""
    return x.mean(axis=1, keepdims=True), 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)


def mean_not_subtracted(x, eps):
    """You divided by the standard deviation and did not subtract the mean first."""
    return np.zeros(x.shape[1]), 1 / np.sqrt(x.var(axis=0) + eps)


def scalar_total_sum_eps_subtracted(x, eps):
    """Two slips: your variance is one sum over the whole array, where each feature has its own mean of squares; and you
    subtracted eps, where it is added."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.sum((x - mean) ** 2) - eps)


STATISTICS = (
    eps_outside_root,
    unbiased_variance,
    eps_missing,
    eps_hard_coded,
    divides_by_variance,
    over_features,
    one_scalar_statistic,
    scalar_total_sum,
    eps_twice,
    eps_subtracted,
    eps_squared,
    second_moment_as_variance,
    sum_not_mean,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
    scalar_total_sum_eps_subtracted,
)


def cancelling_variance(x, eps):
    """You compute the variance as E[x²] − mean². Where the mean is large and the spread small, nearly equal numbers
    cancel and no digits are left; the mean of (x − mean)² keeps them. Your points are not affected."""
    return x.mean(axis=0), 1 / np.sqrt((x**2).mean(axis=0) - x.mean(axis=0) ** 2 + eps)


# Mistakes after the statistics: (x, gamma, beta, eps) -> (y, cache)


def right_forward(x, gamma, beta, eps, mean, inv_std):
    """y and the cache from given statistics."""
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)


def with_statistics(slip):
    """A slip in the statistics as a slip of the whole forward pass."""

    @functools.wraps(slip)
    def forward(x, gamma, beta, eps):
        return right_forward(x, gamma, beta, eps, *slip(x, eps))

    return forward


def shift_before_scale(x, gamma, beta, eps):
    """You added beta before you multiplied by gamma. Scale first, then shift: gamma · x_hat + beta."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return gamma * (cache.x_hat + beta), cache


def shift_in_numerator(x, gamma, beta, eps):
    """You added beta before you divided by the standard deviation. It comes last: gamma · x_hat + beta."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return gamma * (x - x.mean(axis=0) + beta) * cache.inv_std, cache


def gamma_dropped(x, gamma, beta, eps):
    """The scale gamma is missing from your result."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return cache.x_hat + beta, cache


def beta_dropped(x, gamma, beta, eps):
    """The shift beta is missing from your result."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return gamma * cache.x_hat, cache


def gamma_and_beta_dropped(x, gamma, beta, eps):
    """You stopped at the normalized input. Scale it by gamma and shift it by beta."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return cache.x_hat, cache


def gamma_and_beta_swapped(x, gamma, beta, eps):
    """You scaled by beta and shifted by gamma. It is the other way round."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return beta * cache.x_hat + gamma, cache


def mutates_input(x, gamma, beta, eps):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y, cache = batch_norm_forward(x.copy(), gamma, beta, eps)
    x -= np.asarray(x.mean(axis=0)).astype(x.dtype)
    return y, cache


def integer_truncation(x, gamma, beta, eps):
    """On integer input your result is cut to integers. Make room for floats, not for x's own type (np.zeros_like(x))."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y.astype(x.dtype), cache


AFFINE = (
    shift_before_scale,
    shift_in_numerator,
    gamma_dropped,
    beta_dropped,
    gamma_and_beta_dropped,
    gamma_and_beta_swapped,
    mutates_input,
    integer_truncation,
)
FORWARD = (*map(with_statistics, STATISTICS), *AFFINE)


# Mistakes in what the cache keeps


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


def centered_cached(x, gamma, beta, eps=1e-5):
    """You kept x − mean as x_hat. Keep (x − mean) · inv_std."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x_hat=x - x.mean(axis=0))


def normalized_cached_as_x(x, gamma, beta, eps=1e-5):
    """You kept the normalized input as x. Keep x as it came."""
    y, cache = batch_norm_forward(x, gamma, beta, eps)
    return y, cache._replace(x=cache.x_hat)


CACHED = (
    std_cached,
    var_cached,
    eps_missing_in_cache,
    output_cached,
    centered_cached,
    normalized_cached_as_x,
)


# Mistakes with images: (x, gamma, beta, eps) -> y


def rows_of(x):
    """(N, C, H, W) -> (N·H·W, C)."""
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def images_of(rows, shape):
    """(N·H·W, C) -> (N, C, H, W)."""
    N, C, H, W = shape
    return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def normalized_images(x, gamma, beta, eps, axes):
    """Batch norm with the statistics over `axes`."""
    x_hat = (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def per_pixel(x, gamma, beta, eps=1e-5):
    """You took a mean and a variance for every pixel, over the examples only. A channel's pixels share one of each."""
    return normalized_images(x, gamma, beta, eps, axes=0)


def per_image(x, gamma, beta, eps=1e-5):
    """You took a mean and a variance for every image; that is instance norm. The examples of a batch share one of each."""
    return normalized_images(x, gamma, beta, eps, axes=(2, 3))


def m_is_n(x, gamma, beta, eps=1e-5):
    """You divided the sums by N. There are m = N·H·W values in a channel."""
    axes, N = (0, 2, 3), len(x)
    mean = x.sum(axis=axes, keepdims=True) / N
    var = ((x - mean) ** 2).sum(axis=axes, keepdims=True) / N
    return gamma[:, None, None] * (x - mean) / np.sqrt(var + eps) + beta[:, None, None]


def m_is_n_in_variance(x, gamma, beta, eps=1e-5):
    """You divided the sum of squares by N. There are m = N·H·W values in a channel."""
    axes, N = (0, 2, 3), len(x)
    mean = x.mean(axis=axes, keepdims=True)
    var = ((x - mean) ** 2).sum(axis=axes, keepdims=True) / N
    return gamma[:, None, None] * (x - mean) / np.sqrt(var + eps) + beta[:, None, None]


def reshape_without_transpose(x, gamma, beta, eps=1e-5):
    """You reshaped to (−1, C) directly, which mixes the channels. Move the channel axis to the end first."""
    return batch_norm(x.reshape(-1, x.shape[1]), gamma, beta, eps).reshape(x.shape)


def wrong_inverse_transpose(x, gamma, beta, eps=1e-5):
    """You went back with reshape(N, C, H, W) alone. Reshape to (N, H, W, C), then move the channels to axis 1."""
    return batch_norm(rows_of(x), gamma, beta, eps).reshape(x.shape)


def height_and_width_swapped(x, gamma, beta, eps=1e-5):
    """Height and width are swapped in your result: the inverse of transpose(0, 2, 3, 1) is transpose(0, 3, 1, 2)."""
    return batch_norm_images(x, gamma, beta, eps).transpose(0, 1, 3, 2)


def affine_on_last_axis(x, gamma, beta, eps=1e-5):
    """gamma and beta ran along the width, NumPy's last axis. Give them the shape (C, 1, 1), so that they run along the
    channels."""
    ones, zeros = np.ones(x.shape[1]), np.zeros(x.shape[1])
    return gamma * batch_norm_images(x, ones, zeros, eps) + beta


def squeeze_breaks_one_channel(x, gamma, beta, eps=1e-5):
    """With a single channel your result loses an axis. A squeeze drops every axis of length 1; name the axis you mean."""
    return np.squeeze(batch_norm_images(x, gamma, beta, eps))


def channels_last_confused(x, gamma, beta, eps=1e-5):
    """You took the last axis for the channels. The arrays here are (N, C, H, W): the channels are axis 1."""
    mean, var = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def per_pixel_eps_outside_root(x, gamma, beta, eps=1e-5):
    """Two slips: you took a mean and a variance for every pixel, where a channel's pixels share one of each; and you added
    eps outside the root."""
    x_hat = (x - x.mean(axis=0)) / (x.std(axis=0) + eps)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


IMAGES = (
    reshape_without_transpose,
    per_pixel,
    per_image,
    wrong_inverse_transpose,
    height_and_width_swapped,
    m_is_n,
    m_is_n_in_variance,
    affine_on_last_axis,
    channels_last_confused,
    squeeze_breaks_one_channel,
    per_pixel_eps_outside_root,
)


# Mistakes in undoing the normalization: (x, eps) -> (gamma, beta)


def set_aside(*slips):
    """The slips in the statistics without those that say nothing here, or the same as one of `UNDOING`."""
    return [slip for slip in STATISTICS if slip not in slips]


def gamma_not_rooted(x, eps=1e-5):
    """Your gamma is var + eps. Batch norm divided by its root, so it is the root that undoes it."""
    return x.var(axis=0) + eps, x.mean(axis=0)


def gamma_inverted(x, eps=1e-5):
    """Your gamma is 1 / √(var + eps): it divides once more. To undo a division, multiply."""
    return 1 / np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)


def beta_negated(x, eps=1e-5):
    """Your beta is −mean. Batch norm subtracted the mean, so add it back."""
    return np.sqrt(x.var(axis=0) + eps), -x.mean(axis=0)


def beta_divided(x, eps=1e-5):
    """Your beta is mean / √(var + eps). The shift comes after the scale, so it is the mean itself."""
    gamma = np.sqrt(x.var(axis=0) + eps)
    return gamma, x.mean(axis=0) / gamma


def returned_in_other_order(x, eps=1e-5):
    """You returned (beta, gamma). The order is (gamma, beta)."""
    gamma, beta = identity_parameters(x, eps)
    return beta, gamma


UNDOING = (gamma_not_rooted, gamma_inverted, beta_negated, beta_divided, returned_in_other_order)


# Mistakes in whitening


def scaled_by(x, scale):
    """(x − mean) V diag(scale(λ)) Vᵀ, with the eigenvalues λ of the covariance."""
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return centered @ (V * scale(eigenvalues)) @ V.T


def correlation_left(x, eps=1e-5):
    """You standardized each feature by itself. The features are still correlated: use the whole covariance matrix."""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)


def whitens_rows(x, eps=1e-5):
    """Your covariance is over the examples, of shape (N, N). It is over the features, of shape (D, D)."""
    return whiten(x.T, eps).T


def eigenvalues_not_rooted(x, eps=1e-5):
    """You divided by the eigenvalues. Divide by their square roots."""
    return scaled_by(x, lambda eigenvalues: 1 / (eigenvalues + eps))


def unbiased_covariance(x, eps=1e-5):
    """Your covariance divides by m − 1 (np.cov does so unless you say bias=True). Divide by m."""
    m = len(x)
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues * m / (m - 1) + eps))


def eps_outside_root_of_eigenvalues(x, eps=1e-5):
    """You added eps to the roots of the eigenvalues. It is added to the eigenvalues, inside the root."""
    return scaled_by(x, lambda eigenvalues: 1 / (np.sqrt(np.maximum(eigenvalues, 0)) + eps))


def eps_missing_in_whitening(x, eps=1e-5):
    """Your result does not depend on eps. It is added to the covariance's diagonal, and so to each eigenvalue."""
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues))


def covariance_not_divided(x, eps=1e-5):
    """Your covariance is a sum. Divide it by m."""
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues * len(x) + eps))


def input_not_centered(x, eps=1e-5):
    """You took the covariance of the centered batch and then multiplied the batch as it came. Subtract the mean there too."""
    return whiten(x, eps) + x.mean(axis=0) @ whitening_matrix(x, eps)


def covariance_not_centered(x, eps=1e-5):
    """You used xᵀx / m as the covariance. Subtract the mean before you multiply."""
    eigenvalues, V = np.linalg.eigh(x.T @ x / len(x))
    return (x - x.mean(axis=0)) @ (V / np.sqrt(eigenvalues + eps)) @ V.T


def cholesky_whitening(x, eps=1e-5):
    """You whitened with a Cholesky factor. That decorrelates too, but it is another rotation: use the symmetric root."""
    centered = x - x.mean(axis=0)
    L = np.linalg.cholesky(centered.T @ centered / len(x) + eps * np.eye(x.shape[1]))
    return np.linalg.solve(L, centered.T).T


def colors(x, eps=1e-5):
    """You multiplied by the root of the covariance, which correlates the features further. Use its inverse."""
    return scaled_by(x, lambda eigenvalues: np.sqrt(eigenvalues + eps))


def whitening_matrix(x, eps):
    """(Σ + eps·I)^(−1/2)."""
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return (V / np.sqrt(eigenvalues + eps)) @ V.T


WHITENING = (
    correlation_left,
    unbiased_covariance,
    eps_missing_in_whitening,
    eigenvalues_not_rooted,
    cholesky_whitening,
    whitens_rows,
    eps_outside_root_of_eigenvalues,
    input_not_centered,
    covariance_not_centered,
    covariance_not_divided,
    colors,
)


# From one slip to the pieces that it can happen in


def in_batch_norm(slip):
    """A slip of the forward pass as one of `batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return slip(x, gamma, beta, eps)[0]

    return mistake


def in_forward(slip):
    """A slip of the forward pass with eps's default."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return slip(x, gamma, beta, eps)

    return mistake


def in_images(slip):
    """A slip of the forward pass as one of `batch_norm_images`, with what it does to x itself."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        rows = rows_of(x)
        y = slip(rows, gamma, beta, eps)[0]
        x[...] = images_of(rows, x.shape)
        return images_of(y, x.shape)

    return mistake


def in_identity(slip):
    """A slip in the statistics as one of `identity_parameters`."""

    @functools.wraps(slip)
    def mistake(x, eps=1e-5):
        mean, inv_std = slip(x, eps)
        return 1 / inv_std, mean

    return mistake


# The inputs


def forward_cases(seed):
    """Batches away from gamma = 1, beta = 0 and the default eps, which hide mistakes."""
    random = np.random.default_rng(seed)

    def batch(name, N, D, eps, std=1.0, mean=2.0, **how):
        x = mean * random.normal(size=D) + std * random.normal(size=(N, D))
        return Case(name, dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D), eps=eps), **how)

    def small(case):
        """Numbers that fit on a line."""
        return Case(case.name, case.args | {name: case.args[name].round(1) for name in ("x", "gamma", "beta")})

    yield small(batch("the batch is small", 4, 2, eps=0.1))
    yield batch("eps is of the order of the variance", 9, 4, eps=0.13, std=0.4)  # every slip with eps
    yield batch("eps is larger than the variance", 7, 3, eps=1.7, std=0.8)  # eps_squared, eps_subtracted
    yield without_eps(batch("eps is left at its default", 8, 3, eps=None, std=0.01, mean=0.02))
    yield batch("one feature is nearly constant", 8, 3, eps=1e-3, std=np.array([1.0, 0.03, 2.0]))
    yield batch("there are as many examples as features", 5, 5, eps=0.2)  # swapped axes that a shape would give away
    yield batch("there is one feature", 6, 1, eps=0.3)
    yield with_gamma(batch("gamma has zero and negative entries", 6, 3, eps=0.2), [0.0, -1.5, 0.7])
    yield batch("the mean is far from zero", 12, 2, eps=0.05, mean=30.0)  # second_moment_as_variance
    yield of_integers(batch("the input is of integers", 6, 3, eps=0.4, std=3.0), may_raise=True)  # integer_truncation
    yield of_floats32(batch("the input is of 32-bit floats", 8, 3, eps=0.13))
    yield Case("the mean is huge and the spread tiny", cancelling(random), 1e-4, advice=cancelling_variance.__name__)


def without_eps(case):
    """The case with eps left to its default."""
    return Case(case.name, {name: value for name, value in case.args.items() if name != "eps"})


def with_gamma(case, gamma):
    """The case with another gamma."""
    return Case(case.name, case.args | dict(gamma=np.array(gamma)))


def of_integers(case, **how):
    """The case with integer x."""
    return Case(case.name, case.args | dict(x=case.args["x"].round().astype(int)), **how)


def of_floats32(case):
    """The case with every array in single precision, and a tolerance to match."""
    single = {name: v.astype(np.float32) if isinstance(v, np.ndarray) else v for name, v in case.args.items()}
    return Case(case.name, single, tolerance=1e-3)


def cancelling(random):
    """A batch whose mean is ten million times its spread: E[x²] − mean² has few digits left."""
    x = 1e4 + 1e-3 * random.normal(size=(8, 2))
    return dict(x=x, gamma=random.normal(1, 1, 2), beta=random.normal(1, 1, 2), eps=1e-7)


def image_cases(seed):
    """Images with H ≠ W, one channel, W = C, and every kind of eps."""
    random = np.random.default_rng(seed)

    def images(name, N, C, H, W, eps, std=1.0, **how):
        x = (2 * random.normal(size=C)).reshape(-1, 1, 1) + std * random.normal(size=(N, C, H, W))
        return Case(name, dict(x=x, gamma=random.normal(1, 1, C), beta=random.normal(1, 1, C), eps=eps), **how)

    yield Case(**small_images(images("the images are small", 2, 2, 1, 2, eps=0.1)))
    yield images("height and width differ", 3, 2, 2, 4, eps=0.13, std=0.4)
    yield images("the width equals the number of channels", 3, 3, 2, 3, eps=0.2)  # affine_on_last_axis
    yield images("batch, channels, height and width are equal", 3, 3, 3, 3, eps=0.3)  # wrong transposes
    yield images("there is one channel", 4, 1, 2, 3, eps=0.2)  # squeeze_breaks_one_channel
    yield without_eps(images("eps is left at its default", 3, 2, 3, 2, eps=None, std=0.01))
    yield images("eps is larger than the variance", 4, 2, 2, 3, eps=1.7, std=0.8)
    yield with_gamma(images("gamma has zero and negative entries", 3, 3, 2, 2, eps=0.2), [0.0, -1.5, 0.7])
    yield of_integers(images("the input is of integers", 3, 2, 2, 3, eps=0.4, std=3.0), may_raise=True)
    yield of_floats32(images("the input is of 32-bit floats", 3, 2, 2, 3, eps=0.13))
    far = 1e4 + 1e-3 * random.normal(size=(2, 2, 2, 3))
    yield Case(
        "the mean is huge and the spread tiny",
        dict(x=far, gamma=np.array([1.5, -0.5]), beta=np.array([0.3, 2.0]), eps=1e-7),
        1e-4,
        advice=cancelling_variance.__name__,
    )


def small_images(case):
    """The case's fields with numbers that fit on a line."""
    return dict(name=case.name, args=case.args | {name: case.args[name].round(1) for name in ("x", "gamma", "beta")})


def batch_cases(seed):
    """The forward cases without gamma and beta; integers and the huge mean among them."""
    for case in forward_cases(seed):
        args = {name: value for name, value in case.args.items() if name in ("x", "eps")}
        yield Case(case.name, args, case.tolerance, case.may_raise, case.advice)


def whitening_cases(seed):
    """Correlated batches: a random mixing of independent features."""
    random = np.random.default_rng(seed)

    def batch(name, N, D, eps, std=1.0):
        mixing = np.eye(D) + 0.6 * random.normal(size=(D, D))
        return Case(name, dict(x=random.normal(size=D) + std * random.normal(size=(N, D)) @ mixing, eps=eps))

    small = batch("the batch is small", 5, 2, eps=0.1)
    yield Case(small.name, small.args | dict(x=small.args["x"].round(1)))
    yield batch("eps is of the order of the variance", 12, 3, eps=0.13, std=0.4)
    yield batch("eps is larger than the variance", 9, 3, eps=1.7, std=0.8)
    yield without_eps(batch("eps is left at its default", 12, 3, eps=None, std=0.03))
    yield batch("there are as many examples as features", 4, 4, eps=0.3)  # whitens_rows
    yield batch("there is one feature", 6, 1, eps=0.2)


# How large each output is, and what a wrong one may be off by


def forward_scales(x, gamma, beta, eps=1e-5):
    """|gamma|·max|x_hat| + |beta| for y, max|x_hat| for x_hat."""
    largest = np.abs(batch_norm_forward(x, gamma, beta, eps)[1].x_hat).max(axis=0)
    return {"y": np.abs(gamma) * largest + np.abs(beta), "cache.x_hat": largest}


def image_scales(x, gamma, beta, eps=1e-5):
    """As `forward_scales`, along the channels."""
    return {"y": forward_scales(rows_of(x), gamma, beta, eps)["y"][:, None, None]}


def batch_symbols(x, gamma, beta, eps=1e-5):
    """m, gamma and beta."""
    return {"m": len(x), "gamma": gamma, "beta": beta}


def image_symbols(x, gamma, beta, eps=1e-5):
    """m, gamma and beta, along the channels."""
    return {"m": x.size // x.shape[1], "gamma": gamma[:, None, None], "beta": beta[:, None, None]}


CACHE = ("y", "cache.x", "cache.x_hat", "cache.inv_std", "cache.gamma", "cache.eps")

EXERCISES = [
    Exercise(
        whiten,
        cases=whitening_cases,
        outputs=("y",),
        mistakes=WHITENING,
        points=2,
        section="whitening",
        purpose="What one would like to do to a layer's input before every step. Write it once, and see what it costs.",
        hints=(
            "What is the covariance of (x − mean) A, if Σ is the covariance of x? Which A makes it the identity?",
            "np.linalg.eigh gives the eigenvalues and eigenvectors of a symmetric matrix. Scale along the eigenvectors.",
            "V diag(1/√(λ + eps)) Vᵀ is (V / np.sqrt(eigenvalues + eps)) @ V.T.",
        ),
        use="""random = np.random.default_rng(0)
x = random.normal(size=(500, 2)) @ [[2.0, 1.5], [0.0, 0.5]]
print("correlation before", np.corrcoef(x.T)[0, 1].round(3), "after", np.corrcoef(whiten(x).T)[0, 1].round(3))""",
    ),
    Exercise(
        batch_norm,
        cases=forward_cases,
        outputs=("y",),
        mistakes=tuple(map(in_batch_norm, FORWARD)),
        fragile=(in_batch_norm(with_statistics(cancelling_variance)),),
        scales=forward_scales,
        symbols=batch_symbols,
        points=2,
        section="algorithm-1",
        purpose="Algorithm 1 of the 2015 paper: the normalization that a layer does while it trains.",
        hints=(
            "Which axis of x runs over the examples of the batch?",
            "NumPy's mean and var take an axis; var divides by m unless you say otherwise. Broadcasting does the rest.",
            "y = gamma · (x − mean) / √(var + eps) + beta: eps stands inside the root.",
        ),
        use="""random = np.random.default_rng(0)
x = random.normal(-6, 1, size=(1000, 1))
sigmoid_slope = lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2
print("mean slope of the sigmoid on x:", sigmoid_slope(x).mean().round(4))
print("and on the normalized x:       ", sigmoid_slope(batch_norm(x, np.ones(1), np.zeros(1))).mean().round(4))""",
    ),
    Exercise(
        batch_norm_forward,
        cases=forward_cases,
        outputs=CACHE,
        mistakes=(*map(in_forward, FORWARD), *CACHED),
        fragile=(in_forward(with_statistics(cancelling_variance)),),
        scales=forward_scales,
        symbols=batch_symbols,
        weights={"y": 3, "cache.x_hat": 3, "cache.inv_std": 3}
        | dict.fromkeys(["cache.x", "cache.gamma", "cache.eps"], 1 / 3),
        points=3,
        section="algorithm-1",
        purpose="The same, keeping what the backward pass of the next chapter needs, so that nothing is computed twice.",
        hints=(
            "Which of the numbers that you compute on the way depend on the batch?",
            "Name the steps as the formulas do: mean, var, inv_std, x_hat, y. Then put the names into the Cache.",
            "inv_std = 1 / √(var + eps); x_hat = (x − mean) · inv_std; return gamma · x_hat + beta, Cache(…).",
        ),
        use="""random = np.random.default_rng(0)
y, cache = batch_norm_forward(random.normal(3, 2, size=(8, 4)), np.ones(4), np.zeros(4), eps=0.5)
print("mean of x_hat² for each feature:", (cache.x_hat**2).mean(axis=0).round(3))
print("which is 1 − eps · inv_std²:    ", (1 - 0.5 * cache.inv_std**2).round(3))""",
    ),
    Exercise(
        identity_parameters,
        cases=batch_cases,
        outputs=("gamma", "beta"),
        mistakes=(
            *map(in_identity, set_aside(mean_not_subtracted, divides_by_variance, multiplies_by_std)),
            *UNDOING,
        ),
        fragile=(in_identity(cancelling_variance),),
        points=2,
        section="gamma-and-beta",
        purpose="Normalizing must not cost the network anything it could do before. Find the scale and shift that undo it.",
        hints=(
            "Solve gamma · (x − mean) / √(var + eps) + beta = x: which gamma gives x's own spread back?",
            "Compare the coefficients of x, then what is left.",
            "gamma = √(var + eps), beta = mean.",
        ),
        use="""x = np.random.default_rng(0).normal(3, 2, size=(8, 4))
gamma, beta = identity_parameters(x)
print("largest change of x:", np.abs(batch_norm(x, gamma, beta) - x).max())""",
    ),
    Exercise(
        batch_norm_images,
        cases=image_cases,
        outputs=("y",),
        mistakes=(*IMAGES, *map(in_images, FORWARD)),
        fragile=(in_images(with_statistics(cancelling_variance)),),
        scales=image_scales,
        symbols=image_symbols,
        points=2,
        section="images",
        purpose="In a convolution one feature map is one feature: all its pixels share a mean, a variance, a gamma and a beta.",
        hints=(
            "How many values does one channel have in the whole batch, and along which axes do they lie?",
            "mean and var take several axes at once; keepdims=True makes them fit x again. gamma needs two more axes.",
            "x.mean(axis=(0, 2, 3), keepdims=True), and gamma[:, None, None].",
        ),
        use="""x = np.random.default_rng(0).normal(3, 2, size=(16, 3, 8, 8))
y = batch_norm_images(x, np.ones(3), np.zeros(3))
print("mean of each channel:", y.mean(axis=(0, 2, 3)).round(6), "standard deviation:", y.std(axis=(0, 2, 3)).round(6))""",
    ),
]

QUESTIONS = [
    Question(
        "useless_bias",
        "A layer computes Wx + b and batch norm follows it directly. What does b do to the output of batch norm, and to the"
        " training of the network? What takes over its task?",
        "b is added to every example's value of a feature, so it is part of the batch's mean and is subtracted again: the"
        " output does not depend on it (1 point), its gradient is zero and it stays at its initial value; beta takes over"
        " (1 point).",
        points=2,
        after="identity_parameters",
    ),
]

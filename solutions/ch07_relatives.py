"""# Limits and relatives

Batch norm needs a batch. Its relatives take their statistics elsewhere: over the features of one example (layer norm), over
groups of its channels (group norm), or over a part of a batch (ghost batch norm). The formula stays the same; what changes is
*which* values share a mean and a variance. You write the three, and the backward passes of two, where one step that batch norm
let you take is no longer allowed.

`m` is the number of values that share a mean.
"""

import functools

import numpy as np
from ch02_algorithm import (
    STATISTICS,
    divides_by_variance,
    eps_hard_coded,
    eps_missing,
    eps_outside_root,
    eps_squared,
    eps_subtracted,
    eps_twice,
    forward_cases,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
    one_scalar_statistic,
    second_moment_as_variance,
    sum_not_mean,
    unbiased_variance,
)
from ch03_backprop import WRONG_FORWARDS, gradient_over, gradient_through, told_of

from bnkit.authoring.exercise import Case, Exercise, Question

# The right answers


def layer_norm(x, gamma, beta, eps=1e-5):
    """Normalize each example over its features, then scale and shift each feature.

        mean_n = (1/m) Σ_d x[n, d]                 for each example n, m = D
        var_n  = (1/m) Σ_d (x[n, d] − mean_n)²
        y      = gamma · (x − mean) / √(var + eps) + beta

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,)
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def layer_norm_backward(dy, x, gamma, eps=1e-5):
    """The backward pass of layer norm.

        g      = dy · gamma
        dx     = inv_std · (g − mean(g) − x_hat · mean(g · x_hat))      means over the features
        dgamma = Σ_n dy · x_hat                                         over the examples
        dbeta  = Σ_n dy

    dy, x  arrays of shape (N, D)
    gamma  scale, of shape (D,)
    eps    a small number > 0

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    g = dy * gamma
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def group_norm(x, gamma, beta, groups, eps=1e-5):
    """Normalize each group of channels of each example, then scale and shift each channel.

    The C channels form `groups` blocks of neighbours: with 6 channels and 2 groups
    they are 0, 1, 2 and 3, 4, 5. A block's values, m = C/groups · H · W of them,
    share a mean and a variance; every example has its own.

    x            array of shape (N, C, H, W)
    gamma, beta  scale and shift of each channel, of shape (C,)
    groups       a divisor of C
    eps          a small number > 0

    Returns y, of shape (N, C, H, W).
    """
    blocks = x.reshape(len(x), groups, -1)
    mean, var = blocks.mean(axis=2, keepdims=True), blocks.var(axis=2, keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + eps)).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def group_norm_backward(dy, x, gamma, groups, eps=1e-5):
    """The backward pass of group norm.

        g      = dy · gamma
        dx     = inv_std · (g − mean(g) − x_hat · mean(g · x_hat))      means over a block
        dgamma = Σ dy · x_hat                                           over examples and pixels
        dbeta  = Σ dy

    dy, x   arrays of shape (N, C, H, W)
    gamma   scale of each channel, of shape (C,)
    groups  a divisor of C: blocks of neighbouring channels
    eps     a small number > 0

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (C,) and (C,).
    """
    blocks = x.reshape(len(x), groups, -1)
    inv_std = 1 / np.sqrt(blocks.var(axis=2, keepdims=True) + eps)
    x_hat = (blocks - blocks.mean(axis=2, keepdims=True)) * inv_std
    g = (dy * gamma[:, None, None]).reshape(blocks.shape)
    dx = inv_std * (g - g.mean(axis=2, keepdims=True) - x_hat * (g * x_hat).mean(axis=2, keepdims=True))
    dgamma = (dy * x_hat.reshape(x.shape)).sum(axis=(0, 2, 3))
    return dx.reshape(x.shape), dgamma, dy.sum(axis=(0, 2, 3))


def ghost_batch_norm(x, gamma, beta, ghost_size, eps=1e-5):
    """Batch norm on parts of the batch: each `ghost_size` neighbouring examples are a batch of their own.

        examples 0 … ghost_size − 1 are the first ghost batch, the next ghost_size the second, …

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,), the same for all parts
    ghost_size   a divisor of N
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    parts = x.reshape(-1, ghost_size, x.shape[1])
    mean, var = parts.mean(axis=1, keepdims=True), parts.var(axis=1, keepdims=True)
    return (gamma * (parts - mean) / np.sqrt(var + eps) + beta).reshape(x.shape)


# Mistakes in the statistics, from chapter 2's: there a column shares a mean, here a row does

SHARED = (
    eps_outside_root,
    eps_missing,
    eps_hard_coded,
    divides_by_variance,
    eps_twice,
    eps_subtracted,
    eps_squared,
    second_moment_as_variance,
    sum_not_mean,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
)
UNBIASED = "You divided by m − 1. The variance that normalizes divides by m."
ONE_SCALAR = "You used one mean and one variance for the whole array. {} has its own."


def told(slip, text):
    """The slip with another text."""
    again = functools.wraps(slip)(lambda *args: slip(*args))
    again.__doc__ = text
    return again


def named(name):
    """Name a slip that another piece of this chapter has too."""

    def rename(slip):
        slip.__name__ = name
        return slip

    return rename


def slips_of(whose):
    """The slips in the statistics where `whose` values share a mean."""
    return (*SHARED, told(unbiased_variance, UNBIASED), told(one_scalar_statistic, ONE_SCALAR.format(whose)))


def normalized_rows(rows, slip, eps):
    """Rows normalized with the slip."""
    mean, inv_std = slip(rows.T, eps)
    return ((rows.T - mean) * inv_std).T


def right_rows(rows, eps):
    """Rows normalized."""
    return layer_norm(rows, 1.0, 0.0, eps)


# Mistakes in layer norm


def in_layer_norm(slip):
    """A slip in the statistics as one of `layer_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return gamma * normalized_rows(x, slip, eps) + beta

    return mistake


def layer_norm_over_batch(x, gamma, beta, eps=1e-5):
    """You normalized each feature over the batch; that is batch norm. Layer norm normalizes each example over its features."""
    return gamma * right_rows(x.T, eps).T + beta


def shift_before_scale(x, gamma, beta, eps=1e-5):
    """You added beta before you multiplied by gamma. Scale first, then shift."""
    return gamma * (right_rows(x, eps) + beta)


def gamma_dropped(x, gamma, beta, eps=1e-5):
    """The scale gamma is missing from your result."""
    return right_rows(x, eps) + beta


def beta_dropped(x, gamma, beta, eps=1e-5):
    """The shift beta is missing from your result."""
    return gamma * right_rows(x, eps)


def mutates_input(x, gamma, beta, eps=1e-5):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y = layer_norm(x, gamma, beta, eps)
    x -= x.mean(axis=1, keepdims=True)
    return y


LAYER = (
    layer_norm_over_batch,
    *map(in_layer_norm, slips_of("Each example")),
    shift_before_scale,
    gamma_dropped,
    beta_dropped,
    mutates_input,
)


# Mistakes in group norm


def grouped(x, gamma, beta, x_hat):
    """The channels' scale and shift of normalized values of any shape with x's order."""
    return gamma[:, None, None] * x_hat.reshape(x.shape) + beta[:, None, None]


def in_group_norm(slip):
    """A slip in the statistics as one of `group_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, groups, eps=1e-5):
        return grouped(x, gamma, beta, normalized_rows(x.reshape(len(x) * groups, -1), slip, eps))

    return mistake


def over(blocks, axis, eps):
    """Values normalized over the given axes."""
    mean, var = blocks.mean(axis=axis, keepdims=True), blocks.var(axis=axis, keepdims=True)
    return (blocks - mean) / np.sqrt(var + eps)


def groups_interleaved(x, gamma, beta, groups, eps=1e-5):
    """You put every groups-th channel into a group (c % groups). A group is a block of neighbours."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, C // groups, groups, H, W), (1, 3, 4), eps))


def per_pixel_in_group(x, gamma, beta, groups, eps=1e-5):
    """You took a mean for every pixel of a group, over its channels only. A group's pixels share one."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, groups, C // groups, H, W), 2, eps))


def per_pixel_interleaved(x, gamma, beta, groups, eps=1e-5):
    """Two slips: you put every groups-th channel into a group, where a group is a block of neighbours; and you took a mean for
    every pixel, where a group's pixels share one."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, C // groups, groups, H, W), 1, eps))


def group_axis_zero(x, gamma, beta, groups, eps=1e-5):
    """You reshaped to (N·groups, −1) and reduced along axis 0. A row is a group of an example: reduce along axis 1."""
    return grouped(x, gamma, beta, over(x.reshape(len(x) * groups, -1), 0, eps))


def groups_are_channels(x, gamma, beta, groups, eps=1e-5):
    """You normalized each channel by itself; that is instance norm. A group's channels share a mean and a variance."""
    return grouped(x, gamma, beta, over(x, (2, 3), eps))


def groups_ignored(x, gamma, beta, groups, eps=1e-5):
    """You normalized all channels of an example together. Each group has its own mean and variance."""
    return grouped(x, gamma, beta, over(x, (1, 2, 3), eps))


def group_norm_over_batch(x, gamma, beta, groups, eps=1e-5):
    """The examples of your batch share a mean and a variance. In group norm every example has its own."""
    return grouped(x, gamma, beta, over(x.reshape(len(x), groups, -1), (0, 2), eps))


def groups_taken_for_size(x, gamma, beta, groups, eps=1e-5):
    """You took `groups` for the number of channels in a group. It is the number of groups."""
    return group_norm(x, gamma, beta, x.shape[1] // groups, eps)


def batch_norm_in_place_of_group_norm(x, gamma, beta, groups, eps=1e-5):
    """You normalized each channel over the batch; that is batch norm. Group norm stays within an example."""
    return grouped(x, gamma, beta, over(x, (0, 2, 3), eps))


def affine_on_last_axis(x, gamma, beta, groups, eps=1e-5):
    """gamma and beta ran along the width, NumPy's last axis. Give them the shape (C, 1, 1)."""
    return gamma * group_norm(x, np.ones(len(gamma)), np.zeros(len(beta)), groups, eps) + beta


@named("gamma_dropped")
def group_gamma_dropped(x, gamma, beta, groups, eps=1e-5):
    """The scale gamma is missing from your result."""
    return group_norm(x, np.ones_like(gamma), beta, groups, eps)


@named("beta_dropped")
def group_beta_dropped(x, gamma, beta, groups, eps=1e-5):
    """The shift beta is missing from your result."""
    return group_norm(x, gamma, np.zeros_like(beta), groups, eps)


GROUP = (
    groups_interleaved,
    per_pixel_in_group,
    per_pixel_interleaved,
    group_axis_zero,
    groups_are_channels,
    groups_ignored,
    group_norm_over_batch,
    groups_taken_for_size,
    batch_norm_in_place_of_group_norm,
    affine_on_last_axis,
    *map(in_group_norm, slips_of("Each group of each example")),
    group_gamma_dropped,
    group_beta_dropped,
)


# Mistakes in the backward passes, on rows that share a mean: (g, x_hat, inv_std) -> dx


def mean_of(rows):
    """The mean of each row."""
    return rows.mean(axis=1, keepdims=True)


def statistics_constant(g, x_hat, inv_std):
    """You took the mean and the variance for constants. They depend on x too."""
    return inv_std * g


def mean_path_missing(g, x_hat, inv_std):
    """The path through the mean is missing: subtract the mean of dy · gamma."""
    return inv_std * (g - x_hat * mean_of(g * x_hat))


def variance_path_missing(g, x_hat, inv_std):
    """The path through the variance is missing: subtract x_hat times the mean of dy · gamma · x_hat."""
    return inv_std * (g - mean_of(g))


def variance_path_sign(g, x_hat, inv_std):
    """You added the variance's path. It is subtracted."""
    return inv_std * (g - mean_of(g) + x_hat * mean_of(g * x_hat))


def sums_for_means(g, x_hat, inv_std):
    """You subtracted sums. Beside dy · gamma stand means: divide by m."""
    return inv_std * (g - g.shape[1] * (mean_of(g) + x_hat * mean_of(g * x_hat)))


def inv_std_missing(g, x_hat, inv_std):
    """inv_std is missing from dx."""
    return g - mean_of(g) - x_hat * mean_of(g * x_hat)


def means_over_batch(g, x_hat, inv_std):
    """You took the means over the rows' axis; that is batch norm's backward pass. Here the means stay within an example."""
    mean, gx = g.mean(axis=0), (g * x_hat).mean(axis=0)
    return inv_std * (g - mean - x_hat * gx)


ROWS = (
    statistics_constant,
    mean_path_missing,
    variance_path_missing,
    variance_path_sign,
    sums_for_means,
    inv_std_missing,
    means_over_batch,
)


def row_statistics(rows, eps):
    """(x_hat, inv_std) of rows."""
    inv_std = 1 / np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    return (rows - mean_of(rows)) * inv_std, inv_std


def in_layer_norm_dx(slip):
    """A slip in dx as one of `layer_norm_backward`."""

    @functools.wraps(slip)
    def mistake(dy, x, gamma, eps=1e-5):
        return slip(dy * gamma, *row_statistics(x, eps)), *layer_norm_backward(dy, x, gamma, eps)[1:]

    return mistake


def in_group_norm_dx(slip):
    """A slip in dx as one of `group_norm_backward`."""

    @functools.wraps(slip)
    def mistake(dy, x, gamma, groups, eps=1e-5):
        rows = lambda array: array.reshape(len(x) * groups, -1)  # noqa: E731
        dx = slip(rows(dy * gamma[:, None, None]), *row_statistics(rows(x), eps)).reshape(x.shape)
        return dx, *group_norm_backward(dy, x, gamma, groups, eps)[1:]

    return mistake


# Exact gradients of wrong forward passes: chapter 3's, where a row shares a mean

WRONG = {name: how for name, how in WRONG_FORWARDS.items() if name != "eps_missing"}  # that is eps_dropped_backward


def layer_gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a layer norm with inv_std = phi(var, eps, m)."""

    @named(f"gradient_of_{name}")
    def mistake(dy, x, gamma, eps=1e-5):
        dx, x_hat = gradient_through(phi, (dy * gamma).T, x.T, eps)
        return dx.T, (dy * x_hat.T).sum(axis=0), dy.sum(axis=0)

    mistake.__doc__ = told_of(forward, remedy)
    return mistake


def group_gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a group norm with inv_std = phi(var, eps, m)."""

    @named(f"gradient_of_{name}")
    def mistake(dy, x, gamma, groups, eps=1e-5):
        columns = lambda array: array.reshape(len(x) * groups, -1).T  # noqa: E731
        dx, x_hat = gradient_through(phi, columns(dy * gamma[:, None, None]), columns(x), eps)
        dgamma = (dy * x_hat.T.reshape(x.shape)).sum(axis=(0, 2, 3))
        return dx.T.reshape(x.shape), dgamma, dy.sum(axis=(0, 2, 3))

    mistake.__doc__ = told_of(forward, remedy)
    return mistake


def gradient_of_layer_norm_over_batch(dy, x, gamma, eps=1e-5):
    """Your backward pass is the exact gradient of batch norm, which normalizes each feature over the batch. Layer norm
    normalizes each example over its features."""
    dx, x_hat = gradient_through(lambda var, eps, m: 1 / np.sqrt(var + eps), dy * gamma, x, eps)
    return dx, (dy * x_hat).sum(axis=0), dy.sum(axis=0)


def gamma_outside_sums(dy, x, gamma, eps=1e-5):
    """You took gamma out of the means. In batch norm gamma is constant where the means run; here it differs from feature to
    feature: multiply dy by gamma first."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, np.ones_like(gamma), eps)
    return gamma * dx, dgamma, dbeta


def gamma_missing(dy, x, gamma, eps=1e-5):
    """gamma is missing from dx: what reaches x_hat is dy · gamma."""
    return layer_norm_backward(dy, x, np.ones_like(gamma), eps)


def eps_dropped_backward(dy, x, gamma, eps=1e-5):
    """eps is missing: your backward pass is the exact gradient of a forward pass without it. It is added to the variance."""
    return layer_norm_backward(dy, x, gamma, 0.0)


def parameters_over_features(dy, x, gamma, eps=1e-5):
    """You summed dgamma and dbeta over the features. They are shared by the examples: sum over axis 0."""
    x_hat, _ = row_statistics(x, eps)
    return layer_norm_backward(dy, x, gamma, eps)[0], (dy * x_hat).sum(axis=1), dy.sum(axis=1)


def parameters_averaged(dy, x, gamma, eps=1e-5):
    """You took means for dgamma and dbeta. They are shared by the examples, so the gradients add up: take sums."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, dgamma / len(x), dbeta / len(x)


def dgamma_with_x(dy, x, gamma, eps=1e-5):
    """You multiplied dy by x for dgamma. gamma multiplies the normalized input: Σ dy · x_hat."""
    dx, _, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, (dy * x).sum(axis=0), dbeta


def dgamma_dbeta_swapped(dy, x, gamma, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, eps)
    return dx, dbeta, dgamma


LAYER_BACKWARD = (
    gamma_outside_sums,
    *map(in_layer_norm_dx, ROWS),
    gamma_missing,
    eps_dropped_backward,
    gradient_of_layer_norm_over_batch,
    *(layer_gradient_of(name, *how) for name, how in WRONG.items()),
    parameters_over_features,
    parameters_averaged,
    dgamma_with_x,
    dgamma_dbeta_swapped,
)


@named("gamma_outside_sums")
def group_gamma_outside_sums(dy, x, gamma, groups, eps=1e-5):
    """You took gamma out of the means. In batch norm gamma is constant where the means run; a group has several channels, each
    with its own: multiply dy by gamma first."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, np.ones_like(gamma), groups, eps)
    return gamma[:, None, None] * dx, dgamma, dbeta


@named("gamma_missing")
def group_gamma_missing(dy, x, gamma, groups, eps=1e-5):
    """gamma is missing from dx: what reaches x_hat is dy · gamma."""
    return group_norm_backward(dy, x, np.ones_like(gamma), groups, eps)


@named("eps_dropped_backward")
def group_eps_dropped_backward(dy, x, gamma, groups, eps=1e-5):
    """eps is missing: your backward pass is the exact gradient of a forward pass without it. It is added to the variance."""
    return group_norm_backward(dy, x, gamma, groups, 0.0)


def gradient_of_groups_interleaved(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm that puts every groups-th channel into a group (c % groups). A
    group is a block of neighbours."""
    N, C, H, W = x.shape
    return gradient_over(dy, x, gamma, eps, (1, 3, 4), (N, C // groups, groups, H, W))


def gradient_of_per_pixel_in_group(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm with a mean for every pixel of a group. A group's pixels share
    one."""
    N, C, H, W = x.shape
    return gradient_over(dy, x, gamma, eps, 2, (N, groups, C // groups, H, W))


def gradient_of_per_pixel_interleaved(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm with two slips: it puts every groups-th channel into a group, where
    a group is a block of neighbours; and it takes a mean for every pixel, where a group's pixels share one."""
    N, C, H, W = x.shape
    return gradient_over(dy, x, gamma, eps, 1, (N, C // groups, groups, H, W))


def gradient_of_group_axis_zero(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm that reshapes to (N·groups, −1) and reduces along axis 0. A row is
    a group of an example: reduce along axis 1."""
    return gradient_over(dy, x, gamma, eps, 0, (len(x) * groups, -1))


def gradient_of_groups_are_channels(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of instance norm: each channel by itself. A group's channels share their means."""
    return gradient_over(dy, x, gamma, eps, (2, 3))


def gradient_of_groups_ignored(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a norm over all channels of an example together. Each group has its own mean
    and variance."""
    return gradient_over(dy, x, gamma, eps, (1, 2, 3))


def gradient_of_group_norm_over_batch(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm whose examples share a mean and a variance. Every example has its
    own."""
    return gradient_over(dy, x, gamma, eps, (0, 2), (len(x), groups, -1))


def gradient_of_groups_taken_for_size(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm that takes `groups` for the number of channels in a group. It is
    the number of groups."""
    return group_norm_backward(dy, x, gamma, x.shape[1] // groups, eps)


def gradient_of_batch_norm_in_place_of_group_norm(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of batch norm: each channel over the batch. Group norm stays within an example."""
    return gradient_over(dy, x, gamma, eps, (0, 2, 3))


OTHER_GROUPS = (
    gradient_of_groups_interleaved,
    gradient_of_per_pixel_in_group,
    gradient_of_per_pixel_interleaved,
    gradient_of_group_axis_zero,
    gradient_of_groups_are_channels,
    gradient_of_groups_ignored,
    gradient_of_group_norm_over_batch,
    gradient_of_groups_taken_for_size,
    gradient_of_batch_norm_in_place_of_group_norm,
)


@named("parameters_unsummed")
def group_parameters_unsummed(dy, x, gamma, groups, eps=1e-5):
    """Your dgamma and dbeta have a row for each example. They are shared by all examples: sum over axis 0 too."""
    x_hat = group_norm(x, np.ones_like(gamma), np.zeros_like(gamma), groups, eps)
    return group_norm_backward(dy, x, gamma, groups, eps)[0], (dy * x_hat).sum(axis=(2, 3)), dy.sum(axis=(2, 3))


@named("dgamma_dbeta_swapped")
def group_dgamma_dbeta_swapped(dy, x, gamma, groups, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, gamma, groups, eps)
    return dx, dbeta, dgamma


GROUP_BACKWARD = (
    group_gamma_outside_sums,
    *map(in_group_norm_dx, ROWS),
    group_gamma_missing,
    group_eps_dropped_backward,
    *OTHER_GROUPS,
    *(group_gradient_of(name, *how) for name, how in WRONG.items()),
    group_parameters_unsummed,
    group_dgamma_dbeta_swapped,
)


# Mistakes in ghost batch norm


def in_ghosts(slip):
    """A slip in chapter 2's statistics as one of `ghost_batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, ghost_size, eps=1e-5):
        parts = x.reshape(-1, ghost_size, x.shape[1])
        x_hat = [(part - mean) * inv_std for part in parts for mean, inv_std in [slip(part, eps)]]
        return gamma * np.concatenate(x_hat) + beta

    return mistake


def ghosts_ignored(x, gamma, beta, ghost_size, eps=1e-5):
    """You normalized over the whole batch. Each ghost batch has its own mean and variance."""
    return ghost_batch_norm(x, gamma, beta, len(x), eps)


def ghosts_interleaved(x, gamma, beta, ghost_size, eps=1e-5):
    """You put every k-th example into a ghost batch. A ghost batch is a block of neighbours."""
    parts = x.reshape(ghost_size, -1, x.shape[1])
    return (gamma * over(parts, 0, eps) + beta).reshape(x.shape)


def size_taken_for_count(x, gamma, beta, ghost_size, eps=1e-5):
    """You took ghost_size for the number of ghost batches. It is the number of examples in one."""
    return ghost_batch_norm(x, gamma, beta, len(x) // ghost_size, eps)


def first_ghost_for_all(x, gamma, beta, ghost_size, eps=1e-5):
    """You normalized all examples with the first ghost batch's statistics. Each ghost batch has its own."""
    first = x[:ghost_size]
    return gamma * (x - first.mean(axis=0)) / np.sqrt(first.var(axis=0) + eps) + beta


GHOST = (
    ghosts_ignored,
    ghosts_interleaved,
    size_taken_for_count,
    first_ghost_for_all,
    *map(in_ghosts, STATISTICS),
)


# The inputs


def layer_cases(seed):
    """Chapter 2's batches with eps kept; one feature alone is always normalized to 0, so that batch is left out.

    Equal N and D let statistics without keepdims broadcast along the wrong axis without an error; eps near the variance, beyond
    it and at its default shows every slip with eps.
    """
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise and case.args["x"].shape[1] > 1:
            yield Case(case.name, case.args, case.tolerance)


def layer_backward_cases(seed):
    """The same with a random dy. A gamma that differs from feature to feature shows gamma_outside_sums; equal N and D leave
    parameters_over_features the right shape.
    """
    random = np.random.default_rng([seed, 20])
    for case in layer_cases(seed):
        args = {name: value for name, value in case.args.items() if name != "beta"}
        yield Case(case.name, dict(dy=dy_like(case, random)) | args, case.tolerance)


def dy_like(case, random):
    """A random gradient of x's shape and type, with one digit in the small case."""
    x = case.args["x"]
    dy = random.normal(size=x.shape).astype(x.dtype)
    return dy.round(1) if "small" in case.name else dy


def group_cases(seed):
    """Images with 1 < groups < C, C ≠ groups², and H ≠ W, N > 1: elsewhere the slips hide."""
    random = np.random.default_rng([seed, 21])
    kinds = [
        ("the images are small", (2, 4, 1, 2), 2, 0.1, 1.0, 1),
        # 6 channels in 2 groups: groups_interleaved, groups_taken_for_size, and every slip with eps
        ("eps is of the order of the variance", (2, 6, 2, 3), 2, 0.13, 0.4, 12),
        ("eps is larger than the variance", (3, 6, 1, 2), 3, 1.7, 0.8, 12),  # eps_squared, eps_subtracted
        ("the width equals the number of channels", (2, 4, 2, 4), 2, 0.2, 1.0, 12),  # affine_on_last_axis
        (
            "eps is left at its default",
            (2, 6, 2, 1),
            2,
            None,
            0.01,
            12,
        ),  # another default; here eps_hard_coded is right
        ("there is one group", (2, 3, 2, 2), 1, 0.3, 1.0, 12),  # groups_are_channels, per_pixel_in_group
        ("each channel is a group", (3, 3, 2, 3), 3, 0.3, 1.0, 12),  # groups_ignored, batch_norm_in_place_of_group_norm
    ]
    for name, (N, C, H, W), groups, eps, std, digits in kinds:
        x = std * (2 * random.normal(size=(C, 1, 1)) + random.normal(size=(N, C, H, W)))
        arrays = dict(x=x, gamma=random.normal(1, 1, C), beta=random.normal(1, 1, C))
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        yield Case(name, arrays | dict(groups=groups) | ({} if eps is None else dict(eps=eps)))


def group_backward_cases(seed):
    """The same with a random dy. Channels of a block with unequal gammas show gamma_outside_sums."""
    random = np.random.default_rng([seed, 22])
    for case in group_cases(seed):
        args = {name: value for name, value in case.args.items() if name != "beta"}
        yield Case(case.name, dict(dy=dy_like(case, random)) | args, case.tolerance)


def ghost_cases(seed):
    """Batches of two and more ghosts, ghost_size never the number of ghosts alone."""
    random = np.random.default_rng([seed, 23])
    kinds = [
        ("the batch is small", (6, 2), 3, 0.1, 1.0, 1),  # 2 ghosts of 3: size_taken_for_count
        ("eps is of the order of the variance", (12, 3), 4, 0.13, 0.4, 12),  # every slip with eps; ghosts_ignored
        ("eps is larger than the variance", (8, 4), 4, 1.7, 0.8, 12),  # eps_squared, eps_subtracted
        ("eps is left at its default", (15, 2), 5, None, 0.01, 12),  # another default; here eps_hard_coded is right
        ("there are as many ghosts as examples in one", (16, 3), 4, 0.2, 1.0, 12),  # ghosts_interleaved
        ("the batch is one ghost", (6, 3), 6, 0.2, 1.0, 12),  # it is batch norm, and ghosts_ignored is right
        ("there are as many examples in a ghost as features", (9, 3), 3, 0.3, 1.0, 12),  # over_features
    ]
    for name, (N, D), ghost_size, eps, std, digits in kinds:
        x = std * (2 * random.normal(size=D) + random.normal(size=(N, D)))
        arrays = dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D))
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        yield Case(name, arrays | dict(ghost_size=ghost_size) | ({} if eps is None else dict(eps=eps)))


# How large each output is, and what a wrong one may be off by


def layer_scales(x, gamma, beta, eps=1e-5):
    """|gamma|·max|x_hat| + |beta|."""
    return {"y": np.abs(gamma) * np.abs(right_rows(x, eps)).max() + np.abs(beta)}


def layer_backward_scales(dy, x, gamma, eps=1e-5):
    """max|gamma·dy|·max inv_std over the whole array, Σ|dy|·max(|x_hat|, 0.1), Σ|dy|."""
    x_hat, inv_std = row_statistics(x, eps)
    return {
        "dx": np.abs(gamma * dy).max() * inv_std.max(),
        "dgamma": (np.abs(dy) * np.maximum(np.abs(x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


def features_symbols(x, gamma, **others):
    """m and gamma."""
    return {"m": x.shape[1], "gamma": gamma}


DEMONSTRATIONS = {
    "instance_norm": "group norm with a group for each channel: groups_are_channels names it",
}

EXERCISES = [
    Exercise(
        layer_norm,
        cases=layer_cases,
        outputs=("y",),
        mistakes=LAYER,
        scales=layer_scales,
        symbols=features_symbols,
        points=2,
        section="layer-norm",
        purpose="What transformers use: statistics over the features of one example, so that no batch is needed.",
        hints=(
            "Which axis of x runs over the features of an example?",
            "keepdims=True gives the statistics the shape (N, 1), which fits x again. gamma and beta still belong to features.",
            "y = gamma · (x − x.mean(1)) / √(x.var(1) + eps) + beta, with keepdims.",
        ),
        use="""x = np.random.default_rng(0).normal(size=(4, 6))
y = layer_norm(x, np.ones(6), np.zeros(6))
print("an example alone gives the same:", np.allclose(layer_norm(x[:1], np.ones(6), np.zeros(6)), y[:1]))""",
    ),
    Exercise(
        layer_norm_backward,
        cases=layer_backward_cases,
        outputs=("dx", "dgamma", "dbeta"),
        mistakes=LAYER_BACKWARD,
        scales=layer_backward_scales,
        symbols=features_symbols,
        weights={"dx": 2},
        points=3,
        section="layer-norm",
        purpose="Almost batch norm's backward pass with the axes swapped. Almost: look for the step that is no longer allowed.",
        hints=(
            "In batch norm's closed form gamma stands in front of everything. Why was it allowed to?",
            "Here the means run over the features, and gamma differs from feature to feature.",
            "g = dy · gamma; dx = inv_std · (g − mean(g) − x_hat · mean(g · x_hat)), means over axis 1.",
        ),
        use="""random = np.random.default_rng(0)
x, dy, gamma = random.normal(size=(3, 5)), random.normal(size=(3, 5)), random.uniform(0.5, 2, 5)
dx, _, _ = layer_norm_backward(dy, x, gamma)
print("sum of dx over each example's features:", np.abs(dx.sum(axis=1)).round(12))
print("sum of dx over the batch, which batch norm would make 0:", dx.sum(axis=0).round(2))""",
    ),
    Exercise(
        group_norm,
        cases=group_cases,
        outputs=("y",),
        mistakes=GROUP,
        points=2,
        section="group-norm",
        purpose="Between layer norm and one mean for each channel: a few channels of one image share a mean.",
        hints=(
            "How many values share a mean? Which axes of x.reshape(N, groups, C // groups, H, W) do they lie along?",
            "Reshape so that a block is one axis, normalize along it, reshape back, then scale each channel.",
            "x.reshape(N, groups, −1), mean and var over axis 2.",
        ),
        use="""x = np.random.default_rng(0).normal(3, 2, size=(2, 6, 4, 4))
for groups in (1, 2, 6):
    y = group_norm(x, np.ones(6), np.zeros(6), groups)
    print(groups, "groups: means of the first image's channels", y[0].mean(axis=(1, 2)).round(2))""",
    ),
    Exercise(
        group_norm_backward,
        cases=group_backward_cases,
        outputs=("dx", "dgamma", "dbeta"),
        mistakes=GROUP_BACKWARD,
        weights={"dx": 2},
        points=3,
        section="group-norm",
        purpose="The same step is forbidden here, and for the same reason.",
        hints=(
            "Is gamma constant within a block?",
            "Multiply dy by gamma, then reshape both to blocks.",
            "dx = inv_std · (g − mean(g) − x_hat · mean(g · x_hat)), means over a block; dgamma, dbeta sum over (0, 2, 3).",
        ),
        use="""random = np.random.default_rng(0)
x, dy = random.normal(size=(2, 6, 3, 3)), np.zeros((2, 6, 3, 3))
dy[0, 1, 1, 1] = 1.0                                     # the loss looks at one pixel of channel 1 of the first image
for groups in (1, 2, 6):
    dx, _, _ = group_norm_backward(dy, x, np.ones(6), groups)
    print(groups, "groups: channels that feel it, image by image:", [np.flatnonzero(d.any(axis=(1, 2))).tolist() for d in dx])""",
    ),
    Exercise(
        ghost_batch_norm,
        cases=ghost_cases,
        outputs=("y",),
        mistakes=GHOST,
        symbols=lambda x, gamma, beta, ghost_size, eps=1e-5: {"m": ghost_size, "gamma": gamma, "beta": beta},
        points=2,
        section="ghost-batch-norm",
        purpose="A large batch gives steady statistics, and less of the noise that regularizes. Ghost batches bring it back.",
        hints=(
            "If 6 examples come in ghosts of 3, which examples share a mean?",
            "x.reshape(−1, ghost_size, D) has a ghost batch for each entry of its first axis.",
            "Mean and var over axis 1 with keepdims, then reshape back to x.shape.",
        ),
        use="""x = np.random.default_rng(0).normal(size=(512, 1))
whole = (x - x.mean()) / x.std()
for size in (4, 32, 256):
    noise = ghost_batch_norm(x, np.ones(1), np.zeros(1), size) - whole
    print(f"ghosts of {size:3}: the output differs from the whole batch's by {noise.std():.3f}")""",
    ),
]

QUESTIONS = [
    Question(
        "which_norm_when",
        "You train a detector whose images are so large that two fit on a device. Which normalization would you choose, and why?"
        " What would you give up?",
        "With two examples batch norm's statistics are very noisy in dense layers, and differ from the stored ones (1 point)."
        " Group norm (or synchronized batch norm) does not depend on the batch's size; one gives up the noise that regularizes,"
        " and, with group norm, folding into the weights (1 point).",
    ),
]

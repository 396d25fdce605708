"""The backward pass of group norm."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise, pairs, setting
from ch03_backprop.caches import gradient_like
from ch03_backprop.wrong_forwards import under

from .backward import (
    OWN_PAIRS,
    PAIRS_OF_PATHS,
    ROWS,
    mean_of,
    row_statistics,
    with_gamma_outside,
)
from .group_norm import group_cases, group_norm
from .other_groups import GRADIENTS, group_gradient_of
from .quantities import group_backward_quantities


def group_norm_backward(dy, x, gamma, groups, eps=1e-5):
    """The backward pass of group norm.

        y = gamma · x_hat + beta        x_hat: each block of each example normalized

    dy      gradient with respect to y, of shape (N, C, H, W)
    x       array of shape (N, C, H, W)
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


def in_group_norm_dx(slip):
    """A slip in dx as one of `group_norm_backward`."""

    @functools.wraps(slip)
    def mistake(dy, x, gamma, groups, eps=1e-5):
        rows = lambda array: array.reshape(len(x) * groups, -1)  # noqa: E731
        dx = slip(rows(dy * gamma[:, None, None]), *row_statistics(rows(x), eps)).reshape(x.shape)
        return dx, *group_norm_backward(dy, x, gamma, groups, eps)[1:]

    return mistake


def gamma_outside_sums(dy, x, gamma, groups, eps=1e-5):
    """You took gamma out of the means. In batch norm gamma is constant where the means run; a group has several channels, each
    with its own: multiply dy by gamma first."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, np.ones_like(gamma), groups, eps)
    return gamma[:, None, None] * dx, dgamma, dbeta


def gamma_missing(dy, x, gamma, groups, eps=1e-5):
    """gamma is missing from dx: what reaches x_hat is dy · gamma."""
    return group_norm_backward(dy, x, np.ones_like(gamma), groups, eps)


def eps_dropped_backward(dy, x, gamma, groups, eps=1e-5):
    """eps is missing: your backward pass is the exact gradient of a forward pass without it. It is added to the variance."""
    return group_norm_backward(dy, x, gamma, groups, 0.0)


def rows_of(array, groups):
    """(N, C, H, W) -> (N·groups, m)."""
    return array.reshape(len(array) * groups, -1)


def gamma_tiled(dy, x, gamma, groups, eps=1e-5):
    """Your gamma is misaligned with the blocks: a block's values run pixel by pixel within a channel, so a channel's gamma is
    repeated H·W times before the next one comes. Multiply dy by gamma[:, None, None] first, then reshape."""
    _, C, H, W = x.shape
    tiled = np.tile(gamma.reshape(groups, 1, C // groups), (1, H * W, 1)).reshape(1, C, H, W)
    g, (x_hat, inv_std) = rows_of(dy * tiled, groups), row_statistics(rows_of(x, groups), eps)
    dx = inv_std * (g - mean_of(g) - x_hat * mean_of(g * x_hat))
    return dx.reshape(x.shape), *group_norm_backward(dy, x, gamma, groups, eps)[1:]


def divided_by(name, count, told):
    """The slip of dividing the sums by another number than m, (shape, groups) -> number."""

    def slip(dy, x, gamma, groups, eps=1e-5):
        g, (x_hat, inv_std) = rows_of(dy * gamma[:, None, None], groups), row_statistics(rows_of(x, groups), eps)
        ratio = g.shape[1] / count(x.shape, groups)
        dx = inv_std * (g - (mean_of(g) + x_hat * mean_of(g * x_hat)) * ratio)
        return dx.reshape(x.shape), *group_norm_backward(dy, x, gamma, groups, eps)[1:]

    slip.__name__, slip.__doc__ = name, told
    return slip


BLOCK = "m is the number of values in a block, C/groups · H · W."
COUNTS = (
    divided_by("m_is_pixels", lambda shape, groups: shape[2] * shape[3], f"You divided the sums by H·W. {BLOCK}"),
    divided_by("m_is_channels", lambda shape, groups: shape[1] // groups, f"You divided the sums by C/groups. {BLOCK}"),
    divided_by(
        "m_is_whole_example",
        lambda shape, groups: shape[1] * shape[2] * shape[3],
        f"You divided the sums by C·H·W. {BLOCK}",
    ),
    divided_by(
        "m_counts_the_batch",
        lambda shape, groups: shape[0] * shape[2] * shape[3],
        f"You divided the sums by N·H·W, as in batch norm. {BLOCK}",
    ),
    divided_by("m_is_the_number_of_examples", lambda shape, groups: shape[0], f"You divided the sums by N. {BLOCK}"),
)


def dgamma_of(name, value, told):
    """The slip of multiplying dy by something else than x_hat, (x, groups, eps) -> array."""

    def slip(dy, x, gamma, groups, eps=1e-5):
        dx, _, dbeta = group_norm_backward(dy, x, gamma, groups, eps)
        return dx, (dy * value(x, groups, eps)).sum(axis=(0, 2, 3)), dbeta

    slip.__name__, slip.__doc__ = name, told
    return slip


def centered(x, groups, eps=0.0):
    """x minus its group's mean."""
    rows = rows_of(x, groups)
    return (rows - mean_of(rows)).reshape(x.shape)


DGAMMA = (
    dgamma_of(
        "dgamma_with_centered",
        centered,
        "You multiplied dy by x − mean for dgamma. gamma multiplies x_hat, which is divided by the standard deviation too.",
    ),
    dgamma_of(
        "dgamma_with_x",
        lambda x, groups, eps: x,
        "You multiplied dy by x for dgamma. gamma multiplies the normalized input: Σ dy · x_hat.",
    ),
    dgamma_of(
        "dgamma_is_dbeta", lambda x, groups, eps: 1.0, "Your dgamma is Σ dy; that is dbeta. x_hat belongs into the sum."
    ),
)


def parameters_averaged(dy, x, gamma, groups, eps=1e-5):
    """You took means for dgamma and dbeta. A gamma is shared by examples and pixels, so the gradients add up: take sums."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, gamma, groups, eps)
    return dx, dgamma * x.shape[1] / x.size, dbeta * x.shape[1] / x.size


def gamma_twice(dy, x, gamma, groups, eps=1e-5):
    """You multiplied dx by gamma two times. Once is right, before the means are taken."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, gamma, groups, eps)
    return dx * gamma[:, None, None], dgamma, dbeta


def eps_hard_coded_backward(dy, x, gamma, groups, eps=1e-5):
    """You used a constant of your own, such as 1e-5, whatever eps is. Use the argument."""
    return group_norm_backward(dy, x, gamma, groups, 1e-5)


def dx_alone(dy, x, gamma, groups, eps=1e-5):
    """You returned one array. Return three: dx, dgamma, dbeta."""
    return group_norm_backward(dy, x, gamma, groups, eps)[0]


def another_default_of_eps(dy, x, gamma, groups, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return group_norm_backward(dy, x, gamma, groups, eps)


def gradient_of_groups_taken_for_size(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of a group norm that takes `groups` for the number of channels in a group. It is
    the number of groups."""
    return group_norm_backward(dy, x, gamma, x.shape[1] // groups, eps)


def parameters_unsummed(dy, x, gamma, groups, eps=1e-5):
    """Your dgamma and dbeta have a row for each example. They are shared by all examples: sum over axis 0 too."""
    x_hat = group_norm(x, np.ones_like(gamma), np.zeros_like(gamma), groups, eps)
    return group_norm_backward(dy, x, gamma, groups, eps)[0], (dy * x_hat).sum(axis=(2, 3)), dy.sum(axis=(2, 3))


def dgamma_dbeta_swapped(dy, x, gamma, groups, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = group_norm_backward(dy, x, gamma, groups, eps)
    return dx, dbeta, dgamma


def group_backward_cases(seed):
    """The same with a random dy. Channels of a block with unequal gammas show gamma_outside_sums."""
    random = np.random.default_rng([seed, 22])
    for case in group_cases(seed):
        args = {name: value for name, value in case.args.items() if name != "beta"}
        yield replace(case, args=dict(dy=gradient_like(case.args["x"], random, case)) | args)


OWN_FORWARD = (gradient_of_groups_taken_for_size, *GRADIENTS)
IN_DX = tuple(map(in_group_norm_dx, ROWS))
CHANGES = {
    "gamma_missing": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "eps_dropped_backward": setting(eps=0.0),
    "eps_hard_coded_backward": setting(eps=1e-5),
    "gradient_of_groups_taken_for_size": setting(groups=lambda given: given["x"].shape[1] // given["groups"]),
}


EXERCISE = Exercise(
    group_norm_backward,
    cases=group_backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=(
        gamma_outside_sums,
        *IN_DX,
        gamma_missing,
        gamma_twice,
        gamma_tiled,
        eps_dropped_backward,
        eps_hard_coded_backward,
        *COUNTS,
        *OWN_FORWARD,
        *DGAMMA,
        parameters_averaged,
        parameters_unsummed,
        dgamma_dbeta_swapped,
        dx_alone,
        another_default_of_eps,
    ),
    variants=(
        *(under(slug, group_gradient_of("", phi, "", "")) for slug, phi in OWN_PAIRS),
        *map(in_group_norm_dx, PAIRS_OF_PATHS),
        *(with_gamma_outside(gamma_outside_sums, slip, lambda gamma: gamma[:, None, None]) for slip in IN_DX),
        *pairs(CHANGES, (gamma_outside_sums, gamma_tiled, *COUNTS, *IN_DX)),
    ),
    whole=tuple(slip.__name__ for slip in OWN_FORWARD),
    weights={"dx": 2},
    quantities=group_backward_quantities,
    points=3,
    section="group-norm",
    purpose="The same step is forbidden here, and for the same reason.",
    hints=(
        "Is gamma constant within a block?",
        "It is not, unless a block is one channel: multiply dy by gamma first, then make blocks of the product "
        "and of x.",
        "dx = inv_std · (g − mean(g) − x_hat · mean(g · x_hat)), the means over a block; dgamma and dbeta sum "
        "over the axes (0, 2, 3).",
    ),
    use="""random = np.random.default_rng(0)
x, dy = random.normal(size=(2, 6, 3, 3)), np.zeros((2, 6, 3, 3))
dy[0, 1, 1, 1] = 1.0                                     # the loss looks at one pixel of channel 1 of the first image
for groups in (1, 2, 6):
    dx, _, _ = group_norm_backward(dy, x, np.ones(6), groups)
    print(groups, "groups: channels that feel it, image by image:", [np.flatnonzero(d.any(axis=(1, 2))).tolist() for d in dx])""",
)

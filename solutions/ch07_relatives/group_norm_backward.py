"""The backward pass of group norm."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise
from ch03_backprop.caches import gradient_like
from ch03_backprop.wrong_forwards import gradient_over, gradient_through, told_of

from .backward import ROWS, WRONG, row_statistics
from .group_norm import group_cases, group_norm
from .quantities import group_backward_quantities


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


def in_group_norm_dx(slip):
    """A slip in dx as one of `group_norm_backward`."""

    @functools.wraps(slip)
    def mistake(dy, x, gamma, groups, eps=1e-5):
        rows = lambda array: array.reshape(len(x) * groups, -1)  # noqa: E731
        dx = slip(rows(dy * gamma[:, None, None]), *row_statistics(rows(x), eps)).reshape(x.shape)
        return dx, *group_norm_backward(dy, x, gamma, groups, eps)[1:]

    return mistake


def group_gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a group norm with inv_std = phi(var, eps, m)."""

    def mistake(dy, x, gamma, groups, eps=1e-5):
        columns = lambda array: array.reshape(len(x) * groups, -1).T  # noqa: E731
        dx, x_hat = gradient_through(phi, columns(dy * gamma[:, None, None]), columns(x), eps)
        dgamma = (dy * x_hat.T.reshape(x.shape)).sum(axis=(0, 2, 3))
        return dx.T.reshape(x.shape), dgamma, dy.sum(axis=(0, 2, 3))

    mistake.__name__, mistake.__doc__ = f"gradient_of_{name}", told_of(forward, remedy)
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
        yield Case(case.name, dict(dy=gradient_like(case.args["x"], random, case)) | args, case.tolerance)


EXERCISE = Exercise(
    group_norm_backward,
    cases=group_backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=(
        gamma_outside_sums,
        *map(in_group_norm_dx, ROWS),
        gamma_missing,
        eps_dropped_backward,
        gradient_of_groups_interleaved,
        gradient_of_per_pixel_in_group,
        gradient_of_per_pixel_interleaved,
        gradient_of_group_axis_zero,
        gradient_of_groups_are_channels,
        gradient_of_groups_ignored,
        gradient_of_group_norm_over_batch,
        gradient_of_groups_taken_for_size,
        gradient_of_batch_norm_in_place_of_group_norm,
        *(group_gradient_of(name, *how) for name, how in WRONG.items()),
        parameters_unsummed,
        dgamma_dbeta_swapped,
    ),
    weights={"dx": 2},
    quantities=group_backward_quantities,
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
)

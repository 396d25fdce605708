"""Exact gradients of other forward passes: slips that whoever differentiates without an error takes over from group norm."""

from ch03_backprop.wrong_forwards import gradient_over, gradient_through, told_of

from .backward import WRONG


def group_gradient_of(name, phi, forward, remedy):
    """The slip of differentiating, without an error, a group norm with inv_std = phi(var, eps, m)."""

    def mistake(dy, x, gamma, groups, eps=1e-5):
        columns = lambda array: array.reshape(len(x) * groups, -1).T  # noqa: E731
        dx, x_hat = gradient_through(phi, columns(dy * gamma[:, None, None]), columns(x), eps)
        dgamma = (dy * x_hat.T.reshape(x.shape)).sum(axis=(0, 2, 3))
        return dx.T.reshape(x.shape), dgamma, dy.sum(axis=(0, 2, 3))

    mistake.__name__, mistake.__doc__ = f"gradient_of_{name}", told_of(forward, remedy)
    return mistake


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


def gradient_of_batch_norm_in_place_of_group_norm(dy, x, gamma, groups, eps=1e-5):
    """Your backward pass is the exact gradient of batch norm: each channel over the batch. Group norm stays within an example."""
    return gradient_over(dy, x, gamma, eps, (0, 2, 3))


GRADIENTS = (
    gradient_of_groups_interleaved,
    gradient_of_per_pixel_in_group,
    gradient_of_per_pixel_interleaved,
    gradient_of_group_axis_zero,
    gradient_of_groups_are_channels,
    gradient_of_groups_ignored,
    gradient_of_group_norm_over_batch,
    gradient_of_batch_norm_in_place_of_group_norm,
    *(group_gradient_of(name, *how) for name, how in WRONG.items()),
)

"""What the relatives compute on the way: chapter 2's and 3's quantities with other values that share a mean."""

import numpy as np

from bnkit.authoring import Quantities
from ch02_algorithm.quantities import normalizing
from ch03_backprop.quantities import differentiating


def layer_quantities(x, gamma, beta, eps=1e-5):
    """Those of layer norm."""
    return normalizing(x, gamma, beta, eps, axis=1)


def layer_backward_quantities(dy, x, gamma, eps=1e-5):
    """Those of layer norm's backward pass."""
    x_hat, inv_std = normalized(x, eps, 1)
    return differentiating(dy, x, x_hat, inv_std, gamma, eps, axis=1, sums=0)


def normalized(x, eps, axis):
    """x_hat and inv_std."""
    inv_std = 1 / np.sqrt(x.var(axis=axis, keepdims=True) + eps)
    return (x - x.mean(axis=axis, keepdims=True)) * inv_std, inv_std


def ghost_quantities(x, gamma, beta, ghost_size, eps=1e-5):
    """Those of ghost batch norm, in parts of shape (N/ghost_size, ghost_size, D)."""
    return normalizing(x.reshape(-1, ghost_size, x.shape[1]), gamma, beta, eps, axis=1)


def group_quantities(x, gamma, beta, groups, eps=1e-5):
    """Those of group norm, in blocks of shape (N, groups, C/groups, H, W)."""
    blocks = lambda array: in_blocks(array, x.shape, groups)  # noqa: E731
    return normalizing(blocks(x), blocks(gamma[:, None, None]), blocks(beta[:, None, None]), eps, axis=(2, 3, 4))


def group_backward_quantities(dy, x, gamma, groups, eps=1e-5):
    """Those of group norm's backward pass, in the same blocks; the sums for gamma and beta in each channel."""
    blocks = lambda array: in_blocks(array, x.shape, groups)  # noqa: E731
    x_hat, inv_std = normalized(blocks(x), eps, (2, 3, 4))
    scale, axes = blocks(gamma[:, None, None]), (2, 3, 4)
    found = differentiating(blocks(dy), blocks(x), x_hat, inv_std, scale, eps, axis=axes, sums=axes)
    sums = {"Σ dy · x_hat": (dy * x_hat.reshape(x.shape)).sum(axis=(0, 2, 3)), "Σ dy": dy.sum(axis=(0, 2, 3))}
    return Quantities(found.right | sums, found.mistaken)


def in_blocks(array, shape, groups):
    """Values along an image, in blocks of shape (N, groups, C/groups, H, W)."""
    N, C, H, W = shape
    return np.broadcast_to(array, shape).reshape(N, groups, C // groups, H, W)

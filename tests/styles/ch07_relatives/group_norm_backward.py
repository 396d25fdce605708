"""Right answers to `group_norm_backward`, as different people write them."""

import math

import numpy as np

from .group_norm import along
from .layer_norm_backward import layer_backward_in_sums, normalized


def group_backward_in_sums(dy, x, gamma, groups, eps=1e-5):
    shape, z = x.shape, x.reshape(len(x), groups, -1)
    k = z.shape[2]
    inv_std = (z.var(axis=2, keepdims=True) + eps) ** -0.5
    x_hat, g = (z - z.mean(axis=2, keepdims=True)) * inv_std, (dy * along(gamma)).reshape(z.shape)
    inner = k * g - g.sum(axis=2, keepdims=True) - x_hat * (g * x_hat).sum(axis=2, keepdims=True)
    dgamma = np.einsum("nchw,nchw->c", dy, x_hat.reshape(shape))
    return (inv_std / k * inner).reshape(shape), dgamma, np.einsum("nchw->c", dy)


def group_backward_by_loops(dy, x, gamma, groups, eps=1e-5):
    width, dx, x_hat, g = x.shape[1] // groups, np.zeros_like(x), np.zeros_like(x), dy * along(gamma)
    for n in range(len(x)):
        for first in range(0, x.shape[1], width):
            place = n, slice(first, first + width)
            inv_std = 1 / math.sqrt(x[place].var() + eps)
            x_hat[place] = h = (x[place] - x[place].mean()) * inv_std
            dx[place] = inv_std * (g[place] - g[place].mean() - h * (g[place] * h).mean())
    return dx, (dy * x_hat).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def group_backward_split(dy, x, gamma, groups, eps=1e-5):
    axes, dx, x_hats = (1, 2, 3), [], []
    for part, g in zip(np.split(x, groups, axis=1), np.split(dy * along(gamma), groups, axis=1), strict=True):
        inv_std = 1 / np.sqrt(part.var(axis=axes, keepdims=True) + eps)
        x_hats.append((part - part.mean(axis=axes, keepdims=True)) * inv_std)
        correlation = (g * x_hats[-1]).mean(axis=axes, keepdims=True)
        dx.append(inv_std * (g - g.mean(axis=axes, keepdims=True) - x_hats[-1] * correlation))
    x_hat = np.concatenate(x_hats, axis=1)
    return np.concatenate(dx, axis=1), (dy * x_hat).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def group_backward_staged(dy, x, gamma, groups, eps=1e-5):
    z = x.reshape(len(x), groups, -1)
    k, centered = z.shape[2], z - z.mean(axis=2, keepdims=True)
    inv_std = 1 / np.sqrt((centered**2).mean(axis=2, keepdims=True) + eps)
    g = (dy * along(gamma)).reshape(z.shape)
    dvar = -0.5 * inv_std**3 * (g * centered).sum(axis=2, keepdims=True)
    dmean = -inv_std * g.sum(axis=2, keepdims=True)
    dx = g * inv_std + 2 * centered * dvar / k + dmean / k
    return dx.reshape(x.shape), (dy * (centered * inv_std).reshape(x.shape)).sum((0, 2, 3)), dy.sum((0, 2, 3))


def group_backward_as_layers(dy, x, gamma, groups, eps=1e-5):
    rows = x.reshape(len(x) * groups, -1)
    g = (dy * along(gamma)).reshape(rows.shape)
    dx, _, _ = layer_backward_in_sums(g, rows, np.ones(rows.shape[1]), eps)
    x_hat = normalized(rows, eps)[0].reshape(x.shape)
    return dx.reshape(x.shape), (dy * x_hat).sum(axis=(0, 2, 3)), dy.sum(axis=(0, 2, 3))


def group_backward_to_lists(dy, x, gamma, groups, eps=1e-5):
    return tuple(gradient.tolist() for gradient in group_backward_split(dy, x, gamma, groups, eps))


STYLES = [
    group_backward_in_sums,
    group_backward_by_loops,
    group_backward_split,
    group_backward_staged,
    group_backward_as_layers,
    group_backward_to_lists,
]

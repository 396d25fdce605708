"""Right answers to chapter 7's pieces, as different people write them."""

import math

import numpy as np
from styles.ch02 import STATISTICS, named

# layer_norm: batch norm's statistics of the transposed batch


def layering(statistics):
    def function(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x.T, eps)
        return gamma * ((x.T - mean) * inv_std).T + beta

    return named(function, statistics.__name__)


def example_by_example(x, gamma, beta, eps=1e-5):
    return [gamma * (row - row.mean()) / math.sqrt(row.var() + eps) + beta for row in x]


def layer_in_place(x, gamma, beta, eps=1e-5):
    y = x - x.mean(axis=-1)[:, None]
    y /= np.sqrt((y * y).mean(axis=-1)[:, None] + eps)
    y *= gamma
    y += beta
    return y


# layer_norm_backward


def normalized(x, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(var + eps), 1 / np.sqrt(var + eps)


def layer_backward_in_sums(dy, x, gamma, eps=1e-5):
    x_hat, inv_std = normalized(x, eps)
    g, D = dy * gamma, x.shape[1]
    inner = D * g - g.sum(axis=1, keepdims=True) - x_hat * (g * x_hat).sum(axis=1, keepdims=True)
    return inv_std / D * inner, np.sum(dy * x_hat, axis=0), np.sum(dy, axis=0)


def layer_backward_with_rows(dy, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = layer_backward_in_sums(dy, x, gamma, eps)
    return dx, dgamma.reshape(1, -1), dbeta.reshape(1, -1)


def layer_backward_staged(dy, x, gamma, eps=1e-5):
    D, centered = x.shape[1], x - x.mean(axis=1, keepdims=True)
    inv_std = (np.mean(centered**2, axis=1, keepdims=True) + eps) ** -0.5
    g = dy * gamma
    dvar = (g * centered).sum(axis=1, keepdims=True) * -0.5 * inv_std**3
    dmean = -(g * inv_std).sum(axis=1, keepdims=True)
    return g * inv_std + 2 * dvar * centered / D + dmean / D, (dy * centered * inv_std).sum(0), dy.sum(0)


def layer_backward_by_jacobians(dy, x, gamma, eps=1e-5):
    x_hat, inv_std = normalized(x, eps)
    D, dx = x.shape[1], np.zeros_like(x)
    for n in range(len(x)):
        jacobian = inv_std[n] * (np.eye(D) - 1 / D - np.outer(x_hat[n], x_hat[n]) / D)
        dx[n] = jacobian @ (dy[n] * gamma)
    return dx, np.einsum("nd,nd->d", dy, x_hat), np.ones(len(x)) @ dy


def layer_backward_by_examples(dy, x, gamma, eps=1e-5):
    x_hat, inv_std = normalized(x, eps)
    dx = []
    for row, h, s in zip(dy * gamma, x_hat, inv_std, strict=True):
        dx.append(s * (row - row.mean() - h * (row * h).mean()))
    return dx, list((dy * x_hat).sum(axis=0)), list(dy.sum(axis=0))


def layer_backward_transposed(dy, x, gamma, eps=1e-5):
    z, g = x.T, (dy * gamma).T
    inv_std = 1 / np.sqrt(z.var(axis=0) + eps)
    x_hat = (z - z.mean(axis=0)) * inv_std
    dz = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dz.T, (dy * x_hat.T).sum(axis=0), dy.sum(axis=0)


# group_norm


def along(channels):
    return channels.reshape(1, -1, 1, 1)


def groups_of_five_axes(x, gamma, beta, groups, eps=1e-5):
    N, C, H, W = x.shape
    z = x.reshape(N, groups, C // groups, H, W)
    mean, var = z.mean(axis=(2, 3, 4), keepdims=True), z.var(axis=(2, 3, 4), keepdims=True)
    return along(gamma) * ((z - mean) / np.sqrt(var + eps)).reshape(N, C, H, W) + along(beta)


def groups_by_loops(x, gamma, beta, groups, eps=1e-5):
    y, width = np.zeros_like(x), x.shape[1] // groups
    for n in range(len(x)):
        for first in range(0, x.shape[1], width):
            part = x[n, first : first + width]
            y[n, first : first + width] = (part - part.mean()) / np.sqrt(part.var() + eps)
    return along(gamma) * y + along(beta)


def groups_split(x, gamma, beta, groups, eps=1e-5):
    parts = []
    for part in np.split(x, groups, axis=1):
        mean, var = part.mean(axis=(1, 2, 3), keepdims=True), part.var(axis=(1, 2, 3), keepdims=True)
        parts.append((part - mean) * (var + eps) ** -0.5)
    return np.concatenate(parts, axis=1) * along(gamma) + along(beta)


def groups_as_columns(x, gamma, beta, groups, eps=1e-5):
    columns = x.reshape(len(x) * groups, -1).T
    columns = (columns - columns.mean(axis=0)) / np.sqrt(columns.var(axis=0) + eps)
    return columns.T.reshape(x.shape) * along(gamma) + along(beta)


def groups_by_einsum(x, gamma, beta, groups, eps=1e-5):
    z = x.reshape(len(x), groups, -1)
    centered = z - np.einsum("ngk->ng", z)[..., None] / z.shape[2]
    var = np.einsum("ngk,ngk->ng", centered, centered) / z.shape[2]
    x_hat = (centered / np.sqrt(var + eps)[..., None]).reshape(x.shape)
    return np.einsum("c,nchw->nchw", gamma, x_hat) + along(beta)


def groups_to_lists(x, gamma, beta, groups, eps=1e-5):
    return groups_split(x, gamma, beta, groups, eps).tolist()


# group_norm_backward


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


# ghost_batch_norm


def ghosts(statistics):
    def function(x, gamma, beta, ghost_size, eps=1e-5):
        parts = []
        for first in range(0, len(x), ghost_size):
            part = x[first : first + ghost_size]
            mean, inv_std = statistics(part, eps)
            parts.append((part - mean) * inv_std)
        return gamma * np.concatenate(parts) + beta

    return named(function, statistics.__name__)


def ghosts_split(x, gamma, beta, ghost_size, eps=1e-5):
    parts = np.split(x, len(x) // ghost_size)
    return np.vstack([gamma * (part - part.mean(0)) / (part.var(0) + eps) ** 0.5 + beta for part in parts])


def ghosts_repeated(x, gamma, beta, ghost_size, eps=1e-5):
    parts = x.reshape(-1, ghost_size, x.shape[1])
    mean, std = (np.repeat(each, ghost_size, axis=0) for each in (parts.mean(1), np.sqrt(parts.var(1) + eps)))
    return gamma * (x - mean) / std + beta


STYLES = {
    "layer_norm": [*map(layering, STATISTICS), example_by_example, layer_in_place],
    "layer_norm_backward": [
        layer_backward_in_sums,
        layer_backward_with_rows,
        layer_backward_staged,
        layer_backward_by_jacobians,
        layer_backward_by_examples,
        layer_backward_transposed,
    ],
    "group_norm": [
        groups_of_five_axes,
        groups_by_loops,
        groups_split,
        groups_as_columns,
        groups_by_einsum,
        groups_to_lists,
    ],
    "group_norm_backward": [
        group_backward_in_sums,
        group_backward_by_loops,
        group_backward_split,
        group_backward_staged,
        group_backward_as_layers,
        group_backward_to_lists,
    ],
    "ghost_batch_norm": [*map(ghosts, STATISTICS), ghosts_split, ghosts_repeated],
}

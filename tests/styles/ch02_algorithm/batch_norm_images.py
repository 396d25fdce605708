"""Right answers to `batch_norm_images`, as different people write them."""

import math

import numpy as np


def over_three_axes(x, gamma, beta, eps=1e-5):
    mean = np.mean(x, axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    var = np.var(x, axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    return gamma.reshape(1, -1, 1, 1) * (x - mean) / np.sqrt(var + eps) + beta.reshape(1, -1, 1, 1)


def as_rows(x, gamma, beta, eps=1e-5):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    y = gamma * (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + eps) + beta
    return y.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def channels_first(x, gamma, beta, eps=1e-5):
    flat = x.swapaxes(0, 1).reshape(x.shape[1], -1)
    y = (flat - flat.mean(1, keepdims=True)) / np.sqrt(flat.var(1, keepdims=True) + eps)
    y = gamma[:, None] * y + beta[:, None]
    return y.reshape(x.shape[1], x.shape[0], *x.shape[2:]).swapaxes(0, 1)


def channel_by_channel(x, gamma, beta, eps=1e-5):
    y = np.empty(x.shape)
    for c in range(x.shape[1]):
        y[:, c] = gamma[c] * (x[:, c] - x[:, c].mean()) / np.sqrt(x[:, c].var() + eps) + beta[c]
    return y


def images_by_einsum(x, gamma, beta, eps=1e-5):
    m = x.size / x.shape[1]
    centered = x - np.einsum("nchw->c", x)[:, None, None] / m
    var = np.einsum("nchw,nchw->c", centered, centered) / m
    return np.einsum("nchw,c->nchw", centered, gamma / np.sqrt(var + eps)) + beta[None, :, None, None]


def mean_of_means(x, gamma, beta, eps=1e-5):
    centered = x - x.mean(3, keepdims=True).mean(2, keepdims=True).mean(0, keepdims=True)
    var = (centered**2).mean(3, keepdims=True).mean(2, keepdims=True).mean(0, keepdims=True)
    return np.expand_dims(gamma, (1, 2)) * centered / (var + eps) ** 0.5 + np.expand_dims(beta, (1, 2))


def pixel_by_pixel(x, gamma, beta, eps=1e-5):
    N, C, H, W = x.shape
    y = [[[[0.0] * W for _ in range(H)] for _ in range(C)] for _ in range(N)]
    for c in range(C):
        values = [float(x[n, c, h, w]) for n in range(N) for h in range(H) for w in range(W)]
        mean = math.fsum(values) / len(values)
        std = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values) + eps)
        for n in range(N):
            for h in range(H):
                for w in range(W):
                    y[n][c][h][w] = gamma[c] * (x[n, c, h, w] - mean) / std + beta[c]
    return y


def channels_moved_last(x, gamma, beta, eps=1e-5):
    x = np.moveaxis(x, 1, -1)
    y = gamma * (x - x.mean(axis=(0, 1, 2))) / np.sqrt(x.var(axis=(0, 1, 2)) + eps) + beta
    return np.moveaxis(y, -1, 1)


STYLES = [
    over_three_axes,
    as_rows,
    channels_first,
    channel_by_channel,
    images_by_einsum,
    mean_of_means,
    pixel_by_pixel,
    channels_moved_last,
]

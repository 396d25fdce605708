"""Slips in `group_norm`, written by somebody else."""

import numpy as np


def scaled(x_hat, gamma, beta):
    return np.einsum("nchw,c->nchw", x_hat, gamma) + beta.reshape(1, -1, 1, 1)


def standardized(values, eps):
    return (values - values.mean()) / np.sqrt(((values - values.mean()) ** 2).mean() + eps)


def every_gth(x, gamma, beta, groups, eps=1e-5):
    x_hat = np.empty(x.shape)
    for n in range(len(x)):
        for g in range(groups):
            x_hat[n, g::groups] = standardized(x[n, g::groups], eps)
    return scaled(x_hat, gamma, beta)


def every_gth_by_transpose(x, gamma, beta, groups, eps=1e-5):
    N, _, H, W = x.shape
    z = x.reshape(N, -1, groups, H * W).transpose(0, 2, 1, 3).reshape(N, groups, -1)
    z = (z - z.mean(-1)[..., None]) / np.sqrt(z.var(-1) + eps)[..., None]
    return scaled(z.reshape(N, groups, -1, H * W).transpose(0, 2, 1, 3).reshape(x.shape), gamma, beta)


def instance(x, gamma, beta, groups, eps=1e-5):
    z = x.reshape(x.shape[0] * x.shape[1], -1)
    z = ((z.T - z.mean(1)) / np.sqrt(z.var(1) + eps)).T
    return scaled(z.reshape(x.shape), gamma, beta)


def instance_by_loop(x, gamma, beta, groups, eps=1e-5):
    return scaled(np.array([[standardized(plane, eps) for plane in image] for image in x]), gamma, beta)


def shared(x, gamma, beta, groups, eps=1e-5):
    parts = np.split(x, groups, axis=1)
    return scaled(np.concatenate([standardized(part, eps) for part in parts], axis=1), gamma, beta)


def shared_by_loop(x, gamma, beta, groups, eps=1e-5):
    x_hat, size = np.zeros_like(x), x.shape[1] // groups
    for start in range(0, x.shape[1], size):
        part = x[:, start : start + size]
        mean = np.sum(part) / part.size
        x_hat[:, start : start + size] = (part - mean) * (np.sum((part - mean) ** 2) / part.size + eps) ** -0.5
    return scaled(x_hat, gamma, beta)


OTHER_WORDS = {
    "groups_interleaved": (every_gth, every_gth_by_transpose),
    "groups_are_channels": (instance, instance_by_loop),
    "group_norm_over_batch": (shared, shared_by_loop),
}

"""Right answers to `layer_norm_backward`, as different people write them."""

import numpy as np


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


STYLES = [
    layer_backward_in_sums,
    layer_backward_with_rows,
    layer_backward_staged,
    layer_backward_by_jacobians,
    layer_backward_by_examples,
    layer_backward_transposed,
]

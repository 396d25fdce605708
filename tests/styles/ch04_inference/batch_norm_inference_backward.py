"""Right answers to `batch_norm_inference_backward`, as different people write them."""

import numpy as np


def backward_as_given(dy, x, gamma, mean, var, eps=1e-5):
    std = np.sqrt(var + eps)
    return dy * gamma / std, np.sum(dy * (x - mean) / std, axis=0), np.sum(dy, axis=0)


def backward_with_rows(dy, x, gamma, mean, var, eps=1e-5):
    dx, dgamma, dbeta = backward_as_given(dy, x, gamma, mean, var, eps)
    return dx, dgamma[None], dbeta[None]


def backward_by_einsum(dy, x, gamma, mean, var, eps=1e-5):
    inv_std = (var + eps) ** -0.5
    x_hat = np.einsum("nd,d->nd", x - mean, inv_std)
    return np.einsum("nd,d,d->nd", dy, gamma, inv_std), np.einsum("nd,nd->d", dy, x_hat), np.einsum("nd->d", dy)


def backward_by_matrices(dy, x, gamma, mean, var, eps=1e-5):
    scale = np.diag(1 / np.sqrt(var + eps))
    x_hat, ones = (x - mean) @ scale, np.ones(len(x))
    return dy @ np.diag(gamma) @ scale, np.diag(dy.T @ x_hat), ones @ dy


def backward_by_rows(dy, x, gamma, mean, var, eps=1e-5):
    inv_std, dx, dgamma, dbeta = 1 / np.sqrt(var + eps), [], 0, 0
    for row, inputs in zip(dy, x, strict=True):
        dx.append(row * gamma * inv_std)
        dgamma, dbeta = dgamma + row * (inputs - mean) * inv_std, dbeta + row
    return dx, dgamma, dbeta


def backward_by_features(dy, x, gamma, mean, var, eps=1e-5):
    dx, dgamma, dbeta = np.empty_like(dy), np.empty_like(gamma), np.empty_like(gamma)
    for d, s in enumerate(np.sqrt(var + eps)):
        dx[:, d] = dy[:, d] * gamma[d] / s
        dgamma[d] = dy[:, d] @ (x[:, d] - mean[d]) / s
        dbeta[d] = dy[:, d].sum()
    return dx, dgamma, dbeta


STYLES = [
    backward_as_given,
    backward_with_rows,
    backward_by_einsum,
    backward_by_matrices,
    backward_by_rows,
    backward_by_features,
]

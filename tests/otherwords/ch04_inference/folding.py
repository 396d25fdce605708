"""Slips in folding that rows of a matrix and kernels have in common, written by somebody else."""

import numpy as np


def b_as_it_is(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    b_new = beta - s * mean
    return np.einsum("o,o...->o...", s, W), b_new if b is None else b + b_new


def b_as_it_is_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    W_new, b_new = W.copy(), np.zeros(len(W))
    for k in range(len(W)):
        s = gamma[k] / np.sqrt(var[k] + eps)
        W_new[k] *= s
        b_new[k] = beta[k] - mean[k] * s + (b[k] if b is not None else 0)
    return W_new, b_new


def none_stays_none(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma / np.sqrt(eps + var)
    if b is not None:
        b = beta + s * (b - mean)
    return (W.T * s).T, b


def none_stays_none_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    return np.stack([part * f for part, f in zip(W, s, strict=True)]), None if b is None else s * b - s * mean + beta


WORDS = {
    "bias_unscaled": (b_as_it_is, b_as_it_is_by_loop),
    "bias_lost": (none_stays_none, none_stays_none_by_loop),
}

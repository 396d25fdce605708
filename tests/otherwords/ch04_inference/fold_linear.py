"""Slips in `fold_linear`, written by somebody else."""

import numpy as np


def b_as_it_is(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    b_new = beta - s * mean
    return np.diag(s) @ W, b_new if b is None else b + b_new


def b_as_it_is_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    rows, biases = [], []
    for k in range(len(W)):
        s = gamma[k] / np.sqrt(var[k] + eps)
        rows.append(W[k] * s)
        biases.append(beta[k] - mean[k] * s + (b[k] if b is not None else 0))
    return np.array(rows), np.array(biases)


def none_stays_none(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma / np.sqrt(eps + var)
    if b is not None:
        b = beta + s * (b - mean)
    return (W.T * s).T, b


def none_stays_none_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    return np.stack([row * f for row, f in zip(W, s, strict=True)]), None if b is None else s * b - s * mean + beta


def columns(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma / np.sqrt(var + eps)
    return W * s, ((np.zeros(len(W)) if b is None else b) - mean) * s + beta


def columns_by_row(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    return W * s[None, :], beta + s * ((0.0 if b is None else b) - mean)


OTHER_WORDS = {
    "bias_unscaled": (b_as_it_is, b_as_it_is_by_loop),
    "bias_lost": (none_stays_none, none_stays_none_by_loop),
    "scale_on_input_axis": (columns, columns_by_row),
}

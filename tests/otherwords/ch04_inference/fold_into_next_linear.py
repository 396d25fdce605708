"""Slips in `fold_into_next_linear`, written by somebody else."""

import numpy as np


def shift_forgotten(W, b, gamma, beta, mean, var, eps=1e-5):
    return W @ np.diag(gamma * (var + eps) ** -0.5), np.zeros(W.shape[0]) if b is None else +b


def shift_forgotten_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    W_new = W.copy()
    for k in range(W.shape[1]):
        W_new[:, k] *= gamma[k] / np.sqrt(var[k] + eps)
    return W_new, [0.0] * len(W) if b is None else list(b)


def shift_as_it_is(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    shift = beta - s * mean
    return np.einsum("oi,i->oi", W, s), shift if b is None else shift + b


def shift_as_it_is_by_parts(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma / np.sqrt(eps + var)
    b_new = (0 if b is None else b) - mean * s
    return (s[:, None] * W.T).T, b_new + beta


def through_new(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma * (var + eps) ** -0.5
    W_new = W @ np.diag(s)
    b_new = np.dot(W_new, beta - s * mean)
    return W_new, b_new if b is None else b + b_new


def through_new_by_loop(W, b, gamma, beta, mean, var, eps=1e-5):
    s = gamma / np.sqrt(eps + var)
    rows = [row * s for row in W]
    return rows, [sum(row * (beta - mean * s)) + (0 if b is None else b[k]) for k, row in enumerate(rows)]


OTHER_WORDS = {
    "fold_before_bias_ignored": (shift_forgotten, shift_forgotten_by_loop),
    "shift_not_multiplied": (shift_as_it_is, shift_as_it_is_by_parts),
    "shift_through_scaled_weights": (through_new, through_new_by_loop),
}

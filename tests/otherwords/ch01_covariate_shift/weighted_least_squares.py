"""Slips in `weighted_least_squares`, written by somebody else."""

import numpy as np


def scaled_by_the_weights(X, y, w):
    rows = X * w.reshape(-1, 1)
    return np.linalg.lstsq(rows, y * w, rcond=None)[0]


def diagonal_twice(X, y, w):
    W = np.diag(w)
    return np.linalg.inv(X.T @ W @ W @ X) @ X.T @ W @ W @ y


def only_left_scaled(X, y, w):
    root = np.sqrt(w)
    return np.linalg.lstsq((X.T * root).T, y, rcond=None)[0]


def pseudo_inverse_of_scaled(X, y, w):
    return np.linalg.pinv(np.diag(w**0.5) @ X) @ y


def roots_in_the_equations(X, y, w):
    W = np.diag(np.sqrt(w))
    return np.linalg.solve(X.T @ W @ X, X.T @ W @ y)


def quarter_powers(X, y, w):
    root = np.power(w, 0.25)
    return np.linalg.lstsq(X * root[:, np.newaxis], y * root, rcond=None)[0]


OTHER_WORDS = {
    "weights_squared": (scaled_by_the_weights, diagonal_twice),
    "weights_on_x_only": (only_left_scaled, pseudo_inverse_of_scaled),
    "weights_rooted": (roots_in_the_equations, quarter_powers),
}

"""Right answers to `grad_x_staged`, as different people write them."""

import numpy as np


def three_terms(dx_hat, dvar, dmean, x_centered, inv_std):
    m = dx_hat.shape[0]
    direct = dx_hat * inv_std
    through_var = dvar * (2 / m) * x_centered
    through_mean = np.ones_like(dx_hat) * dmean / m
    return direct + through_var + through_mean


def staged_by_rows(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    return [d * inv_std + (2 * dvar * c + dmean) / m for d, c in zip(dx_hat, x_centered, strict=True)]


def staged_by_einsum(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    spread = np.outer(np.full(m, 1 / m), dmean)
    return np.einsum("nd,d->nd", dx_hat, inv_std) + 2 / m * np.einsum("nd,d->nd", x_centered, dvar) + spread


def staged_in_place(dx_hat, dvar, dmean, x_centered, inv_std):
    dx = x_centered.copy()
    dx *= 2 * dvar
    dx += dmean
    dx /= len(dx)
    dx += dx_hat * inv_std
    return dx


def staged_by_features(dx_hat, dvar, dmean, x_centered, inv_std):
    m, D = dx_hat.shape
    dx = np.zeros((m, D))
    for d in range(D):
        dx[:, d] = dx_hat[:, d] * inv_std[d] + dvar[d] * 2 * x_centered[:, d] / m + dmean[d] / m
    return dx


def staged_with_the_square(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    dsquare = np.ones(dx_hat.shape) * dvar / m
    return inv_std * dx_hat + 2 * x_centered * dsquare + dmean / m


STYLES = [
    three_terms,
    staged_by_rows,
    staged_by_einsum,
    staged_in_place,
    staged_by_features,
    staged_with_the_square,
]

"""Slips in `grad_var`, written by somebody else."""

import numpy as np


def root_only(dx_hat, x_centered, inv_std):
    return np.einsum("nd,nd,d->d", dx_hat, x_centered, inv_std) / -2


def root_of_variance(dx_hat, x_centered, inv_std):
    var_eps = 1 / inv_std**2
    return np.sum(dx_hat * x_centered * -0.5 * var_eps**-0.5, axis=0)


def whole(dx_hat, x_centered, inv_std):
    std = 1 / inv_std
    return np.sum(-dx_hat * x_centered / std**3, axis=0)


def whole_by_loop(dx_hat, x_centered, inv_std):
    return np.array([-(a @ b) * s * s * s for a, b, s in zip(dx_hat.T, x_centered.T, inv_std, strict=True)])


def without_minus(dx_hat, x_centered, inv_std):
    return np.sum(dx_hat * x_centered, 0) * 0.5 * np.power(inv_std, 3)


def without_minus_by_loop(dx_hat, x_centered, inv_std):
    total = np.zeros(len(inv_std))
    for a, b in zip(dx_hat, x_centered, strict=True):
        total += a * b / 2 * inv_std**3
    return total


OTHER_WORDS = {
    "power_minus_half": (root_only, root_of_variance),
    "half_missing": (whole, whole_by_loop),
    "dvar_sign": (without_minus, without_minus_by_loop),
}

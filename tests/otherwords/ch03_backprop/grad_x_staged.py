"""Slips in `grad_x_staged`, written by somebody else."""

import numpy as np


def two_paths(dx_hat, dvar, dmean, x_centered, inv_std):
    return dx_hat * inv_std + 2.0 / len(dx_hat) * x_centered * dvar


def two_paths_by_loop(dx_hat, dvar, dmean, x_centered, inv_std):
    m, out = len(dx_hat), []
    for g, c in zip(dx_hat, x_centered, strict=True):
        out.append(g * inv_std + c * (dvar * 2) / m)
    return np.array(out)


def without_dvar(dx_hat, dvar, dmean, x_centered, inv_std):
    return np.add(np.multiply(dx_hat, inv_std), dmean / dx_hat.shape[0])


def without_dvar_by_ones(dx_hat, dvar, dmean, x_centered, inv_std):
    return dx_hat @ np.diag(inv_std) + np.outer(np.ones(len(dx_hat)), dmean) / len(dx_hat)


def without_two(dx_hat, dvar, dmean, x_centered, inv_std):
    return inv_std * dx_hat + (x_centered * dvar + dmean) / len(dx_hat)


def without_two_by_loop(dx_hat, dvar, dmean, x_centered, inv_std):
    dx = np.zeros(dx_hat.shape)
    for i in range(len(dx)):
        dx[i] += dx_hat[i] * inv_std
        dx[i] += dvar * x_centered[i] / len(dx)
        dx[i] += dmean / len(dx)
    return dx


OTHER_WORDS = {
    "mean_path_left_out": (two_paths, two_paths_by_loop),
    "variance_path_left_out": (without_dvar, without_dvar_by_ones),
    "factor_two_in_dx": (without_two, without_two_by_loop),
}

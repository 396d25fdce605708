"""Slips in the statistics, (x, eps) -> (mean, 1 / std) or as near to it as the slip allows, written by somebody else."""

import math

import numpy as np


def std_plus_eps(x, eps):
    return np.average(x, axis=0), 1.0 / (np.sqrt(np.mean(np.square(x - np.average(x, axis=0)), axis=0)) + eps)


def std_plus_eps_by_loop(x, eps):
    means = [math.fsum(column) / len(column) for column in x.T.tolist()]
    stds = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        for column, mean in zip(x.T.tolist(), means, strict=True)
    ]
    return np.array(means), np.array([1 / (std + eps) for std in stds])


def by_covariance(x, eps):
    centered = x - x.sum(0) / x.shape[0]
    var = np.einsum("nd,nd->d", centered, centered) / (x.shape[0] - 1)
    return x.sum(0) / x.shape[0], np.power(var + eps, -0.5)


def by_corrected_mean_of_squares(x, eps):
    m = x.shape[0]
    mean = np.ones(m) @ x / m
    var = ((x - mean) ** 2).mean(0) * m / (m - 1)
    return mean, 1 / np.sqrt(eps + var)


def plain_std(x, eps):
    mean = x.mean(0)
    return mean, 1 / np.sqrt(((x - mean) * (x - mean)).sum(0) / len(x))


def norm_over_root_of_m(x, eps):
    mean = np.sum(x, axis=0, keepdims=True) / len(x)
    return mean[0], math.sqrt(len(x)) / np.linalg.norm(x - mean, axis=0)


SLIPS = {
    "eps_outside_root": (std_plus_eps, std_plus_eps_by_loop),
    "unbiased_variance": (by_covariance, by_corrected_mean_of_squares),
    "eps_missing": (plain_std, norm_over_root_of_m),
}


def words(forward):
    """The slips of a piece: forward(statistics) is the piece with these statistics."""
    return {slug: tuple(map(forward, slips)) for slug, slips in SLIPS.items()}

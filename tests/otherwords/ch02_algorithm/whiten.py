"""Slips in `whiten`, written by somebody else."""

import math

import numpy as np


def z_scores(x, eps=1e-5):
    columns = []
    for column in x.T:
        mean = math.fsum(column) / len(column)
        var = math.fsum((value - mean) ** 2 for value in column) / len(column)
        columns.append([(value - mean) / math.sqrt(var + eps) for value in column])
    return np.array(columns).T


def by_the_diagonal(x, eps=1e-5):
    centered = x - np.mean(x, axis=0)
    C = centered.T @ centered / len(x)
    return centered @ np.diag(1 / np.sqrt(np.diag(C) + eps))


def by_cov(x, eps=1e-5):
    C = np.atleast_2d(np.cov(x, rowvar=False))
    U, S, Vt = np.linalg.svd(C)
    return (x - x.mean(0)) @ U @ np.diag((S + eps) ** -0.5) @ Vt


def by_singular_values(x, eps=1e-5):
    centered = x - x.sum(0) / len(x)
    _, S, Vt = np.linalg.svd(centered, full_matrices=False)
    return centered @ (Vt.T * (S**2 / (len(x) - 1) + eps) ** -0.5) @ Vt


def pca(x, eps=1e-5):
    centered = x - x.mean(0)
    U, S, _ = np.linalg.svd(centered.T @ centered / x.shape[0])
    return centered @ U / np.sqrt(S + eps)


def pca_by_singular_values(x, eps=1e-5):
    centered = x - x.mean(axis=0, keepdims=True)
    _, S, Vt = np.linalg.svd(centered, full_matrices=False)
    return np.divide((Vt @ centered.T).T, np.sqrt(S**2 / len(x) + eps))


OTHER_WORDS = {
    "correlation_left": (z_scores, by_the_diagonal),
    "unbiased_covariance": (by_cov, by_singular_values),
    "pca_whitening": (pca, pca_by_singular_values),
}

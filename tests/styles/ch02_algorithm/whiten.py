"""Right answers to `whiten`, as different people write them."""

import math

import numpy as np


def whitened_by_eigh(x, eps=1e-5):
    x = x - x.mean(axis=0)
    values, vectors = np.linalg.eigh(x.T @ x / len(x) + eps * np.identity(x.shape[1]))
    return x @ vectors @ np.diag(values**-0.5) @ vectors.T


def whitened_by_svd_of_covariance(x, eps=1e-5):
    x = x - np.mean(x, 0)
    U, S, _ = np.linalg.svd(np.dot(x.T, x) / x.shape[0])
    return x.dot(U.dot(np.diag(1.0 / np.sqrt(S + eps))).dot(U.T))


def whitened_by_svd_of_batch(x, eps=1e-5):
    x = x - x.mean(axis=0)
    _, s, Vt = np.linalg.svd(x, full_matrices=False)
    rest = np.eye(x.shape[1]) - Vt.T @ Vt  # x has nothing there
    return x @ (Vt.T / np.sqrt(s**2 / len(x) + eps) @ Vt + rest)


def whitened_by_cov(x, eps=1e-5):
    C = np.atleast_2d(np.cov(x, rowvar=False, bias=True))
    values, vectors = np.linalg.eigh(C + eps * np.eye(len(C)))
    return (x - x.mean(axis=0)) @ (vectors * values**-0.5 @ vectors.T)


def whitened_by_loops(x, eps=1e-5):
    N, D = x.shape
    mean = x.mean(axis=0)
    C = np.zeros((D, D))
    for row in x:
        C += np.outer(row - mean, row - mean) / N
    values, vectors = np.linalg.eigh(C)
    root = sum(np.outer(v, v) / math.sqrt(value + eps) for value, v in zip(values, vectors.T, strict=True))
    return [(root @ (row - mean)).tolist() for row in x]


def whitened_by_scipy(x, eps=1e-5):
    from scipy.linalg import fractional_matrix_power

    x = x - x.mean(axis=0)
    return x @ fractional_matrix_power(x.T @ x / len(x) + eps * np.eye(x.shape[1]), -0.5)


def whitened_by_denman_and_beavers(x, eps=1e-5):
    x = x - x.mean(axis=0)
    Y, Z = np.einsum("ni,nj->ij", x, x) / len(x) + eps * np.eye(x.shape[1]), np.eye(x.shape[1])
    for _ in range(40):
        Y, Z = (Y + np.linalg.inv(Z)) / 2, (Z + np.linalg.inv(Y)) / 2
    return x @ Z


STYLES = [
    whitened_by_eigh,
    whitened_by_svd_of_covariance,
    whitened_by_svd_of_batch,
    whitened_by_cov,
    whitened_by_loops,
    whitened_by_scipy,
    whitened_by_denman_and_beavers,
]

"""Right answers to chapter 2's pieces, as different people write them."""

import math

import numpy as np

from bnkit import Cache

# Ways to get (mean, 1/std) of the columns of an array


def by_methods(x, eps):
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + eps)


def by_sums(x, eps):
    m = x.shape[0]
    mean = np.sum(x, axis=0) / m
    return mean, (np.sum((x - mean) ** 2, axis=0) / m + eps) ** -0.5


def keeping_dimensions(x, eps):
    return x.mean(axis=0, keepdims=True), 1.0 / np.sqrt(x.var(axis=0, keepdims=True) + eps)


def by_einsum(x, eps):
    mean = np.einsum("nd->d", x) / len(x)
    centered = x - mean
    return mean, 1 / np.sqrt(np.einsum("nd,nd->d", centered, centered) / len(x) + eps)


def by_matrix_of_ones(x, eps):
    average = np.ones((len(x), len(x))) / len(x)
    mean = average @ x
    return mean, 1 / np.sqrt(average @ (x - mean) ** 2 + eps)


def by_python_loops(x, eps):
    columns = [[float(value) for value in column] for column in x.T]
    means = [math.fsum(column) / len(column) for column in columns]
    variances = [
        sum((value - mean) ** 2 for value in column) / len(column) for column, mean in zip(columns, means, strict=True)
    ]
    return np.array(means), np.array([1 / math.sqrt(variance + eps) for variance in variances])


def by_welford(x, eps):
    mean, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for count, row in enumerate(x, start=1):
        delta = row - mean
        mean = mean + delta / count
        squares = squares + delta * (row - mean)
    return mean, 1 / np.sqrt(squares / len(x) + eps)


def by_shifted_moments(x, eps):
    shifted = x - x[0]
    return x[0] + shifted.mean(axis=0), 1 / np.sqrt((shifted**2).mean(axis=0) - shifted.mean(axis=0) ** 2 + eps)


def by_corrected_unbiased(x, eps):
    m = len(x)
    return np.average(x, axis=0), 1 / np.sqrt(np.var(x, axis=0, ddof=1) * (m - 1) / m + eps)


STATISTICS = [
    by_methods,
    by_sums,
    keeping_dimensions,
    by_einsum,
    by_matrix_of_ones,
    by_python_loops,
    by_welford,
    by_shifted_moments,
    by_corrected_unbiased,
]


def named(function, name):
    function.__name__ = name
    return function


# batch_norm and batch_norm_forward


def normalizing(statistics):
    def batch_norm(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        return gamma * ((x - mean) * inv_std) + beta

    return named(batch_norm, statistics.__name__)


def in_place_on_a_copy(x, gamma, beta, eps=1e-5):
    out = x.astype(float)
    out -= out.mean(axis=0)
    out /= np.sqrt((out**2).mean(axis=0) + eps)
    out *= gamma
    out += beta
    return out


def scale_and_shift_combined(x, gamma, beta, eps=1e-5):
    scale = gamma / np.sqrt(x.var(0) + eps)
    return x * scale + (beta - x.mean(0) * scale)


def feature_by_feature(x, gamma, beta, eps=1e-5):
    y = np.zeros(x.shape)
    for d in range(x.shape[1]):
        column = x[:, d]
        y[:, d] = gamma[d] * (column - column.mean()) / np.sqrt(column.var() + eps) + beta[d]
    return y


def in_single_precision_where_given(x, gamma, beta, eps=1e-5):
    dtype = x.dtype if x.dtype.kind == "f" else float
    x = x.astype(dtype)
    mean = x.mean(axis=0, dtype=dtype)
    std = np.sqrt(((x - mean) ** 2).mean(axis=0, dtype=dtype) + dtype.type(eps) if x.dtype == "f4" else x.var(0) + eps)
    return ((x - mean) / std * gamma + beta).astype(dtype)


def as_nested_lists(x, gamma, beta, eps=1e-5):
    return feature_by_feature(x, gamma, beta, eps).tolist()


def transposed(x, gamma, beta, eps=1e-5):
    rows = []
    for column, g, b in zip(x.T, gamma, beta, strict=True):
        rows.append(g * (column - np.mean(column)) / np.sqrt(np.var(column) + eps) + b)
    return np.array(rows).T


def caching(statistics):
    def batch_norm_forward(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        inv_std = inv_std if len(inv_std) != len(x) or inv_std.ndim == 1 else inv_std[0]
        x_hat = (x - mean) * inv_std
        return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)

    return named(batch_norm_forward, statistics.__name__)


def cache_by_keyword(x, gamma, beta, eps=1e-5):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return gamma * x_hat + beta, Cache(gamma=gamma, x=x, eps=eps, inv_std=1 / std, x_hat=x_hat)


def cache_as_tuple(x, gamma, beta, eps=1e-5):
    inv_std = (x.var(axis=0) + eps) ** -0.5
    x_hat = inv_std * (x - x.mean(axis=0))
    return gamma * x_hat + beta, (x, x_hat, inv_std, gamma, eps)


def cache_as_dict(x, gamma, beta, eps=1e-5):
    inv_std = np.power(x.var(axis=0) + eps, -0.5)
    x_hat = np.multiply(x - x.mean(axis=0), inv_std)
    return [gamma * x_hat + beta, {"x": x, "x_hat": x_hat, "inv_std": inv_std, "gamma": gamma, "eps": eps}]


def cache_of_copies(x, gamma, beta, eps=1e-5):
    x, gamma = x.copy(), gamma.copy()
    centered = x - x.mean(axis=0)
    inv_std = np.reciprocal(np.sqrt((centered * centered).mean(axis=0) + eps))
    return centered * inv_std * gamma + beta, Cache(x, centered * inv_std, inv_std, gamma, float(eps))


# batch_norm_images


def over_three_axes(x, gamma, beta, eps=1e-5):
    mean = np.mean(x, axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    var = np.var(x, axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    return gamma.reshape(1, -1, 1, 1) * (x - mean) / np.sqrt(var + eps) + beta.reshape(1, -1, 1, 1)


def as_rows(x, gamma, beta, eps=1e-5):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    y = gamma * (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + eps) + beta
    return y.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def channels_first(x, gamma, beta, eps=1e-5):
    flat = x.swapaxes(0, 1).reshape(x.shape[1], -1)
    y = (flat - flat.mean(1, keepdims=True)) / np.sqrt(flat.var(1, keepdims=True) + eps)
    y = gamma[:, None] * y + beta[:, None]
    return y.reshape(x.shape[1], x.shape[0], *x.shape[2:]).swapaxes(0, 1)


def channel_by_channel(x, gamma, beta, eps=1e-5):
    y = np.empty(x.shape)
    for c in range(x.shape[1]):
        y[:, c] = gamma[c] * (x[:, c] - x[:, c].mean()) / np.sqrt(x[:, c].var() + eps) + beta[c]
    return y


def images_by_einsum(x, gamma, beta, eps=1e-5):
    m = x.size / x.shape[1]
    centered = x - np.einsum("nchw->c", x)[:, None, None] / m
    var = np.einsum("nchw,nchw->c", centered, centered) / m
    return np.einsum("nchw,c->nchw", centered, gamma / np.sqrt(var + eps)) + beta[None, :, None, None]


def mean_of_means(x, gamma, beta, eps=1e-5):
    centered = x - x.mean(3, keepdims=True).mean(2, keepdims=True).mean(0, keepdims=True)
    var = (centered**2).mean(3, keepdims=True).mean(2, keepdims=True).mean(0, keepdims=True)
    return np.expand_dims(gamma, (1, 2)) * centered / (var + eps) ** 0.5 + np.expand_dims(beta, (1, 2))


def pixel_by_pixel(x, gamma, beta, eps=1e-5):
    N, C, H, W = x.shape
    y = [[[[0.0] * W for _ in range(H)] for _ in range(C)] for _ in range(N)]
    for c in range(C):
        values = [float(x[n, c, h, w]) for n in range(N) for h in range(H) for w in range(W)]
        mean = math.fsum(values) / len(values)
        std = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values) + eps)
        for n in range(N):
            for h in range(H):
                for w in range(W):
                    y[n][c][h][w] = gamma[c] * (x[n, c, h, w] - mean) / std + beta[c]
    return y


def channels_moved_last(x, gamma, beta, eps=1e-5):
    x = np.moveaxis(x, 1, -1)
    y = gamma * (x - x.mean(axis=(0, 1, 2))) / np.sqrt(x.var(axis=(0, 1, 2)) + eps) + beta
    return np.moveaxis(y, -1, 1)


# identity_parameters


def undoing(statistics):
    def identity_parameters(x, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        first = lambda array: array[:1] if array.ndim == 2 else array  # noqa: E731
        return first(1 / inv_std), first(mean)

    return named(identity_parameters, statistics.__name__)


def parameters_as_lists(x, eps=1e-5):
    return [[math.sqrt(c.var() + eps) for c in x.T], [float(c.mean()) for c in x.T]]


def parameters_in_one_array(x, eps=1e-5):
    return np.stack([np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)])


def parameters_by_norm(x, eps=1e-5):
    beta = np.mean(x, axis=0)
    return np.hypot(np.linalg.norm(x - beta, axis=0) / np.sqrt(len(x)), np.sqrt(eps)), beta


# whiten


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


STYLES = {
    "batch_norm": [
        *map(normalizing, STATISTICS),
        in_place_on_a_copy,
        scale_and_shift_combined,
        feature_by_feature,
        in_single_precision_where_given,
        as_nested_lists,
        transposed,
    ],
    "batch_norm_forward": [
        *map(caching, STATISTICS),
        cache_by_keyword,
        cache_as_tuple,
        cache_as_dict,
        cache_of_copies,
    ],
    "batch_norm_images": [
        over_three_axes,
        as_rows,
        channels_first,
        channel_by_channel,
        images_by_einsum,
        mean_of_means,
        pixel_by_pixel,
        channels_moved_last,
    ],
    "identity_parameters": [
        *map(undoing, STATISTICS),
        parameters_as_lists,
        parameters_in_one_array,
        parameters_by_norm,
    ],
    "whiten": [
        whitened_by_eigh,
        whitened_by_svd_of_covariance,
        whitened_by_svd_of_batch,
        whitened_by_cov,
        whitened_by_loops,
        whitened_by_scipy,
        whitened_by_denman_and_beavers,
    ],
}

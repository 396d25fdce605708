"""Right answers to chapter 4's pieces, as different people write them."""

import math

import numpy as np

# (mean, var) of the columns of a batch, the variance over m


def by_methods(x):
    return x.mean(axis=0), x.var(axis=0)


def by_sums(x):
    mean = np.sum(x, axis=0) / len(x)
    return mean, np.sum((x - mean) ** 2, axis=0) / len(x)


def keeping_dimensions(x):
    return x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)


def by_columns(x):
    means = [math.fsum(column) / len(column) for column in x.T]
    return np.array(means), np.array([np.mean((column - mean) ** 2) for column, mean in zip(x.T, means, strict=True)])


def by_matrix_of_ones(x):
    average = np.full((1, len(x)), 1 / len(x))
    mean = average @ x
    return mean, average @ (x - mean) ** 2


def by_shifted_moments(x):
    shifted = x - x[0]
    return x[0] + shifted.mean(axis=0), (shifted**2).mean(axis=0) - shifted.mean(axis=0) ** 2


STATISTICS = [by_methods, by_sums, keeping_dimensions, by_columns, by_matrix_of_ones, by_shifted_moments]


def named(function, name):
    """The function under a name of its own."""
    function.__name__ = name
    return function


# update_running_stats


def updating(statistics):
    def function(running_mean, running_var, x, momentum=0.1):
        mean, var = statistics(x)
        unbiased = var * len(x) / (len(x) - 1)
        return running_mean + momentum * (mean - running_mean), running_var + momentum * (unbiased - running_var)

    return named(function, statistics.__name__)


def updating_copies_in_place(running_mean, running_var, x, momentum=0.1):
    mean, var = running_mean.copy(), running_var.copy()
    mean *= 1 - momentum
    mean += momentum * np.mean(x, axis=0)
    var *= 1 - momentum
    var += momentum * np.var(x, axis=0, ddof=1)
    return mean, var


def updating_as_lists(running_mean, running_var, x, momentum=0.1):
    pairs = zip(running_mean, running_var, x.T, strict=True)
    new = [
        ((1 - momentum) * a + momentum * c.mean(), (1 - momentum) * b + momentum * np.cov(c).item())
        for a, b, c in pairs
    ]
    return [a for a, _ in new], [b for _, b in new]


# population_statistics


def averaging(statistics):
    def function(batches):
        means, variances = zip(*(statistics(x) for x in batches), strict=True)
        m = len(batches[0])
        return sum(means) / len(batches), sum(variances) / len(batches) * m / (m - 1)

    return named(function, statistics.__name__)


def averaging_unbiased(batches):
    return np.mean([x.mean(axis=0) for x in batches], axis=0), np.mean([x.var(axis=0, ddof=1) for x in batches], axis=0)


def averaging_a_stack(batches):
    stacked = np.stack(list(batches))
    return stacked.mean(axis=(0, 1)), stacked.var(axis=1, ddof=1).mean(axis=0)


# merge_statistics


def merged_by_sums(counts, means, variances):
    total, mean, square = 0, 0.0, 0.0
    for count, m, v in zip(counts, means, variances, strict=True):
        total, mean, square = total + count, mean + count * m, square + count * v
    mean = mean / total
    between = sum(count * (m - mean) ** 2 for count, m in zip(counts, means, strict=True))
    return mean, (square + between) / total


def merged_pairwise(counts, means, variances):
    n, mean, var = counts[0], means[0], variances[0]
    for count, other, spread in zip(counts[1:], means[1:], variances[1:], strict=True):
        delta, total = other - mean, n + count
        var = (n * var + count * spread) / total + delta**2 * n * count / total**2
        mean, n = mean + delta * count / total, total
    return mean, var


def merged_by_average(counts, means, variances):
    mean = np.average(means, axis=0, weights=counts)
    return mean, np.average(variances + (means - mean) ** 2, axis=0, weights=counts)


def merged_by_product(counts, means, variances):
    shares = np.array(counts) / sum(counts)
    mean = shares @ means
    return mean, shares @ variances + shares @ (means - mean) ** 2


def merged_by_einsum(counts, means, variances):
    shares = np.asarray(counts, float) / np.sum(counts)
    mean = np.einsum("k,kd->d", shares, means)
    return mean, np.einsum("k,kd->d", shares, variances + np.square(means - mean))


def merged_by_features(counts, means, variances):
    total, means, variances = sum(counts), np.asarray(means), np.asarray(variances)
    mean = [float(np.dot(counts, column)) / total for column in means.T]
    var = [np.dot(counts, v + (m - c) ** 2) / total for m, v, c in zip(means.T, variances.T, mean, strict=True)]
    return mean, var


# batch_norm_inference


def inferred_as_given(x, gamma, beta, mean, var, eps=1e-5):
    return (x - mean) / np.sqrt(var + eps) * gamma + beta


def inferred_as_affine(x, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * (var + eps) ** -0.5
    return scale * x + (beta - scale * mean)


def inferred_by_features(x, gamma, beta, mean, var, eps=1e-5):
    columns = [g * (c - m) / math.sqrt(v + eps) + b for c, g, b, m, v in zip(x.T, gamma, beta, mean, var, strict=True)]
    return np.array(columns).T


def inferred_as_lists(x, gamma, beta, mean, var, eps=1e-5):
    return [list(gamma * (row - mean) / np.sqrt(var + eps) + beta) for row in x]


def inferred_on_a_copy(x, gamma, beta, mean, var, eps=1e-5):
    y = np.array(x)
    y -= mean
    y /= np.sqrt(var + eps)
    y *= gamma
    y += beta
    return y


def inferred_by_einsum(x, gamma, beta, mean, var, eps=1e-5):
    return np.einsum("nd,d->nd", x - mean, gamma / np.sqrt(var + eps)) + beta[None]


# batch_norm_inference_backward


def backward_as_given(dy, x, gamma, mean, var, eps=1e-5):
    std = np.sqrt(var + eps)
    return dy * gamma / std, np.sum(dy * (x - mean) / std, axis=0), np.sum(dy, axis=0)


def backward_with_rows(dy, x, gamma, mean, var, eps=1e-5):
    dx, dgamma, dbeta = backward_as_given(dy, x, gamma, mean, var, eps)
    return dx, dgamma[None], dbeta[None]


def backward_by_einsum(dy, x, gamma, mean, var, eps=1e-5):
    inv_std = (var + eps) ** -0.5
    x_hat = np.einsum("nd,d->nd", x - mean, inv_std)
    return np.einsum("nd,d,d->nd", dy, gamma, inv_std), np.einsum("nd,nd->d", dy, x_hat), np.einsum("nd->d", dy)


def backward_by_matrices(dy, x, gamma, mean, var, eps=1e-5):
    scale = np.diag(1 / np.sqrt(var + eps))
    x_hat, ones = (x - mean) @ scale, np.ones(len(x))
    return dy @ np.diag(gamma) @ scale, np.diag(dy.T @ x_hat), ones @ dy


def backward_by_rows(dy, x, gamma, mean, var, eps=1e-5):
    inv_std, dx, dgamma, dbeta = 1 / np.sqrt(var + eps), [], 0, 0
    for row, inputs in zip(dy, x, strict=True):
        dx.append(row * gamma * inv_std)
        dgamma, dbeta = dgamma + row * (inputs - mean) * inv_std, dbeta + row
    return dx, dgamma, dbeta


def backward_by_features(dy, x, gamma, mean, var, eps=1e-5):
    dx, dgamma, dbeta = np.empty_like(dy), np.empty_like(gamma), np.empty_like(gamma)
    for d, s in enumerate(np.sqrt(var + eps)):
        dx[:, d] = dy[:, d] * gamma[d] / s
        dgamma[d] = dy[:, d] @ (x[:, d] - mean[d]) / s
        dbeta[d] = dy[:, d].sum()
    return dx, dgamma, dbeta


# batch_norm_layer


def layering(statistics):
    def function(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        mean, var = statistics(x) if training else (running_mean, running_var)
        y = gamma * (x - mean) / np.sqrt(var + eps) + beta
        if training:
            unbiased = var * len(x) / (len(x) - 1)
            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var = (1 - momentum) * running_var + momentum * unbiased
        return y, running_mean, running_var

    return named(function, statistics.__name__)


def layer_with_copies(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    running_mean, running_var = running_mean.copy(), running_var.copy()
    if training:
        running_mean += momentum * (x.mean(axis=0) - running_mean)
        running_var += momentum * (x.var(axis=0, ddof=1) - running_var)
        return [(x - x.mean(0)) / (x.var(0) + eps) ** 0.5 * gamma + beta, running_mean, running_var]
    return [(x - running_mean) / (running_var + eps) ** 0.5 * gamma + beta, running_mean, running_var]


# fold_linear and fold_conv


def fold_by_rows(W, b, gamma, beta, mean, var, eps=1e-5):
    b = np.zeros(len(W)) if b is None else b
    scale = gamma / np.sqrt(var + eps)
    return np.stack([s * w for s, w in zip(scale, W, strict=True)]), scale * (b - mean) + beta


def fold_by_reshaped_scale(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * (var + eps) ** -0.5
    bias = beta - scale * mean
    return W * scale.reshape(-1, *[1] * (W.ndim - 1)), bias if b is None else bias + scale * b


def fold_transposed(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    return (W.T * scale).T, (np.zeros_like(mean) if b is None else b) * scale - mean * scale + beta


def fold_by_einsum(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    shift = beta - mean * scale
    if b is not None:
        shift = shift + np.einsum("o,o->o", scale, b)
    return np.einsum("o,o...->o...", scale, W), shift


def fold_by_diagonal(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = np.diag(gamma / np.sqrt(var + eps))
    flat = scale @ W.reshape(len(W), -1)
    return flat.reshape(W.shape), scale @ ((0 * mean if b is None else b) - mean) + beta


def fold_in_place_on_copies(W, b, gamma, beta, mean, var, eps=1e-5):
    W, b = W.copy(), np.zeros(len(W)) if b is None else b.copy()
    for o in range(len(W)):
        scale = gamma[o] / math.sqrt(var[o] + eps)
        W[o] *= scale
        b[o] = (b[o] - mean[o]) * scale + beta[o]
    return W, b


def fold_to_lists(W, b, gamma, beta, mean, var, eps=1e-5):
    W, b = fold_by_rows(W, b, gamma, beta, mean, var, eps)
    return W.tolist(), b.tolist()


FOLDS = [
    fold_by_rows,
    fold_by_reshaped_scale,
    fold_transposed,
    fold_by_einsum,
    fold_by_diagonal,
    fold_in_place_on_copies,
    fold_to_lists,
]

# fold_into_next_linear


def next_by_columns(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    shift = beta - mean * scale
    bias = np.array([row @ shift for row in W])
    return W * scale[None, :], bias if b is None else b + bias


def next_by_diagonal(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = np.diag(gamma * (var + eps) ** -0.5)
    return W @ scale, W @ beta - W @ scale @ mean + (0 if b is None else b)


def next_by_einsum(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    bias = np.einsum("oi,i->o", W, beta - scale * mean)
    return np.einsum("oi,i->oi", W, scale), bias + (np.zeros_like(bias) if b is None else b)


def next_by_probing(W, b, gamma, beta, mean, var, eps=1e-5):
    def both(x):
        return (gamma * (x - mean) / np.sqrt(var + eps) + beta) @ W.T + (0 if b is None else b)

    bias = both(np.zeros(W.shape[1]))
    return (both(np.eye(W.shape[1])) - bias).T, bias


def next_by_loops(W, b, gamma, beta, mean, var, eps=1e-5):
    new_W, new_b = [], []
    for o, row in enumerate(W):
        scales = [g / math.sqrt(v + eps) for g, v in zip(gamma, var, strict=True)]
        new_W.append([w * s for w, s in zip(row, scales, strict=True)])
        shifts = [w * (s0 - m * s) for w, s0, m, s in zip(row, beta, mean, scales, strict=True)]
        new_b.append(sum(shifts) + (0 if b is None else b[o]))
    return new_W, new_b


def next_on_a_copy(W, b, gamma, beta, mean, var, eps=1e-5):
    folded, std = np.array(W), np.sqrt(var + eps)
    folded /= std
    folded *= gamma
    return folded, W.dot(beta) - folded.dot(mean) + (0 if b is None else b)


STYLES = {
    "update_running_stats": [*map(updating, STATISTICS), updating_copies_in_place, updating_as_lists],
    "population_statistics": [*map(averaging, STATISTICS), averaging_unbiased, averaging_a_stack],
    "merge_statistics": [
        merged_by_sums,
        merged_pairwise,
        merged_by_average,
        merged_by_product,
        merged_by_einsum,
        merged_by_features,
    ],
    "batch_norm_inference": [
        inferred_as_given,
        inferred_as_affine,
        inferred_by_features,
        inferred_as_lists,
        inferred_on_a_copy,
        inferred_by_einsum,
    ],
    "batch_norm_inference_backward": [
        backward_as_given,
        backward_with_rows,
        backward_by_einsum,
        backward_by_matrices,
        backward_by_rows,
        backward_by_features,
    ],
    "batch_norm_layer": [*map(layering, STATISTICS), layer_with_copies],
    "fold_linear": FOLDS,
    "fold_conv": FOLDS,
    "fold_into_next_linear": [
        next_by_columns,
        next_by_diagonal,
        next_by_einsum,
        next_by_probing,
        next_by_loops,
        next_on_a_copy,
    ],
}

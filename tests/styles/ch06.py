"""Right answers to chapter 6's pieces, as different people write them."""

import math

import numpy as np
from styles.ch02 import STATISTICS, named

# noisy_batch_norm


def noisy(statistics):
    def function(x, gamma, beta, shift, scale, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        return (gamma * (x - mean) * inv_std + beta) * scale + shift

    return named(function, statistics.__name__)


def noise_row_by_row(x, gamma, beta, shift, scale, eps=1e-5):
    y = (x - x.mean(0)) / (x.var(0) + eps) ** 0.5 * gamma + beta
    return [s * row + t for row, s, t in zip(y, scale, shift, strict=True)]


def noise_in_place(x, gamma, beta, shift, scale, eps=1e-5):
    y = x - x.mean(axis=0)
    y /= np.sqrt(np.mean(y**2, axis=0) + eps)
    y *= gamma
    y += beta
    y *= scale
    y += shift
    return y


# internal_covariate_shift


def cosine_of(a, b):
    return np.sum(a * b) / np.sqrt(np.sum(a**2) * np.sum(b**2))


def lists_put_together(grad, weights, new_weights, layer):
    mixed = [new if k < layer else old for k, (old, new) in enumerate(zip(weights, new_weights, strict=True))]
    before, after = grad(weights)[layer], grad(mixed)[layer]
    return np.sqrt(np.sum((before - after) ** 2)), cosine_of(before, after)


def copies_overwritten(grad, weights, new_weights, layer):
    mixed = [w.copy() for w in weights]
    for k in range(layer):
        mixed[k][...] = new_weights[k]
    G, H = grad(weights)[layer].ravel(), grad(mixed)[layer].ravel()
    return float(np.linalg.norm(G - H)), float(G @ H / np.linalg.norm(G) / np.linalg.norm(H))


def by_flat_sums(grad, weights, new_weights, layer):
    G = np.asarray(grad(list(weights))[layer]).reshape(-1)
    H = np.asarray(grad([*new_weights[:layer], *weights[layer:]])[layer]).reshape(-1)
    return math.dist(G, H), sum(G * H) / math.sqrt(sum(G * G) * sum(H * H))


def by_vdot(grad, weights, new_weights, layer):
    G, H = grad(weights)[layer], grad(new_weights[:layer] + weights[layer:])[layer]
    return np.sqrt(np.vdot(G - H, G - H)), np.vdot(G, H) / np.sqrt(np.vdot(G, G) * np.vdot(H, H))


def of_unit_vectors(grad, weights, new_weights, layer):
    G, H = (np.ravel(grad(w)[layer]) for w in (weights, new_weights[:layer] + weights[layer:]))
    return [np.linalg.norm(H - G), np.dot(G / np.linalg.norm(G), H / np.linalg.norm(H))]


def by_the_law_of_cosines(grad, weights, new_weights, layer):
    G, H = grad(weights)[layer], grad(new_weights[:layer] + weights[layer:])[layer]
    distance, a, b = (np.linalg.norm(z) for z in (G - H, G, H))
    return distance, np.tensordot(G, H, axes=G.ndim) / (a * b)


# loss_range_along_gradient


def range_by_loop(loss, w, g, steps):
    low, high = math.inf, -math.inf
    for s in steps:
        value = loss(w - s * g)
        low, high = min(low, value), max(high, value)
    return low, high


def range_by_array(loss, w, g, steps):
    values = np.array([loss(w - s * g) for s in steps])
    return values.min(), values.max()


def range_by_sorting(loss, w, g, steps):
    ordered = sorted(float(loss(w - s * g)) for s in steps)
    return ordered[0], ordered[-1]


def range_of_stacked_points(loss, w, g, steps):
    points = w - np.outer(steps, g)
    values = [loss(point) for point in points]
    return np.min(values), np.max(values)


def range_by_map(loss, w, g, steps):
    values = list(map(lambda s: loss(np.subtract(w, s * g)), steps))
    return [min(values), max(values)]


def range_by_numpy_reduce(loss, w, g, steps):
    values = np.fromiter((loss(w - s * g) for s in steps), float)
    return np.minimum.reduce(values), np.maximum.reduce(values)


# gradient_predictiveness


def distances_by_loop(grad, w, g, steps):
    distances = []
    for s in steps:
        difference = g - grad(w - s * g)
        distances.append(np.sqrt(np.sum(difference**2)))
    return distances


def distances_of_a_stack(grad, w, g, steps):
    gradients = np.stack([grad(w - s * g) for s in steps])
    return np.linalg.norm(gradients - g, axis=1)


def distances_filled_in(grad, w, g, steps):
    distances = np.zeros(len(steps))
    for k, s in enumerate(steps):
        distances[k] = np.linalg.norm(grad(w - s * g) - g)
    return distances


def distances_by_math(grad, w, g, steps):
    return tuple(math.dist(g, grad(w - s * g)) for s in steps)


def distances_by_einsum(grad, w, g, steps):
    differences = np.array([grad(point) for point in w - np.outer(steps, g)]) - g
    return np.sqrt(np.einsum("sd,sd->s", differences, differences))


def distances_by_dot(grad, w, g, steps):
    def distance(s):
        change = grad(w - s * g) - g
        return (change @ change) ** 0.5

    return np.array(list(map(distance, steps)))


# effective_smoothness


def largest_by_loop(grad, w, g, steps):
    largest = 0.0
    for s in steps:
        change, moved = np.linalg.norm(grad(w - s * g) - g), np.linalg.norm(s * g)
        largest = max(largest, change / moved)
    return largest


def largest_of_an_array(grad, w, g, steps):
    changes = np.array([np.linalg.norm(g - grad(w - s * g)) for s in steps])
    return (changes / (np.array(steps) * np.linalg.norm(g))).max()


def largest_by_points(grad, w, g, steps):
    points = [w - s * g for s in steps]
    return max(np.linalg.norm(grad(p) - g) / np.linalg.norm(p - w) for p in points)


def largest_by_math(grad, w, g, steps):
    return float(max(math.dist(g, grad(w - s * g)) / (s * math.hypot(*g)) for s in steps))


def largest_by_squares(grad, w, g, steps):
    squares = [np.sum((g - grad(w - s * g)) ** 2) / np.sum((s * g) ** 2) for s in steps]
    return np.sqrt(np.max(squares))


def largest_by_predictiveness(grad, w, g, steps):
    return np.max(distances_of_a_stack(grad, w, g, steps) / np.linalg.norm(np.outer(steps, g), axis=1))


# smoothing_bound


def bound_by_means(dy, x_hat, gamma, var):
    m = len(dy)
    return gamma**2 / var * m * ((dy**2).mean(0) - dy.mean(0) ** 2 - (dy * x_hat).mean(0) ** 2)


def bound_by_einsum(dy, x_hat, gamma, var):
    m = dy.shape[0]
    square, along = np.einsum("nd,nd->d", dy, dy), np.einsum("nd,nd->d", dy, x_hat)
    return np.square(gamma) / var * (square - np.einsum("nd->d", dy) ** 2 / m - along**2 / m)


def bound_by_features(dy, x_hat, gamma, var):
    bound = []
    for g, h, c, v in zip(dy.T, x_hat.T, gamma, var, strict=True):
        bound.append(c**2 / v * (g @ g - g.sum() ** 2 / len(g) - (g @ h) ** 2 / len(g)))
    return bound


def bound_by_matrices(dy, x_hat, gamma, var):
    m, ones = len(dy), np.ones(len(dy))
    return gamma**2 * (np.diag(dy.T @ dy) - (ones @ dy) ** 2 / m - np.diag(dy.T @ x_hat) ** 2 / m) / var


def bound_of_the_centered(dy, x_hat, gamma, var):
    centered = dy - dy.mean(axis=0)
    return (gamma / np.sqrt(var)) ** 2 * ((centered**2).sum(axis=0) - (dy * x_hat).sum(axis=0) ** 2 / len(dy))


def bound_by_norms(dy, x_hat, gamma, var):
    m = len(dy)
    inner = np.linalg.norm(dy, axis=0) ** 2 - np.sum(dy, 0) ** 2 / m - np.sum(dy * x_hat, 0) ** 2 / m
    return inner * gamma * gamma / var


STYLES = {
    "noisy_batch_norm": [*map(noisy, STATISTICS), noise_row_by_row, noise_in_place],
    "internal_covariate_shift": [
        lists_put_together,
        copies_overwritten,
        by_flat_sums,
        by_vdot,
        of_unit_vectors,
        by_the_law_of_cosines,
    ],
    "loss_range_along_gradient": [
        range_by_loop,
        range_by_array,
        range_by_sorting,
        range_of_stacked_points,
        range_by_map,
        range_by_numpy_reduce,
    ],
    "gradient_predictiveness": [
        distances_by_loop,
        distances_of_a_stack,
        distances_filled_in,
        distances_by_math,
        distances_by_einsum,
        distances_by_dot,
    ],
    "effective_smoothness": [
        largest_by_loop,
        largest_of_an_array,
        largest_by_points,
        largest_by_math,
        largest_by_squares,
        largest_by_predictiveness,
    ],
    "smoothing_bound": [
        bound_by_means,
        bound_by_einsum,
        bound_by_features,
        bound_by_matrices,
        bound_of_the_centered,
        bound_by_norms,
    ],
}

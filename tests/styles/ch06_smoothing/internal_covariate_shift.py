"""Right answers to `internal_covariate_shift`, as different people write them."""

import math

import numpy as np


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


STYLES = [
    lists_put_together,
    copies_overwritten,
    by_flat_sums,
    by_vdot,
    of_unit_vectors,
    by_the_law_of_cosines,
]

"""Slips in `internal_covariate_shift`, written by somebody else."""

import math

import numpy as np


def measured(a, b):
    a, b = a.ravel(), b.ravel()
    return math.sqrt(sum((a - b) ** 2)), np.dot(a, b) / math.sqrt(np.dot(a, a) * np.dot(b, b))


def measured_by_norms(a, b):
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return np.sqrt(np.square(a - b).sum()), np.vdot(a / na, b / nb)


def moved(weights, new_weights, which):
    return [new if which(k) else old for k, (old, new) in enumerate(zip(weights, new_weights, strict=True))]


def itself_too(grad, weights, new_weights, layer):
    return measured(grad(weights)[layer], grad(moved(weights, new_weights, lambda k: k <= layer))[layer])


def itself_too_by_loop(grad, weights, new_weights, layer):
    mixed = list(weights)
    for k in range(layer + 1):
        mixed[k] = new_weights[k]
    return measured_by_norms(grad(weights)[layer], grad(mixed)[layer])


def all_of_them(grad, weights, new_weights, layer):
    return measured_by_norms(grad(weights)[layer], grad(new_weights)[layer])


def all_of_them_by_flat(grad, weights, new_weights, layer):
    return measured(*(grad(each)[layer] for each in (weights, new_weights)))


def those_after(grad, weights, new_weights, layer):
    return measured(grad(weights)[layer], grad(moved(weights, new_weights, lambda k: k > layer))[layer])


def those_after_by_loop(grad, weights, new_weights, layer):
    mixed = list(new_weights)
    mixed[: layer + 1] = weights[: layer + 1]
    return measured_by_norms(grad(weights)[layer], grad(mixed)[layer])


OTHER_WORDS = {
    "ics_after_own_update": (itself_too, itself_too_by_loop),
    "ics_all_layers_moved": (all_of_them, all_of_them_by_flat),
    "ics_later_layers_moved": (those_after, those_after_by_loop),
}

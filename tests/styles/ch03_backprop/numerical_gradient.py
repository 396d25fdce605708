"""Right answers to `numerical_gradient`, as different people write them."""

import numpy as np


def coordinate_by_coordinate(f, x, h=1e-5):
    g = np.empty_like(x)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        ahead, behind = x.copy(), x.copy()
        ahead[it.multi_index] += h
        behind[it.multi_index] -= h
        g[it.multi_index] = (f(ahead) - f(behind)) / (2 * h)
    return g


def on_a_copy_and_back(f, x, h=1e-5):
    z, g = x.copy(), np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        old = z[index]
        z[index] = old + h
        high = f(z)
        z[index] = old - h
        low = f(z)
        z[index] = old
        g[index] = (high - low) / (2 * h)
    return g


def in_place_and_restored(f, x, h=1e-5):
    g, flat = np.zeros(x.size), x.reshape(-1)
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + h
        high = f(x)
        flat[k] = old - h
        low = f(x)
        flat[k] = old
        g[k] = 0.5 * (high - low) / h
    return g.reshape(x.shape)


def along_unit_vectors(f, x, h=1e-5):
    directions = np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in directions]).reshape(x.shape)


def mean_of_one_sided(f, x, h=1e-5):
    here, g = f(x), np.zeros_like(x)
    for index, _ in np.ndenumerate(x):
        e = np.zeros_like(x)
        e[index] = h
        g[index] = ((f(x + e) - here) / h + (here - f(x - e)) / h) / 2
    return g


def gradient_as_nested_lists(f, x, h=1e-5):
    return along_unit_vectors(f, x, h).tolist()


def divided_by_the_true_step(f, x, h=1e-5):
    g = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[index] = x[index] + h
        behind[index] = x[index] - h
        g[index] = (f(ahead) - f(behind)) / (ahead[index] - behind[index])
    return g


STYLES = [
    coordinate_by_coordinate,
    on_a_copy_and_back,
    in_place_and_restored,
    along_unit_vectors,
    mean_of_one_sided,
    gradient_as_nested_lists,
    divided_by_the_true_step,
]

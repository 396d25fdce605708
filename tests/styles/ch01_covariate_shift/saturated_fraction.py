"""Right answers to `saturated_fraction`, as different people write them."""

import math

import numpy as np


def fraction_by_mean(z, slope=0.05):
    s = 1 / (1 + np.exp(-z))
    return (s * (1 - s) < slope).mean()


def fraction_as_python_float(z, slope=0.05):
    s = 1 / (1 + np.exp(-z))
    return float(np.count_nonzero(s * (1 - s) < slope)) / z.size


def fraction_by_loop(z, slope=0.05):
    count = 0
    for value in z.ravel():
        s = 1 / (1 + math.exp(-value))
        if s * (1 - s) < slope:
            count += 1
    return count / len(z.ravel())


def fraction_by_the_edge(z, slope=0.05):
    edge = np.arccosh(1 / (2 * np.sqrt(slope))) * 2
    return np.mean(np.abs(z) > edge)


def fraction_by_list(z, slope=0.05):
    flat = [0.25 / math.cosh(v / 2) ** 2 < slope for v in z.flatten().tolist()]
    return sum(flat) / len(flat)


def fraction_in_an_array(z, slope=0.05):
    s = 1 / (1 + np.exp(-z))
    return np.array([np.average(np.where(s * (1 - s) < slope, 1.0, 0.0))])


def fraction_by_len(z, slope=0.05):
    s = 1 / (1 + np.exp(-z))
    return len(z[s - s * s < slope]) / np.prod(z.shape)


STYLES = [
    fraction_by_mean,
    fraction_as_python_float,
    fraction_by_loop,
    fraction_by_the_edge,
    fraction_by_list,
    fraction_in_an_array,
    fraction_by_len,
]

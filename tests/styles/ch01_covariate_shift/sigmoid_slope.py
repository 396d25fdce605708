"""Right answers to `sigmoid_slope`, as different people write them."""

import math

import numpy as np


def slope_in_one_line(z):
    return 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))


def slope_by_tanh(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


def slope_by_cosh(z):
    return 0.25 / np.cosh(z / 2) ** 2


def slope_of_absolute_value(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def slope_by_two_branches(z):
    s = np.empty_like(z)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s * (1 - s)


def slope_as_s_minus_square(z):
    s = (1 + np.exp(-z)) ** -1
    return s - s**2


def slope_by_loop(z):
    out = np.zeros(z.shape)
    for i, value in enumerate(z.ravel()):
        e = math.exp(-abs(value))
        out.flat[i] = e / (1 + e) / (1 + e)
    return out


def slope_of_both_sigmoids(z):
    return 1 / (1 + np.exp(-z)) / (1 + np.exp(z))


STYLES = [
    slope_in_one_line,
    slope_by_tanh,
    slope_by_cosh,
    slope_of_absolute_value,
    slope_by_two_branches,
    slope_as_s_minus_square,
    slope_by_loop,
    slope_of_both_sigmoids,
]

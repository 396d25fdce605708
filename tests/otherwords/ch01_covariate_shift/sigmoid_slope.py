"""Slips in `sigmoid_slope`, written by somebody else."""

import math

import numpy as np


def of_the_argument(z):
    return z - z**2


def of_the_argument_by_loop(z):
    return np.array([value * (1.0 - value) for value in z.ravel()]).reshape(z.shape)


def plain_sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def sigmoid_by_loop(z):
    return np.vectorize(lambda value: 1 / (1 + math.exp(-value)))(z)


def slope_of_tanh(z):
    return 1 / np.cosh(z) ** 2


def slope_of_tanh_by_exponentials(z):
    t = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
    return (1 - t) * (1 + t)


OTHER_WORDS = {
    "input_for_output": (of_the_argument, of_the_argument_by_loop),
    "sigmoid_for_slope": (plain_sigmoid, sigmoid_by_loop),
    "tanh_slope": (slope_of_tanh, slope_of_tanh_by_exponentials),
}

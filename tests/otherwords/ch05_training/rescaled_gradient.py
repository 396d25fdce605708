"""Slips in `rescaled_gradient`, written by somebody else."""

import numpy as np


def times(dW, a):
    return np.multiply(a, dW)


def times_by_loop(dW, a):
    return np.array([value * a for value in dW.flat]).reshape(dW.shape)


def same(dW, a):
    return +dW


def same_by_loop(dW, a):
    return np.array([value * a / a for value in dW.flat]).reshape(dW.shape)


def squared(dW, a):
    return dW * a**-2


def squared_by_loop(dW, a):
    return np.stack([part / a / a for part in dW])


OTHER_WORDS = {
    "gradient_multiplied": (times, times_by_loop),
    "gradient_unchanged": (same, same_by_loop),
    "gradient_over_a_squared": (squared, squared_by_loop),
}

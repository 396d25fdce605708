"""Right answers to `rescaled_gradient`, as different people write them."""

import numpy as np


def divided(dW, a):
    return np.divide(dW, a)


def times_the_inverse(dW, a):
    return (1 / a) * dW


def row_by_row(dW, a):
    return np.array([row / a for row in dW])


def divided_on_a_copy(dW, a):
    new = np.array(dW, copy=True)
    new /= a
    return new


def divided_as_lists(dW, a):
    return (dW / a).tolist()


def by_the_chain_rule(dW, a):
    return dW * a / a**2


STYLES = [
    divided,
    times_the_inverse,
    row_by_row,
    divided_on_a_copy,
    divided_as_lists,
    by_the_chain_rule,
]

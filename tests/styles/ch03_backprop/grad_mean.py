"""Right answers to `grad_mean`, as different people write them."""

import numpy as np
from styles.named import named

from .sums import by_einsum, by_loop, by_ones, by_row, by_sum


def mean_summed(total):
    def function(dx_hat, dvar, x_centered, inv_std):
        return total(-dx_hat * inv_std) + dvar * total(-2 * x_centered) / len(x_centered)

    return named(function, total.__name__)


def mean_without_the_zero_term(dx_hat, dvar, x_centered, inv_std):
    return -(dx_hat * inv_std).sum(axis=0)


def mean_by_parts(dx_hat, dvar, x_centered, inv_std):
    through_x_hat = -np.sum(dx_hat, axis=0) * inv_std
    through_var = dvar * -2 * np.mean(x_centered, axis=0)
    return through_x_hat + through_var


STYLES = [
    *map(mean_summed, [by_sum, by_row, by_ones, by_einsum, by_loop]),
    mean_without_the_zero_term,
    mean_by_parts,
]

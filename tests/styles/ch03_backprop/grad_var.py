"""Right answers to `grad_var`, as different people write them."""

import numpy as np
from styles.named import named

from .sums import by_einsum, by_loop, by_ones, by_row, by_sum


def var_summed(total):
    return named(lambda dx_hat, c, inv_std: -0.5 * inv_std**3 * total(dx_hat * c), total.__name__)


def var_from_the_variance(dx_hat, x_centered, inv_std):
    var_eps = inv_std**-2
    return np.sum(dx_hat * x_centered * -0.5 * var_eps**-1.5, axis=0)


def var_in_two_nodes(dx_hat, x_centered, inv_std):
    d_inv_std = np.sum(dx_hat * x_centered, axis=0)
    d_std = -d_inv_std * inv_std**2
    return d_std * 0.5 * inv_std


STYLES = [
    *map(var_summed, [by_sum, by_row, by_ones, by_einsum, by_loop]),
    var_from_the_variance,
    var_in_two_nodes,
]

"""Right answers to chapter 3's pieces, as different people write them."""

import math

import numpy as np

# numerical_gradient


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


# Sums over the batch


def by_sum(z):
    return z.sum(axis=0)


def by_np_sum(z):
    return np.sum(z, 0)


def by_row(z):
    return z.sum(axis=0, keepdims=True)


def by_ones(z):
    return np.ones(len(z)) @ z


def by_einsum(z):
    return np.einsum("nd->d", z)


def by_loop(z):
    total = np.zeros(z.shape[1])
    for row in z:
        total = total + row
    return total


def by_list(z):
    return [math.fsum(column) for column in z.T]


def by_mean(z):
    return len(z) * z.mean(axis=0)


SUMS = [by_sum, by_np_sum, by_row, by_ones, by_einsum, by_loop, by_list, by_mean]


def named(function, name):
    """The function under a name of its own."""
    function.__name__ = name
    return function


def beta_summed(total):
    return named(lambda dy: total(dy), total.__name__)


def gamma_summed(total):
    return named(lambda dy, cache: total(dy * cache.x_hat), total.__name__)


def gamma_by_einsum(dy, cache):
    return np.einsum("nd,nd->d", dy, cache.x_hat)


def gamma_from_the_diagonal(dy, cache):
    return np.diag(dy.T @ cache.x_hat)


def gamma_by_recomputing(dy, cache):
    x, _, inv_std, _, _ = cache
    return ((x - x.mean(axis=0)) * inv_std * dy).sum(axis=0)


# grad_x_hat


def multiplied(dy, gamma):
    return np.multiply(gamma, dy)


def by_diagonal_matrix(dy, gamma):
    return dy @ np.diag(gamma)


def x_hat_by_einsum(dy, gamma):
    return np.einsum("nd,d->nd", dy, gamma)


def row_by_row(dy, gamma):
    return np.stack([row * gamma for row in dy])


def x_hat_on_a_copy(dy, gamma):
    dx_hat = dy.copy()
    dx_hat *= gamma.reshape(1, -1)
    return dx_hat


def entry_by_entry(dy, gamma):
    return [[float(dy[n, d] * gamma[d]) for d in range(dy.shape[1])] for n in range(dy.shape[0])]


# grad_var


def var_summed(total):
    return named(lambda dx_hat, c, inv_std: -0.5 * inv_std**3 * total(dx_hat * c), total.__name__)


def var_from_the_variance(dx_hat, x_centered, inv_std):
    var_eps = inv_std**-2
    return np.sum(dx_hat * x_centered * -0.5 * var_eps**-1.5, axis=0)


def var_in_two_nodes(dx_hat, x_centered, inv_std):
    d_inv_std = np.sum(dx_hat * x_centered, axis=0)
    d_std = -d_inv_std * inv_std**2
    return d_std * 0.5 * inv_std


# grad_mean


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


# grad_x_staged


def three_terms(dx_hat, dvar, dmean, x_centered, inv_std):
    m = dx_hat.shape[0]
    direct = dx_hat * inv_std
    through_var = dvar * (2 / m) * x_centered
    through_mean = np.ones_like(dx_hat) * dmean / m
    return direct + through_var + through_mean


def staged_by_rows(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    return [d * inv_std + (2 * dvar * c + dmean) / m for d, c in zip(dx_hat, x_centered, strict=True)]


def staged_by_einsum(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    spread = np.outer(np.full(m, 1 / m), dmean)
    return np.einsum("nd,d->nd", dx_hat, inv_std) + 2 / m * np.einsum("nd,d->nd", x_centered, dvar) + spread


def staged_in_place(dx_hat, dvar, dmean, x_centered, inv_std):
    dx = x_centered.copy()
    dx *= 2 * dvar
    dx += dmean
    dx /= len(dx)
    dx += dx_hat * inv_std
    return dx


def staged_by_features(dx_hat, dvar, dmean, x_centered, inv_std):
    m, D = dx_hat.shape
    dx = np.zeros((m, D))
    for d in range(D):
        dx[:, d] = dx_hat[:, d] * inv_std[d] + dvar[d] * 2 * x_centered[:, d] / m + dmean[d] / m
    return dx


def staged_with_the_square(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    dsquare = np.ones(dx_hat.shape) * dvar / m
    return inv_std * dx_hat + 2 * x_centered * dsquare + dmean / m


# batch_norm_backward


def in_many_steps(dy, cache):
    x, x_hat, inv_std, gamma, _ = cache
    m = dy.shape[0]
    dbeta, dgamma = np.sum(dy, axis=0), np.sum(dy * x_hat, axis=0)
    dx_hat = dy * gamma
    centered = x - x.mean(axis=0)
    d_inv_std = np.sum(dx_hat * centered, axis=0)
    d_centered = dx_hat * inv_std
    dvar = -0.5 * inv_std**3 * d_inv_std
    d_centered = d_centered + 2 * centered * np.ones_like(dy) * dvar / m
    return d_centered - np.sum(d_centered, axis=0) / m, dgamma, dbeta


def in_closed_form(dy, cache):
    m = len(dy)
    dbeta, dgamma = dy.sum(0), (dy * cache.x_hat).sum(0)
    return cache.gamma * cache.inv_std / m * (m * dy - dbeta - cache.x_hat * dgamma), dgamma, dbeta


def with_rows_of_gradients(dy, cache):
    dx, dgamma, dbeta = in_closed_form(dy, cache)
    return dx, dgamma.reshape(1, -1), dbeta.reshape(1, -1)


def by_means(dy, cache):
    g = dy * cache.gamma
    dx = cache.inv_std * (g - g.mean(axis=0) - cache.x_hat * (g * cache.x_hat).mean(axis=0))
    return [dx, (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)]


def by_whole_jacobians(dy, cache):
    m, D = dy.shape
    dx = np.zeros((m, D))
    for d in range(D):
        x_hat = cache.x_hat[:, d]
        jacobian = cache.inv_std[d] * (np.eye(m) - 1 / m - np.outer(x_hat, x_hat) / m)
        dx[:, d] = jacobian @ (cache.gamma[d] * dy[:, d])
    return dx, np.einsum("nd,nd->d", dy, cache.x_hat), np.ones(m) @ dy


def by_projection(dy, cache):
    ones = np.ones((len(dy), len(dy))) / len(dy)
    centered = dy - ones @ dy
    dx = cache.gamma * cache.inv_std * (centered - cache.x_hat * np.mean(centered * cache.x_hat, axis=0))
    return dx, np.sum(cache.x_hat * dy, axis=0), np.sum(dy, axis=0)


def from_the_pieces(dy, cache):
    m, centered = len(dy), cache.x - cache.x.mean(axis=0)
    dx_hat = dy * cache.gamma
    dvar = np.sum(dx_hat * centered, axis=0) * -0.5 * cache.inv_std**3
    dmean = np.sum(-dx_hat * cache.inv_std, axis=0)
    return dx_hat * cache.inv_std + dvar * 2 * centered / m + dmean / m, np.sum(dy * cache.x_hat, 0), np.sum(dy, 0)


# batch_norm_images_backward


def images_as_rows(dy, cache):
    N, C, H, W = dy.shape
    rows, x_hat = (z.transpose(0, 2, 3, 1).reshape(-1, C) for z in (dy, cache.x_hat))
    dgamma, dbeta = (rows * x_hat).sum(axis=0), rows.sum(axis=0)
    dx = cache.gamma * cache.inv_std * (rows - (dbeta + x_hat * dgamma) / len(rows))
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def images_by_einsum(dy, cache):
    m = dy.shape[0] * dy.shape[2] * dy.shape[3]
    dgamma, dbeta = np.einsum("nchw,nchw->c", dy, cache.x_hat), np.einsum("nchw->c", dy)
    inner = dy - dbeta.reshape(1, -1, 1, 1) / m - np.einsum("nchw,c->nchw", cache.x_hat, dgamma) / m
    return np.einsum("c,nchw->nchw", cache.gamma * cache.inv_std, inner), dgamma, dbeta


def images_channel_by_channel(dy, cache):
    dx, dgamma, dbeta = np.zeros_like(dy), [], []
    for c in range(dy.shape[1]):
        g, x_hat = dy[:, c], cache.x_hat[:, c]
        dgamma.append(float((g * x_hat).sum()))
        dbeta.append(float(g.sum()))
        dx[:, c] = cache.gamma[c] * cache.inv_std[c] * (g - g.mean() - x_hat * (g * x_hat).mean())
    return dx, dgamma, dbeta


def images_by_kept_dimensions(dy, cache):
    axes = (0, 2, 3)
    gamma, inv_std = (z.reshape(1, -1, 1, 1) for z in (cache.gamma, cache.inv_std))
    g = dy * gamma
    correlation = (g * cache.x_hat).mean(axis=axes, keepdims=True)
    dx = inv_std * (g - g.mean(axis=axes, keepdims=True) - cache.x_hat * correlation)
    return dx, (dy * cache.x_hat).sum(axis=axes), dy.sum(axis=axes)


def images_moved_last(dy, cache):
    g, x_hat = (np.moveaxis(z, 1, -1) for z in (dy, cache.x_hat))
    axes, m = (0, 1, 2), g.size // g.shape[-1]
    dgamma, dbeta = np.sum(g * x_hat, axis=axes), np.sum(g, axis=axes)
    dx = cache.gamma * cache.inv_std / m * (m * g - dbeta - x_hat * dgamma)
    return np.moveaxis(dx, -1, 1), dgamma, dbeta


def images_staged(dy, cache):
    axes, along = (0, 2, 3), (slice(None), None, None)
    m = dy.size / dy.shape[1]
    centered = cache.x - cache.x.mean(axis=axes, keepdims=True)
    dx_hat = dy * cache.gamma[along]
    dvar = (dx_hat * centered).sum(axis=axes) * -0.5 * cache.inv_std**3
    dmean = -dx_hat.sum(axis=axes) * cache.inv_std
    dx = dx_hat * cache.inv_std[along] + dvar[along] * 2 * centered / m + dmean[along] / m
    return dx, (dy * cache.x_hat).sum(axis=axes), dy.sum(axis=axes)


STYLES = {
    "numerical_gradient": [
        coordinate_by_coordinate,
        on_a_copy_and_back,
        in_place_and_restored,
        along_unit_vectors,
        mean_of_one_sided,
        gradient_as_nested_lists,
        divided_by_the_true_step,
    ],
    "grad_beta": [*map(beta_summed, SUMS)],
    "grad_gamma": [*map(gamma_summed, SUMS), gamma_by_einsum, gamma_from_the_diagonal, gamma_by_recomputing],
    "grad_x_hat": [multiplied, by_diagonal_matrix, x_hat_by_einsum, row_by_row, x_hat_on_a_copy, entry_by_entry],
    "grad_var": [
        *map(var_summed, [by_sum, by_row, by_ones, by_einsum, by_loop]),
        var_from_the_variance,
        var_in_two_nodes,
    ],
    "grad_mean": [
        *map(mean_summed, [by_sum, by_row, by_ones, by_einsum, by_loop]),
        mean_without_the_zero_term,
        mean_by_parts,
    ],
    "grad_x_staged": [
        three_terms,
        staged_by_rows,
        staged_by_einsum,
        staged_in_place,
        staged_by_features,
        staged_with_the_square,
    ],
    "batch_norm_backward": [
        in_many_steps,
        in_closed_form,
        with_rows_of_gradients,
        by_means,
        by_whole_jacobians,
        by_projection,
        from_the_pieces,
    ],
    "batch_norm_images_backward": [
        images_as_rows,
        images_by_einsum,
        images_channel_by_channel,
        images_by_kept_dimensions,
        images_moved_last,
        images_staged,
    ],
}

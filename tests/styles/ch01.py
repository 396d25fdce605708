"""Right answers to chapter 1's pieces, as different people write them."""

import math
import statistics

import numpy as np

# density_ratio


def densities_divided(x, train_mean, train_std, test_mean, test_std):
    def normal(mean, std):
        return np.exp(-((x - mean) ** 2) / (2 * std**2)) / (std * np.sqrt(2 * np.pi))

    return normal(test_mean, test_std) / normal(train_mean, train_std)


def difference_of_logarithms(x, train_mean, train_std, test_mean, test_std):
    log_test = -np.log(test_std) - (x - test_mean) ** 2 / (2 * test_std**2)
    log_train = -np.log(train_std) - (x - train_mean) ** 2 / (2 * train_std**2)
    return np.exp(log_test - log_train)


def ratio_by_loop(x, train_mean, train_std, test_mean, test_std):
    ratio = np.zeros_like(x)
    for index, value in np.ndenumerate(x):
        test = math.exp(-0.5 * ((value - test_mean) / test_std) ** 2) / test_std
        train = math.exp(-0.5 * ((value - train_mean) / train_std) ** 2) / train_std
        ratio[index] = test / train
    return ratio


def ratio_as_nested_lists(x, train_mean, train_std, test_mean, test_std):
    train, test = statistics.NormalDist(train_mean, train_std), statistics.NormalDist(test_mean, test_std)

    def ratio(value):
        return [ratio(each) for each in value] if isinstance(value, list) else test.pdf(value) / train.pdf(value)

    return ratio(x.tolist())


def ratio_vectorized(x, train_mean, train_std, test_mean, test_std):
    def pdf(value, mean, variance):
        return (2 * math.pi * variance) ** -0.5 * math.exp(-((value - mean) ** 2) / 2 / variance)

    return np.vectorize(lambda v: pdf(v, test_mean, test_std**2) / pdf(v, train_mean, train_std**2))(x)


def ratio_as_one_quadratic(x, train_mean, train_std, test_mean, test_std):
    a = 1 / (2 * train_std**2) - 1 / (2 * test_std**2)
    b = test_mean / test_std**2 - train_mean / train_std**2
    c = train_mean**2 / (2 * train_std**2) - test_mean**2 / (2 * test_std**2)
    return train_std / test_std * np.exp(a * x**2 + b * x + c)


def ratio_on_a_copy(x, train_mean, train_std, test_mean, test_std):
    top, bottom = x.copy(), x.copy()
    for z, mean, std in ((top, test_mean, test_std), (bottom, train_mean, train_std)):
        z -= mean
        z /= std
        np.square(z, out=z)
    bottom -= top
    return np.exp(bottom / 2) * train_std / test_std


# weighted_least_squares


def with_diagonal_matrix(X, y, w):
    W = np.diag(w)
    return np.linalg.inv(X.T @ W @ X) @ X.T @ W @ y


def scaled_by_the_root(X, y, w):
    root = np.sqrt(w)
    return np.linalg.lstsq(root[:, None] * X, root * y, rcond=None)[0]


def by_the_pseudoinverse(X, y, w):
    root = np.sqrt(w).reshape(-1, 1)
    return (np.linalg.pinv(X * root) @ (y.reshape(-1, 1) * root)).ravel()


def by_qr(X, y, w):
    Q, R = np.linalg.qr(X * np.sqrt(w)[:, np.newaxis])
    return np.linalg.solve(R, Q.T @ (y * np.sqrt(w)))


def by_einsum(X, y, w):
    return np.linalg.solve(np.einsum("ni,n,nj->ij", X, w, X), np.einsum("ni,n,n->i", X, w, y))


def by_loops(X, y, w):
    N, D = X.shape
    A, b = np.zeros((D, D)), np.zeros(D)
    for n in range(N):
        A += w[n] * np.outer(X[n], X[n])
        b += w[n] * y[n] * X[n]
    return list(np.linalg.solve(A, b))


def with_weights_that_sum_to_one(X, y, w):
    share = w / w.sum()
    return np.linalg.solve((X * share[:, None]).T @ X, (X * share[:, None]).T @ y)


def by_cholesky(X, y, w):
    L = np.linalg.cholesky(X.T * w @ X)
    return np.linalg.solve(L.T, np.linalg.solve(L, X.T * w @ y))


# sigmoid_slope


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


# saturated_fraction


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


# activation_percentiles


def percentiles_along_the_last_axis(activations, q=(15, 50, 85)):
    return np.moveaxis(np.percentile(activations, q, axis=-1), 0, -1)


def percentiles_by_row(activations, q=(15, 50, 85)):
    return np.array([np.percentile(row, q) for row in activations])


def percentiles_as_lists(activations, q=(15, 50, 85)):
    return [[float(np.percentile(row, each)) for each in q] for row in activations]


def percentiles_by_quantile(activations, q=(15, 50, 85)):
    return np.quantile(activations, np.asarray(q) / 100, axis=1).T


def percentiles_stacked(activations, q=(15, 50, 85)):
    return np.stack([np.percentile(activations, each, axis=1) for each in q], axis=1)


def percentiles_by_sorting(activations, q=(15, 50, 85)):
    ordered = np.sort(activations, axis=1)
    place = np.array(q) / 100 * (activations.shape[1] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, activations.shape[1] - 1)
    return ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])


def percentiles_by_interpolation(activations, q=(15, 50, 85)):
    out = np.zeros((len(activations), len(q)))
    for t in range(len(activations)):
        out[t] = np.interp(q, np.linspace(0, 100, activations.shape[1]), sorted(activations[t]))
    return out


STYLES = {
    "density_ratio": [
        densities_divided,
        difference_of_logarithms,
        ratio_by_loop,
        ratio_as_nested_lists,
        ratio_vectorized,
        ratio_as_one_quadratic,
        ratio_on_a_copy,
    ],
    "weighted_least_squares": [
        with_diagonal_matrix,
        scaled_by_the_root,
        by_the_pseudoinverse,
        by_qr,
        by_einsum,
        by_loops,
        with_weights_that_sum_to_one,
        by_cholesky,
    ],
    "sigmoid_slope": [
        slope_in_one_line,
        slope_by_tanh,
        slope_by_cosh,
        slope_of_absolute_value,
        slope_by_two_branches,
        slope_as_s_minus_square,
        slope_by_loop,
        slope_of_both_sigmoids,
    ],
    "saturated_fraction": [
        fraction_by_mean,
        fraction_as_python_float,
        fraction_by_loop,
        fraction_by_the_edge,
        fraction_by_list,
        fraction_in_an_array,
        fraction_by_len,
    ],
    "activation_percentiles": [
        percentiles_along_the_last_axis,
        percentiles_by_row,
        percentiles_as_lists,
        percentiles_by_quantile,
        percentiles_stacked,
        percentiles_by_sorting,
        percentiles_by_interpolation,
    ],
}

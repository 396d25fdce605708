"""Right answers to `density_ratio`, as different people write them."""

import math
import statistics

import numpy as np


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


STYLES = [
    densities_divided,
    difference_of_logarithms,
    ratio_by_loop,
    ratio_as_nested_lists,
    ratio_vectorized,
    ratio_as_one_quadratic,
    ratio_on_a_copy,
]

"""Slips in `density_ratio`, written by somebody else."""

import math

import numpy as np


def normal(x, mean, std):
    return np.exp(-0.5 * ((x - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))


def training_over_test(x, train_mean, train_std, test_mean, test_std):
    return normal(x, train_mean, train_std) / normal(x, test_mean, test_std)


def difference_of_logs(x, train_mean, train_std, test_mean, test_std):
    log_train = -((x - train_mean) ** 2) / (2 * train_std**2) - np.log(train_std)
    log_test = -((x - test_mean) ** 2) / (2 * test_std**2) - np.log(test_std)
    return np.exp(log_train - log_test)


def exponentials_alone(x, train_mean, train_std, test_mean, test_std):
    test = np.exp(-np.square(x - test_mean) / (2 * np.square(test_std)))
    return test / np.exp(-np.square(x - train_mean) / (2 * np.square(train_std)))


def normalizers_forgotten(x, train_mean, train_std, test_mean, test_std):
    out = np.empty(x.shape)
    for k in np.ndindex(x.shape):
        a, b = (x[k] - train_mean) / train_std, (x[k] - test_mean) / test_std
        out[k] = math.exp(0.5 * (a * a - b * b))
    return out


def root_of_square_kept(x, train_mean, train_std, test_mean, test_std):
    def density(z, mean, std):
        return 1 / (std * np.sqrt(2 * np.pi)) * np.exp(-((z - mean) ** 2) / (2 * std))

    return density(x, test_mean, test_std) / density(x, train_mean, train_std)


def variance_mistaken(x, train_mean, train_std, test_mean, test_std):
    z = (x - train_mean) * (x - train_mean) / train_std - (x - test_mean) * (x - test_mean) / test_std
    return np.exp(z * 0.5 + np.log(train_std) - np.log(test_std))


OTHER_WORDS = {
    "ratio_inverted": (training_over_test, difference_of_logs),
    "ratio_without_std": (exponentials_alone, normalizers_forgotten),
    "std_not_squared": (root_of_square_kept, variance_mistaken),
}

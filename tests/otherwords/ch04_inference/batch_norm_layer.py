"""Slips in `batch_norm_layer`, written by somebody else."""

import numpy as np


def moments(x):
    mean = np.average(x, axis=0)
    return mean, np.average(np.square(x - mean), axis=0)


def updated(x, old_mean, old_var, momentum):
    mean, var = moments(x)
    var = var * len(x) / (len(x) - 1)
    return old_mean + momentum * (mean - old_mean), old_var + momentum * (var - old_var)


def always_the_batch(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    mean, var = moments(x)
    y = (x - mean) / np.sqrt(eps + var) * gamma + beta
    if training:
        running_mean, running_var = updated(x, running_mean, running_var, momentum)
    return y, running_mean, running_var


def always_the_batch_by_sums(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    m = len(x)
    mu = np.sum(x, 0) / m
    sigma2 = np.sum((x - mu) ** 2, 0) / m
    kept = updated(x, running_mean, running_var, momentum) if training else (running_mean, running_var)
    return [gamma * (sigma2 + eps) ** -0.5 * x + (beta - gamma * mu * (sigma2 + eps) ** -0.5), *kept]


def with_root(root):
    def run(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        if training:
            mean, var = moments(x)
            running_mean, running_var = updated(x, running_mean, running_var, momentum)
            return gamma * ((x - mean) * (var + eps) ** -0.5) + beta, running_mean, running_var
        return gamma * ((x - running_mean) / root(running_var, eps)) + beta, running_mean, running_var

    return run


def with_scale(scale):
    def run(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        mean, var = moments(x) if training else (running_mean, running_var)
        factor = gamma * ((var + eps) ** -0.5 if training else scale(var, eps))
        new = updated(x, running_mean, running_var, momentum) if training else (running_mean, running_var)
        return x * factor + (beta - mean * factor), *new

    return run


bare = with_root(lambda var, eps: np.power(var, 0.5))
bare_in_two_steps = with_scale(lambda var, eps: var**-0.5)
outside = with_root(lambda var, eps: eps + var**0.5)
outside_in_two_steps = with_scale(lambda var, eps: 1 / (np.sqrt(var) + eps))


OTHER_WORDS = {
    "batch_statistics_in_eval": (always_the_batch, always_the_batch_by_sums),
    "eps_missing_in_eval": (bare, bare_in_two_steps),
    "eps_outside_root_in_eval": (outside, outside_in_two_steps),
}

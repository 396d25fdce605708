"""Slips in `noisy_batch_norm`, written by somebody else."""

import numpy as np


def normalized(x, gamma, beta, eps):
    mean = x.sum(0) / len(x)
    return gamma * (x - mean) * (np.square(x - mean).sum(0) / len(x) + eps) ** -0.5 + beta


def noise_first(x, gamma, beta, shift, scale, eps=1e-5):
    return normalized(shift + x * scale, gamma, beta, eps)


def noise_first_by_sums(x, gamma, beta, shift, scale, eps=1e-5):
    z = np.add(np.multiply(x, scale), shift)
    return np.stack(
        [g * (c - np.average(c)) / np.sqrt(np.var(c) + eps) + b for c, g, b in zip(z.T, gamma, beta, strict=True)], 1
    )


def added_first(x, gamma, beta, shift, scale, eps=1e-5):
    y = normalized(x, gamma, beta, eps)
    y += shift
    y *= scale
    return y


def added_first_by_loop(x, gamma, beta, shift, scale, eps=1e-5):
    y = normalized(x, gamma, beta, eps)
    return np.array([s * row + s * t for row, s, t in zip(y, scale, shift, strict=True)])


def scaled_only(x, gamma, beta, shift, scale, eps=1e-5):
    return normalized(x, gamma, beta, eps) * scale


def scaled_only_by_loop(x, gamma, beta, shift, scale, eps=1e-5):
    return np.array([s * row for row, s in zip(normalized(x, gamma, beta, eps), scale, strict=True)])


OTHER_WORDS = {
    "noise_before_normalizing": (noise_first, noise_first_by_sums),
    "shift_scaled_too": (added_first, added_first_by_loop),
    "noise_without_shift": (scaled_only, scaled_only_by_loop),
}

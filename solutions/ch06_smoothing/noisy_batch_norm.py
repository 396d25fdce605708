"""Batch norm with noise after it."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Exercise, pairs, setting
from ch02_algorithm.batch_norm import batch_norm
from ch02_algorithm.batch_norm_forward import batch_norm_forward
from ch02_algorithm.batches import forward_cases
from ch02_algorithm.statistics import OTHER_CONSTANTS, STATISTICS, STATISTICS_PAIRS

from .quantities import noisy_quantities


def noisy_batch_norm(x, gamma, beta, shift, scale, eps=1e-5):
    """Batch norm with noise *after* it: the distribution is made unsteady again.

        y     = batch norm of x, with gamma and beta
        noisy = scale · y + shift

    The noise is drawn anew at every step by whoever calls this.

    x             array of shape (N, D)
    gamma, beta   scale and shift of batch norm, of shape (D,)
    shift, scale  the noise, arrays of shape (N, D)
    eps           a small number > 0

    Returns the noisy activations, of shape (N, D).
    """
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
    return scale * y + shift


def noise_before_normalizing(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise in before batch norm, which removes the part of it that the batch shares. It comes after."""
    return batch_norm(scale * x + shift, gamma, beta, eps)


def noise_before_scale_and_shift(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise on x_hat, before gamma and beta. It comes after them."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return gamma * (scale * cache.x_hat + shift) + beta


def shift_scaled_too(x, gamma, beta, shift, scale, eps=1e-5):
    """You added the noise's shift before you multiplied by its scale. Scale first: scale · y + shift."""
    return scale * (batch_norm(x, gamma, beta, eps) + shift)


def noise_without_shift(x, gamma, beta, shift, scale, eps=1e-5):
    """The noise's shift is missing: scale · y + shift."""
    return scale * batch_norm(x, gamma, beta, eps)


def noise_without_scale(x, gamma, beta, shift, scale, eps=1e-5):
    """The noise's scale is missing: scale · y + shift."""
    return batch_norm(x, gamma, beta, eps) + shift


def noise_left_out(x, gamma, beta, shift, scale, eps=1e-5):
    """Your result has no noise."""
    return batch_norm(x, gamma, beta, eps)


def shift_and_scale_swapped(x, gamma, beta, shift, scale, eps=1e-5):
    """You multiplied by shift and added scale. It is the other way round."""
    return shift * batch_norm(x, gamma, beta, eps) + scale


def batch_norm_left_out(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise on x itself. It goes on batch norm's output."""
    return scale * x + shift


def one_noise_for_the_batch(x, gamma, beta, shift, scale, eps=1e-5):
    """You used the first example's noise for all of them. Each example has its own row."""
    return scale[0] * batch_norm(x, gamma, beta, eps) + shift[0]


def in_noisy(slip):
    """A slip in chapter 2's statistics as one of `noisy_batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, shift, scale, eps=1e-5):
        mean, inv_std = slip(x, eps)
        return scale * (gamma * (x - mean) * inv_std + beta) + shift

    return mistake


def another_default_of_eps(x, gamma, beta, shift, scale, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return noisy_batch_norm(x, gamma, beta, shift, scale, eps)


CHANGES = {
    "eps_missing": setting(eps=0.0),
    "eps_hard_coded": setting(eps=1e-5),
    "noise_without_shift": setting(shift=lambda given: np.zeros_like(given["shift"])),
    "noise_without_scale": setting(scale=lambda given: np.ones_like(given["scale"])),
}


def noisy_cases(seed):
    """Chapter 2's batches with noise of its own for each example."""
    random = np.random.default_rng([seed, 60])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise:
            x = case.args["x"]
            noise = dict(shift=random.uniform(-1, 1, x.shape), scale=random.uniform(0.5, 1.5, x.shape))
            digits = 1 if "small" in case.name else 12
            noise = {name: array.round(digits).astype(x.dtype) for name, array in noise.items()}
            args = {name: case.args[name] for name in ("x", "gamma", "beta")} | noise
            yield replace(case, args=args | {name: v for name, v in case.args.items() if name == "eps"})


def noisy_scales(x, gamma, beta, shift, scale, eps=1e-5):
    """(|gamma|·max|x_hat| + |beta|)·max|scale| + max|shift|."""
    x_hat = batch_norm_forward(x, gamma, beta, eps)[1].x_hat
    y = np.abs(gamma) * np.abs(x_hat).max(axis=0) + np.abs(beta)
    return {"noisy": y * np.abs(scale).max() + np.abs(shift).max()}


SLIPS = (
    noise_before_normalizing,
    noise_before_scale_and_shift,
    shift_scaled_too,
    noise_without_shift,
    noise_without_scale,
    noise_left_out,
    shift_and_scale_swapped,
    batch_norm_left_out,
    one_noise_for_the_batch,
    *map(in_noisy, STATISTICS),
)

EXERCISE = Exercise(
    noisy_batch_norm,
    cases=noisy_cases,
    outputs=("noisy",),
    mistakes=(*SLIPS, another_default_of_eps),
    variants=(*map(in_noisy, (*OTHER_CONSTANTS, *STATISTICS_PAIRS)), *pairs(CHANGES, SLIPS)),
    scales=noisy_scales,
    quantities=noisy_quantities,
    points=1,
    section="noisy-batch-norm",
    purpose="The experiment against the first explanation: keep batch norm, and spoil the steadiness that it was praised for.",
    hints=(
        "If the noise came first, what would batch norm do to a shift that all examples share?",
        "It would take it away again. So batch norm comes first, with its gamma and beta, and the noise is the "
        "last step.",
        "`x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)`, then `scale * (gamma * x_hat + beta) + shift`.",
    ),
    use="""random = np.random.default_rng(0)
x = random.normal(size=(1000, 1))
y = noisy_batch_norm(x, np.ones(1), np.zeros(1), np.full(x.shape, 0.5), np.full(x.shape, 1.25))
print("mean and standard deviation after the noise:", y.mean().round(2), y.std().round(2))""",
)

"""Normalization of each example over its features."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pairs, setting
from ch02_algorithm.batches import forward_cases

from .quantities import layer_quantities
from .statistics import STATISTICS_VARIANTS, normalized_rows, slips_of


def layer_norm(x, gamma, beta, eps=1e-5):
    """Normalize each example over its features, then scale and shift each feature.

        mean_n = (1/m) Σ_d x[n, d]                 for each example n, m = D
        var_n  = (1/m) Σ_d (x[n, d] − mean_n)²
        y      = gamma · (x − mean) / √(var + eps) + beta

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,)
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def right_rows(rows, eps):
    """Rows normalized."""
    return layer_norm(rows, 1.0, 0.0, eps)


def in_layer_norm(slip):
    """A slip in the statistics as one of `layer_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        return gamma * normalized_rows(x, slip, eps) + beta

    return mistake


def layer_norm_over_batch(x, gamma, beta, eps=1e-5):
    """You normalized each feature over the batch; that is batch norm. Layer norm normalizes each example over its features."""
    return gamma * right_rows(x.T, eps).T + beta


def shift_before_scale(x, gamma, beta, eps=1e-5):
    """You added beta before you multiplied by gamma. Scale first, then shift."""
    return gamma * (right_rows(x, eps) + beta)


def gamma_dropped(x, gamma, beta, eps=1e-5):
    """The scale gamma is missing from your result."""
    return right_rows(x, eps) + beta


def beta_dropped(x, gamma, beta, eps=1e-5):
    """The shift beta is missing from your result."""
    return gamma * right_rows(x, eps)


def gamma_and_beta_dropped(x, gamma, beta, eps=1e-5):
    """You stopped at the normalized input. Scale it by gamma and shift it by beta."""
    return right_rows(x, eps)


def gamma_and_beta_swapped(x, gamma, beta, eps=1e-5):
    """You scaled by beta and shifted by gamma. It is the other way round."""
    return beta * right_rows(x, eps) + gamma


def beta_subtracted(x, gamma, beta, eps=1e-5):
    """You subtracted beta. It is added: gamma · x_hat + beta."""
    return gamma * right_rows(x, eps) - beta


def only_mean_divided(x, gamma, beta, eps=1e-5):
    """You divided the mean alone by the standard deviation: x − mean / std. Put brackets around x − mean."""
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean / np.sqrt(var + eps)) + beta


def only_x_scaled(x, gamma, beta, eps=1e-5):
    """You multiplied x alone by gamma, and not the mean: gamma · x − mean. Put brackets around x − mean."""
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return (gamma * x - mean) / np.sqrt(var + eps) + beta


def eps_added_to_normalized(x, gamma, beta, eps=1e-5):
    """You divided first and added eps to the result. eps is added to the variance, inside the root."""
    return gamma * (right_rows(x, 0.0) + eps) + beta


def statistics_on_last_axis(x, gamma, beta, eps=1e-5):
    """Your mean and variance lost their axis and ran along the features. Keep it with keepdims=True: the shape is (N, 1)."""
    return gamma * (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1) + eps) + beta


def another_default_of_eps(x, gamma, beta, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return layer_norm(x, gamma, beta, eps)


CHANGES = {
    "gamma_dropped": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "beta_dropped": setting(beta=lambda given: np.zeros_like(given["beta"])),
    "eps_missing": setting(eps=0.0),
    "eps_hard_coded": setting(eps=1e-5),
}


def mutates_input(x, gamma, beta, eps=1e-5):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y = layer_norm(x, gamma, beta, eps)
    x -= x.mean(axis=1, keepdims=True)
    return y


def layer_cases(seed):
    """Chapter 2's batches with eps kept; one feature alone is always normalized to 0, so that batch is left out.

    Equal N and D let statistics without keepdims broadcast along the wrong axis without an error; eps near the variance, beyond
    it and at its default shows every slip with eps.
    """
    random = np.random.default_rng([seed, 19])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise and case.args["x"].shape[1] > 1:
            yield case
    x, gamma = random.normal(2, 1, (1, 6)), random.normal(1, 1, 6)
    told = "It is right where there is a single example: look at what you do across the examples."
    yield Case("there is a single example", dict(x=x, gamma=gamma, beta=gamma[::-1].copy(), eps=0.2), probe=told)


def layer_scales(x, gamma, beta, eps=1e-5):
    """|gamma|·max|x_hat| + |beta|."""
    return {"y": np.abs(gamma) * np.abs(right_rows(x, eps)).max() + np.abs(beta)}


def features_symbols(x, gamma, **others):
    """m and gamma."""
    return {"m": x.shape[1], "gamma": gamma}


SLIPS = (
    layer_norm_over_batch,
    *map(in_layer_norm, slips_of("Each example")),
    shift_before_scale,
    gamma_dropped,
    beta_dropped,
    gamma_and_beta_dropped,
    gamma_and_beta_swapped,
    beta_subtracted,
    only_mean_divided,
    only_x_scaled,
    eps_added_to_normalized,
    statistics_on_last_axis,
)

EXERCISE = Exercise(
    layer_norm,
    cases=layer_cases,
    outputs=("y",),
    mistakes=(*SLIPS, another_default_of_eps, mutates_input),
    variants=(*map(in_layer_norm, STATISTICS_VARIANTS), *pairs(CHANGES, SLIPS)),
    scales=layer_scales,
    symbols=features_symbols,
    quantities=layer_quantities,
    points=2,
    section="layer-norm",
    purpose="What transformers use: statistics over the features of one example, so that no batch is needed.",
    hints=(
        "Which axis of x runs over the features of an example?",
        "keepdims=True gives the statistics the shape (N, 1), which fits x again. gamma and beta still belong to "
        "features.",
        "`mean = x.mean(axis=1, keepdims=True)` and `var = x.var(axis=1, keepdims=True)`; from there on each line "
        "is batch norm's.",
    ),
    use="""x = np.random.default_rng(0).normal(size=(4, 6))
y = layer_norm(x, np.ones(6), np.zeros(6))
print("an example alone gives the same:", np.allclose(layer_norm(x[:1], np.ones(6), np.zeros(6)), y[:1]))""",
)

"""Batch norm with fixed statistics."""

import functools
from dataclasses import replace

import numpy as np

from bnkit.authoring import Case, Exercise, pairs, setting
from ch02_algorithm.batches import of_floats32

from .quantities import inference_quantities
from .statistics import stored_statistics


def batch_norm_inference(x, gamma, beta, mean, var, eps=1e-5):
    """Batch norm with fixed statistics: each example's answer depends on that example alone.

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,)
    mean, var    the population's statistics, of shape (D,)
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def batch_statistics_in_eval(x, gamma, beta, mean, var, eps):
    """You normalized with the batch's own statistics. At inference use the stored ones: an answer must not depend on the
    other examples."""
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def batch_mean_in_eval(x, gamma, beta, mean, var, eps):
    """You subtracted the batch's own mean. At inference subtract the stored one."""
    return gamma * (x - x.mean(axis=0)) / np.sqrt(var + eps) + beta


def eps_missing_in_eval(x, gamma, beta, mean, var, eps):
    """eps is missing at inference. It is added to the stored variance, as in training."""
    return gamma * (x - mean) / np.sqrt(var) + beta


def eps_outside_root_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta


def eps_hard_coded_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you used 1e-5 whatever eps is. Use the argument."""
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


def eps_twice_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you added eps two times. The stored variance gets it once."""
    return gamma * (x - mean) / np.sqrt(var + 2 * eps) + beta


def mean_forgotten_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you did not subtract the stored mean."""
    return gamma * x / np.sqrt(var + eps) + beta


def affine_forgotten_in_eval(x, gamma, beta, mean, var, eps):
    """At inference gamma and beta are missing. They belong to both modes."""
    return (x - mean) / np.sqrt(var + eps)


def beta_forgotten_in_eval(x, gamma, beta, mean, var, eps):
    """At inference the shift beta is missing."""
    return gamma * (x - mean) / np.sqrt(var + eps)


def std_for_variance(x, gamma, beta, mean, var, eps):
    """At inference you divided by the stored variance. Divide by its root: √(var + eps)."""
    return gamma * (x - mean) / (var + eps) + beta


def std_for_variance_without_eps(x, gamma, beta, mean, var, eps):
    """At inference you divided by the stored variance, without eps. Divide by √(var + eps)."""
    return gamma * (x - mean) / var + beta


def corrected_again_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you multiplied the variance by m/(m − 1). The stored one is corrected already."""
    return gamma * (x - mean) / np.sqrt(var * len(x) / (len(x) - 1) + eps) + beta


def shift_before_scale_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you added beta before you multiplied by gamma. Scale first, then shift."""
    return gamma * ((x - mean) / np.sqrt(var + eps) + beta)


def beta_subtracted_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you subtracted beta. It is added."""
    return gamma * (x - mean) / np.sqrt(var + eps) - beta


def not_normalized_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you did not normalize at all. Normalize with the stored mean and variance, then scale and shift."""
    return gamma * x + beta


def untouched_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you returned x as it came. Normalize it with the stored mean and variance, then scale and shift."""
    return x.copy()


def only_mean_divided_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you divided the mean alone by the standard deviation. Put brackets around x − mean."""
    return gamma * (x - mean / np.sqrt(var + eps)) + beta


def batch_variance_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you divided by the batch's own standard deviation. Use the stored variance."""
    return gamma * (x - mean) / np.sqrt(x.var(axis=0) + eps) + beta


def variance_squared_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you squared the stored variance before you added eps. It is σ² already: √(var + eps)."""
    return gamma * (x - mean) / np.sqrt(var**2 + eps) + beta


def multiplies_by_std_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you multiplied by the standard deviation. Divide by it."""
    return gamma * (x - mean) * np.sqrt(var + eps) + beta


def gamma_and_beta_swapped_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you scaled by beta and shifted by gamma. It is the other way round."""
    return beta * (x - mean) / np.sqrt(var + eps) + gamma


def gamma_forgotten_in_eval(x, gamma, beta, mean, var, eps):
    """At inference the scale gamma is missing."""
    return (x - mean) / np.sqrt(var + eps) + beta


def eps_added_to_normalized_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you divided first and added eps to the result. eps is added to the variance, inside the root."""
    return gamma * ((x - mean) / np.sqrt(var) + eps) + beta


EVAL = (
    batch_statistics_in_eval,
    eps_missing_in_eval,
    eps_outside_root_in_eval,
    std_for_variance,
    std_for_variance_without_eps,
    mean_forgotten_in_eval,
    affine_forgotten_in_eval,
    beta_forgotten_in_eval,
    batch_mean_in_eval,
    eps_hard_coded_in_eval,
    eps_twice_in_eval,
    corrected_again_in_eval,
    shift_before_scale_in_eval,
    beta_subtracted_in_eval,
    not_normalized_in_eval,
    untouched_in_eval,
    only_mean_divided_in_eval,
    batch_variance_in_eval,
    variance_squared_in_eval,
    multiplies_by_std_in_eval,
    gamma_and_beta_swapped_in_eval,
    gamma_forgotten_in_eval,
    eps_added_to_normalized_in_eval,
)
CHANGES = {
    "eps_missing_in_eval": setting(eps=0.0),
    "eps_outside_root_in_eval": setting(var=lambda given: (np.sqrt(given["var"]) + given["eps"]) ** 2, eps=0.0),
    "eps_hard_coded_in_eval": setting(eps=1e-5),
    "eps_twice_in_eval": setting(eps=lambda given: 2 * given["eps"]),
    "std_for_variance": setting(var=lambda given: (given["var"] + given["eps"]) ** 2, eps=0.0),
    "std_for_variance_without_eps": setting(var=lambda given: given["var"] ** 2, eps=0.0),
    "batch_mean_in_eval": setting(mean=lambda given: given["x"].mean(axis=0)),
    "mean_forgotten_in_eval": setting(mean=lambda given: np.zeros_like(given["mean"])),
    "batch_statistics_in_eval": setting(
        mean=lambda given: given["x"].mean(axis=0), var=lambda given: given["x"].var(axis=0)
    ),
    "beta_forgotten_in_eval": setting(beta=lambda given: np.zeros_like(given["beta"])),
    "gamma_forgotten_in_eval": setting(gamma=lambda given: np.ones_like(given["gamma"])),
}


def with_constants(slip, constants=(1e-8, 1e-7, 1e-6, 1e-4, 1e-3)):
    """`slip`, which has a constant for eps, with others."""
    for constant in constants:
        yield functools.wraps(slip)(lambda *args, constant=constant: batch_norm_inference(*args[:5], constant))


def another_default_of_eps(x, gamma, beta, mean, var, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return batch_norm_inference(x, gamma, beta, mean, var, eps)


def in_inference(slip):
    """A slip at inference as one of `batch_norm_inference`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, mean, var, eps=1e-5):
        return slip(x, gamma, beta, mean, var, eps)

    return mistake


def inference_cases(seed):
    """Batches shifted away from the stored statistics: otherwise the batch's own would do nearly as well."""
    random = np.random.default_rng([seed, 9])

    def batch(name, N, D, eps, spread=1.0, digits=12):
        mean, var = stored_statistics(random, D, spread)
        x = mean + 2.5 + np.sqrt(spread) * random.normal(size=(N, D))
        arrays = dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D), mean=mean, var=var)
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        return Case(name, arrays, alone="another_default_of_eps") if eps is None else Case(name, arrays | dict(eps=eps))

    yield batch("the batch is small", 3, 2, 0.1, digits=1)
    yield batch("eps is of the order of the variance", 6, 3, 0.15, 0.16)  # every slip with eps
    yield batch("eps is larger than the variance", 5, 4, 1.9, 0.5)
    yield batch("eps is left at its default", 7, 3, None, 1e-4)
    yield batch("there are as many examples as features", 4, 4, 0.2)
    yield batch("there is one feature", 5, 1, 0.3)
    yield batch("there are many examples", 20, 2, 0.1)
    yield of_floats32(batch("the input is of 32-bit floats", 5, 2, 0.2))


def one_example(case):
    """The case with its first example alone: what inference is for."""
    return replace(case.also(x=case.args["x"][:1]), name="there is a single example")


def evaluation_cases(seed):
    """The inference cases and a single example."""
    cases = list(inference_cases(seed))
    yield from cases
    yield one_example(cases[1])


def inference_scales(x, gamma, beta, mean, var, eps=1e-5):
    """|gamma|·max|x_hat| + |beta|."""
    return {"y": np.abs(gamma) * np.abs((x - mean) / np.sqrt(var + eps)).max(axis=0) + np.abs(beta)}


def inference_symbols(x, gamma, beta, mean, var, eps=1e-5):
    """m, gamma and beta."""
    return {"m": len(x), "gamma": gamma, "beta": beta}


EXERCISE = Exercise(
    batch_norm_inference,
    cases=evaluation_cases,
    outputs=("y",),
    mistakes=(*map(in_inference, EVAL), another_default_of_eps),
    variants=(
        *map(in_inference, with_constants(eps_hard_coded_in_eval)),
        *pairs(CHANGES, [in_inference(slip) for slip in EVAL]),
    ),
    scales=inference_scales,
    symbols=inference_symbols,
    quantities=inference_quantities,
    points=2,
    section="inference",
    purpose="The layer in use: fixed statistics, and the same answer for an example whoever else is in the batch.",
    hints=(
        "What replaces the batch's mean and variance? Does anything else change?",
        "The population's do, and nothing else changes. They have one entry for each feature, and broadcast over "
        "the examples.",
        "y = gamma · (x − mean) / √(var + eps) + beta, with mean and var as they are given.",
    ),
    use="""random = np.random.default_rng(0)
x = random.normal(size=(3, 2))
alone = batch_norm_inference(x[:1], np.ones(2), np.zeros(2), np.zeros(2), np.ones(2))
together = batch_norm_inference(x, np.ones(2), np.zeros(2), np.zeros(2), np.ones(2))[:1]
print("the first example alone", alone, "and in company", together)""",
)

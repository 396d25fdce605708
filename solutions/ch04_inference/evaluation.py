"""Slips at inference, (x, gamma, beta, mean, var, eps) -> y."""

import functools

import numpy as np

from bnkit.authoring import pairs, setting


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


def shift_in_numerator_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you added beta before you divided by the standard deviation. It comes last: gamma · x_hat + beta."""
    return gamma * (x - mean + beta) / np.sqrt(var + eps)


def only_x_scaled_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you multiplied x alone by gamma, and not the mean: gamma · x − mean. Put brackets around x − mean."""
    return (gamma * x - mean) / np.sqrt(var + eps) + beta


def eps_rooted_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you took the roots of the variance and of eps one by one. Add first: √(var + eps)."""
    return gamma * (x - mean) / (np.sqrt(var) + np.sqrt(eps)) + beta


def eps_subtracted_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you subtracted eps from the stored variance. It is added."""
    return gamma * (x - mean) / np.sqrt(var - eps) + beta


def std_for_sqrt_in_eval(x, gamma, beta, mean, var, eps):
    """At inference you took np.std of var + eps, how much the variances differ. It is their root that divides: np.sqrt."""
    return gamma * (x - mean) / np.std(var + eps) + beta


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
    shift_in_numerator_in_eval,
    only_x_scaled_in_eval,
    eps_rooted_in_eval,
    eps_subtracted_in_eval,
    std_for_sqrt_in_eval,
)
CHANGES = {
    "eps_missing_in_eval": setting(eps=0.0),
    "eps_outside_root_in_eval": setting(var=lambda given: (np.sqrt(given["var"]) + given["eps"]) ** 2, eps=0.0),
    "eps_rooted_in_eval": setting(var=lambda given: (np.sqrt(given["var"]) + np.sqrt(given["eps"])) ** 2, eps=0.0),
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


def with_constants(constants=(1e-8, 1e-7, 1e-6, 1e-4, 1e-3)):
    """`eps_hard_coded_in_eval` with other constants."""
    for constant in constants:
        yield functools.wraps(eps_hard_coded_in_eval)(
            lambda x, gamma, beta, mean, var, eps, c=constant: gamma * (x - mean) / np.sqrt(var + c) + beta
        )


def in_inference(slip):
    """A slip at inference as one of `batch_norm_inference`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, mean, var, eps=1e-5):
        return slip(x, gamma, beta, mean, var, eps)

    return mistake


EVAL_PAIRS = pairs(CHANGES, [in_inference(slip) for slip in EVAL])

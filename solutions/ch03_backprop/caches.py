"""Caches of right forward passes: cases, scales and symbols that several pieces share."""

from dataclasses import replace

import numpy as np

from ch02_algorithm.batch_norm_forward import batch_norm_forward
from ch02_algorithm.batches import forward_cases


def centered(cache):
    """x − mean."""
    return cache.x - cache.x.mean(axis=0)


def backward_cases(seed):
    """Caches of right forward passes on chapter 2's batches, with a random dy: a dy of ones hides most slips in dx.

    What the batches add here: eps of the order of the variance shows eps_dropped_… and gradient_of_eps_…; equal N and D leave
    dgamma_over_features and dbeta_over_features the right shape; a gamma of 0 and below shows gamma_twice; a mean far from 0
    shows dgamma_with_x and gradient_of_mean_not_subtracted; several features of unequal spread show scalar_dvar_in_dx.
    """
    random = np.random.default_rng([seed, 3])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise:
            y, cache = batch_norm_forward(**case.args)
            yield replace(case, args=dict(dy=gradient_like(y, random, case), cache=cache), alone="")


def deciding_cases(seed):
    """Those of them that decide."""
    return filter(lambda case: case.decides, backward_cases(seed))


def gradient_like(y, random, case):
    """A random gradient of y's shape and type; with one digit in the small case."""
    dy = random.normal(size=y.shape).astype(y.dtype)
    return dy.round(1) if "small" in case.name else dy


def backward_scales(dy, cache):
    """max|gamma·dy|·inv_std for dx, Σ|dy|·max(|x_hat|, 0.1) for dgamma, Σ|dy| for dbeta."""
    return {
        "dx": np.abs(cache.gamma * dy).max(axis=0) * cache.inv_std,
        "dgamma": (np.abs(dy) * np.maximum(np.abs(cache.x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


def backward_symbols(dy, cache):
    """m and gamma."""
    return {"m": len(dy), "gamma": cache.gamma}

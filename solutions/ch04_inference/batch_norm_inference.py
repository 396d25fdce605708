"""Batch norm with fixed statistics."""

from dataclasses import replace

import numpy as np

from bnkit.authoring import Case, Exercise
from ch02_algorithm.batches import of_floats32

from .evaluation import EVAL, EVAL_PAIRS, in_inference, with_constants
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


def another_default_of_eps(x, gamma, beta, mean, var, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return batch_norm_inference(x, gamma, beta, mean, var, eps)


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
    variants=(*map(in_inference, with_constants()), *EVAL_PAIRS),
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

"""How the values of a unit drift while the network trains."""

import numpy as np

from bnkit.authoring import Case, Exercise


def activation_percentiles(activations, q=(15, 50, 85)):
    """How a unit's values spread, at each step of training.

    activations  array of shape (T, N): at each of T steps, the unit's value for N examples
    q            which percentiles, in percent

    Percentiles interpolate linearly between neighbours, as np.percentile does.

    Returns an array of shape (T, len(q)): the percentiles over the examples.
    """
    return np.percentile(activations, q, axis=1).T


def percentiles_over_time(activations, q=(15, 50, 85)):
    """You took the percentiles over the steps. At each step they are over the examples: axis 1."""
    return np.percentile(activations, q, axis=0).T


def percentiles_not_transposed(activations, q=(15, 50, 85)):
    """Your rows are the percentiles. np.percentile puts them first; a row is a step: transpose."""
    return np.percentile(activations, q, axis=1)


def percentiles_reshaped(activations, q=(15, 50, 85)):
    """You reshaped where a transpose is due. The shape is right then, and the percentiles of different steps stand in one row."""
    return np.percentile(activations, q, axis=1).reshape(-1, len(q))


def percent_for_fraction(activations, q=(15, 50, 85)):
    """You divided q by 100 and gave it to np.percentile, which takes percent (np.quantile takes fractions)."""
    return np.percentile(activations, np.divide(q, 100), axis=1).T


def q_hard_coded(activations, q=(15, 50, 85)):
    """Your percentiles are 15, 50 and 85 whatever q is. Use the argument."""
    return np.percentile(activations, (15, 50, 85), axis=1).T


def percentiles_of_everything(activations, q=(15, 50, 85)):
    """You took the percentiles of all steps together. Each step has its own: axis=1."""
    return np.percentile(activations, q)


def percentiles_not_interpolated(activations, q=(15, 50, 85)):
    """You took the next lower value. Percentiles here interpolate linearly between neighbours."""
    return np.percentile(activations, q, axis=1, method="lower").T


def gaussian_percentiles(activations, q=(15, 50, 85)):
    """You took the mean and 1.036 standard deviations to both sides, which are these percentiles of a Gaussian only."""
    mean, std = activations.mean(axis=1), activations.std(axis=1)
    return np.stack([mean - 1.036 * std, mean, mean + 1.036 * std], axis=1)


def percentile_cases(seed):
    """T ≠ N and T = N, skewed values, and other percentiles."""
    random = np.random.default_rng([seed, 34])
    skewed = lambda T, N: random.gamma(2.0, size=(T, N)) + random.normal(size=(T, 1))  # noqa: E731
    yield Case("there are two steps and four examples", dict(activations=skewed(2, 4).round(1), q=(15, 50, 85)))
    yield Case("q is left at its default", dict(activations=skewed(5, 12)))
    yield Case("q has other percentiles", dict(activations=skewed(6, 9), q=(10, 40, 99)))
    yield Case("there are as many steps as examples", dict(activations=skewed(7, 7), q=(25, 50, 75)))
    yield Case("there are as many steps as percentiles", dict(activations=skewed(3, 8), q=(5, 50, 95)))


EXERCISE = Exercise(
    activation_percentiles,
    cases=percentile_cases,
    outputs=("percentiles",),
    mistakes=(
        percentiles_over_time,
        percentiles_not_transposed,
        percentiles_reshaped,
        percent_for_fraction,
        percentiles_of_everything,
        percentiles_not_interpolated,
        gaussian_percentiles,
        q_hard_coded,
    ),
    points=1,
    section="percentiles-that-drift",
    purpose="The picture of the 2015 paper: how the inputs of one unit move while the network trains.",
    hints=(
        "At one step there are N values. Along which axis of the array do they lie?",
        "`np.percentile` takes several percentiles at once, and an axis. Look at the shape of what it returns.",
        "The percentiles come first in what it returns, so turn it: `np.percentile(activations, q, axis=1).T`.",
    ),
    use="""random = np.random.default_rng(0)
drifting = np.linspace(0, 3, 6)[:, None] + np.linspace(1, 2, 6)[:, None] * random.normal(size=(6, 1000))
print(activation_percentiles(drifting).round(2))""",
)

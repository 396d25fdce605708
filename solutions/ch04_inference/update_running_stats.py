"""The running statistics, moved by a training step."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise
from ch02_algorithm.batches import forward_cases

from .quantities import update_quantities
from .statistics import stored_statistics
from .updating import UPDATE_VARIANTS, UPDATES


def update_running_stats(running_mean, running_var, x, momentum=0.1):
    """One training step's update of the running statistics.

        running_mean ← (1 − momentum) · running_mean + momentum · mean
        running_var  ← (1 − momentum) · running_var  + momentum · var

    mean is the batch's, and var is the unbiased estimate of the population's
    variance from this batch.

    running_mean, running_var  arrays of shape (D,); leave them as they were
    x                          array of shape (N, D), so m = N
    momentum                   weight of the new batch, between 0 and 1

    Returns (running_mean, running_var), new arrays of shape (D,).
    """
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


def in_update(slip):
    """A slip of the update as one of `update_running_stats`."""

    @functools.wraps(slip)
    def mistake(running_mean, running_var, x, momentum=0.1):
        return slip(running_mean, running_var, x, momentum)

    return mistake


def update_cases(seed):
    """Chapter 2's batches, with running statistics and momenta away from the defaults; and the first step, from 0 and 1."""
    random = np.random.default_rng([seed, 6])
    for case, momentum in zip(forward_cases(seed), [0.5, 0.3, 0.05, None, 0.7, 0.2, 0.4, 0.9, 0.6, 0.25], strict=False):
        x = case.args["x"]
        mean, var = stored_statistics(random, x.shape[1])
        args = dict(running_mean=mean.round(1), running_var=var.round(1), x=x)
        if momentum is None:
            yield Case("momentum is left at its default", args, alone="another_default_of_momentum")
        else:
            yield Case(f"momentum is {momentum}, on a batch of shape {x.shape}", args | dict(momentum=momentum))
    first = dict(running_mean=np.zeros(3), running_var=np.ones(3), x=random.normal(2, 3, (6, 3)), momentum=0.3)
    yield Case("it is the first step, from 0 and 1", first)


def update_scales(running_mean, running_var, x, momentum=0.1):
    """|right| + 1e-3."""
    mean, var = update_running_stats(running_mean, running_var, x, momentum)
    return {"running_mean": np.abs(mean) + 1e-3, "running_var": np.abs(var) + 1e-3}


def update_symbols(running_mean, running_var, x, momentum=0.1):
    """m."""
    return {"m": len(x)}


EXERCISE = Exercise(
    update_running_stats,
    cases=update_cases,
    outputs=("running_mean", "running_var"),
    mistakes=tuple(map(in_update, UPDATES)),
    variants=tuple(map(in_update, UPDATE_VARIANTS)),
    scales=update_scales,
    symbols=update_symbols,
    quantities=update_quantities,
    points=2,
    section="running-statistics",
    purpose="While the network trains, average the batches' statistics, for when there is no batch.",
    hints=(
        "The mean square about the batch's own mean is too small an estimate for the population. By what factor?",
        "On average it is (m − 1)/m of the population's variance. NumPy's var can divide by another number than "
        "m: look at its `ddof`.",
        "`x.var(axis=0, ddof=1)`, which is var · m/(m − 1), goes into the average; the mean is `x.mean(axis=0)`.",
    ),
    use="""random = np.random.default_rng(0)
mean, var = np.zeros(1), np.ones(1)
for step in range(1, 61):
    mean, var = update_running_stats(mean, var, random.normal(5, 3, size=(32, 1)))
    if step in (1, 5, 20, 60):
        print(f"after {step:2} steps: mean {mean[0]:.2f} (5 is right), variance {var[0]:.2f} (9 is right)")""",
)

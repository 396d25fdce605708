"""The running statistics, moved by a training step."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise
from ch02_algorithm.batches import forward_cases

from .quantities import update_quantities
from .statistics import stored_statistics


def update_running_stats(running_mean, running_var, x, momentum=0.1):
    """One training step's update of the running statistics.

        running_mean ← (1 − momentum) · running_mean + momentum · mean
        running_var  ← (1 − momentum) · running_var  + momentum · var · m/(m − 1)

    mean and var are the batch's, and var divides by m; the factor m/(m − 1)
    makes it an unbiased estimate of the population's variance.

    running_mean, running_var  arrays of shape (D,); leave them as they were
    x                          array of shape (N, D), so m = N
    momentum                   weight of the new batch, between 0 and 1

    Returns (running_mean, running_var), new arrays of shape (D,).
    """
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


def blended(running_mean, running_var, mean, var, momentum):
    """Old and new statistics, the new ones with weight `momentum`."""
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


def momentum_swapped(running_mean, running_var, x, momentum):
    """You gave momentum to the old statistics. Here it is the weight of the new batch."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1), 1 - momentum)


def biased_running_variance(running_mean, running_var, x, momentum):
    """You stored the variance that divides by m. The population's estimate is m/(m − 1) times that."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0), momentum)


def correction_inverted(running_mean, running_var, x, momentum):
    """You multiplied the variance by (m − 1)/m. It is m/(m − 1): a batch's spread about its own mean is a little too small."""
    m = len(x)
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0) * (m - 1) / m, momentum)


def correction_on_mean(running_mean, running_var, x, momentum):
    """You multiplied the mean by m/(m − 1) too. The mean is unbiased as it is."""
    m = len(x)
    return blended(running_mean, running_var, x.mean(axis=0) * m / (m - 1), x.var(axis=0, ddof=1), momentum)


def keeps_last_batch(running_mean, running_var, x, momentum):
    """You stored the last batch's statistics alone. Keep (1 − momentum) of what was there."""
    return x.mean(axis=0), x.var(axis=0, ddof=1)


def never_updates(running_mean, running_var, x, momentum):
    """You returned the running statistics as they were. A training step moves them towards the batch's."""
    return running_mean.copy(), running_var.copy()


def only_mean_updated(running_mean, running_var, x, momentum):
    """You updated the running mean and left the running variance as it was."""
    return blended(running_mean, running_var, x.mean(axis=0), running_var, momentum)


def only_var_updated(running_mean, running_var, x, momentum):
    """You updated the running variance and left the running mean as it was."""
    return blended(running_mean, running_var, running_mean, x.var(axis=0, ddof=1), momentum)


def momentum_adds_up(running_mean, running_var, x, momentum):
    """You took momentum · old + new, and the weights do not add up to 1: the statistics grow. Use (1 − momentum) and
    momentum."""
    return momentum * running_mean + x.mean(axis=0), momentum * running_var + x.var(axis=0, ddof=1)


def old_kept_whole(running_mean, running_var, x, momentum):
    """You took old + momentum · new, and the weights do not add up to 1: the statistics grow. Use (1 − momentum) · old."""
    return running_mean + momentum * x.mean(axis=0), running_var + momentum * x.var(axis=0, ddof=1)


def std_stored_as_variance(running_mean, running_var, x, momentum):
    """You stored the standard deviation where the variance belongs."""
    return blended(running_mean, running_var, x.mean(axis=0), x.std(axis=0, ddof=1), momentum)


def biased_std_stored_as_variance(running_mean, running_var, x, momentum):
    """You stored the standard deviation (with m) where the variance belongs, m/(m − 1) times the one that divides by m."""
    return blended(running_mean, running_var, x.mean(axis=0), x.std(axis=0), momentum)


def eps_leaks_into_running_variance(running_mean, running_var, x, momentum, eps=1e-5):
    """You stored var + eps. eps is for the root; the stored variance does not contain it."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1) + eps, momentum)


def std_with_eps_stored(running_mean, running_var, x, momentum, eps=1e-5):
    """You stored √(var + eps), the standard deviation. Store the variance, without eps."""
    return blended(running_mean, running_var, x.mean(axis=0), np.sqrt(x.var(axis=0) + eps), momentum)


def double_update(running_mean, running_var, x, momentum):
    """You updated the statistics two times in one step."""
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return blended(*blended(running_mean, running_var, mean, var, momentum), mean, var, momentum)


def mean_stored_as_variance(running_mean, running_var, x, momentum):
    """You updated the running variance with the batch's mean."""
    return blended(running_mean, running_var, x.mean(axis=0), x.mean(axis=0), momentum)


def second_moment_stored(running_mean, running_var, x, momentum):
    """You stored the mean of x² as the variance. Subtract the mean before you square."""
    m = len(x)
    return blended(running_mean, running_var, x.mean(axis=0), (x**2).mean(axis=0) * m / (m - 1), momentum)


def variance_about_running_mean(running_mean, running_var, x, momentum):
    """You took the spread about the running mean. The batch's variance is the spread about the batch's own mean."""
    var = ((x - running_mean) ** 2).sum(axis=0) / (len(x) - 1)
    return blended(running_mean, running_var, x.mean(axis=0), var, momentum)


def one_scalar_stored(running_mean, running_var, x, momentum):
    """You stored one mean and one variance for the whole array. Each feature has its own."""
    return blended(running_mean, running_var, x.mean(), x.var(ddof=1), momentum)


def momentum_hard_coded(running_mean, running_var, x, momentum):
    """Your update uses a momentum of 0.1 whatever momentum is. Use the argument."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1), 0.1)


def running_statistics_changed_in_place(running_mean, running_var, x, momentum):
    """You changed the running statistics in place. Return new arrays: the caller still needs the old ones."""
    new_mean, new_var = blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1), momentum)
    running_mean[...], running_var[...] = new_mean, new_var
    return new_mean, new_var


UPDATES = (
    momentum_swapped,
    biased_running_variance,
    correction_inverted,
    correction_on_mean,
    keeps_last_batch,
    never_updates,
    only_mean_updated,
    only_var_updated,
    momentum_adds_up,
    old_kept_whole,
    std_stored_as_variance,
    biased_std_stored_as_variance,
    eps_leaks_into_running_variance,
    std_with_eps_stored,
    double_update,
    mean_stored_as_variance,
    second_moment_stored,
    variance_about_running_mean,
    one_scalar_stored,
    momentum_hard_coded,
    running_statistics_changed_in_place,
)


def in_update(slip):
    """A slip of the update as one of `update_running_stats`."""

    @functools.wraps(slip)
    def mistake(running_mean, running_var, x, momentum=0.1):
        return slip(running_mean, running_var, x, momentum)

    return mistake


def update_cases(seed):
    """Chapter 2's batches, with running statistics and momenta away from the defaults."""
    random = np.random.default_rng([seed, 6])
    for case, momentum in zip(forward_cases(seed), [0.5, 0.3, 0.05, None, 0.7, 0.2, 0.4, 0.9, 0.6], strict=False):
        mean, var = stored_statistics(random, case.args["x"].shape[1])
        args = dict(running_mean=mean.round(1), running_var=var.round(1), x=case.args["x"])
        if momentum is None:
            yield Case("momentum is left at its default", args)
        else:
            yield Case(f"momentum is {momentum}, on a batch of shape {args['x'].shape}", args | dict(momentum=momentum))


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
    scales=update_scales,
    symbols=update_symbols,
    quantities=update_quantities,
    points=2,
    section="running-statistics",
    purpose="While the network trains, average the batches' statistics, for when there is no batch.",
    hints=(
        "Which of the two weights, momentum and 1 − momentum, goes with what was there before?",
        "The stored variance is an estimate for the population. By what factor is a batch's own too small?",
        "new = (1 − momentum) · old + momentum · batch, with var · m/(m − 1); NumPy's var takes ddof=1.",
    ),
    use="""random = np.random.default_rng(0)
mean, var = np.zeros(1), np.ones(1)
for step in range(1, 61):
    mean, var = update_running_stats(mean, var, random.normal(5, 3, size=(32, 1)))
    if step in (1, 5, 20, 60):
        print(f"after {step:2} steps: mean {mean[0]:.2f} (5 is right), variance {var[0]:.2f} (9 is right)")""",
)

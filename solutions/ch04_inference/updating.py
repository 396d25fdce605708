"""Slips in the update of the running statistics, (running_mean, running_var, x, momentum) -> updated."""

import functools

import numpy as np

from bnkit.authoring import pair


def blended(running_mean, running_var, mean, var, momentum):
    """Old and new statistics, the new ones with weight `momentum`."""
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


def right_update(running_mean, running_var, x, momentum):
    """The update as it should be, for slips that spoil one factor."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1), momentum)


def in_blend(slip):
    """A slip in putting one old and one new statistic together, (old, new, momentum) -> updated, as one of the update."""

    @functools.wraps(slip)
    def update(running_mean, running_var, x, momentum, stored=right_update, **keywords):
        mean, var = stored(0 * running_mean, 0 * running_var, x, 1.0, **keywords)
        return slip(running_mean, mean, momentum), slip(running_var, var, momentum)

    return update


@in_blend
def momentum_swapped(old, new, momentum):
    """You gave momentum to the old statistics. Here it is the weight of the new batch."""
    return momentum * old + (1 - momentum) * new


@in_blend
def momentum_adds_up(old, new, momentum):
    """You took momentum · old + new, and the weights do not add up to 1: the statistics grow. Use (1 − momentum) and
    momentum."""
    return momentum * old + new


@in_blend
def old_kept_whole(old, new, momentum):
    """You took old + momentum · new, and the weights do not add up to 1: the statistics grow. Use (1 − momentum) · old."""
    return old + momentum * new


@in_blend
def new_kept_whole(old, new, momentum):
    """You took (1 − momentum) · old + new, and the weights do not add up to 1: the statistics grow. Use momentum · new."""
    return (1 - momentum) * old + new


@in_blend
def same_weight_for_both(old, new, momentum):
    """You gave old and new the weight momentum. The old ones keep 1 − momentum."""
    return momentum * old + momentum * new


@in_blend
def one_minus_inside_new(old, new, momentum):
    """Your bracket is misplaced: momentum · old + (1 − momentum · new). The weights are (1 − momentum) and momentum, of the new
    batch."""
    return momentum * old + (1 - momentum * new)


@in_blend
def one_minus_inside_old(old, new, momentum):
    """Your bracket is misplaced: (1 − momentum · old) + momentum · new. Multiply the old statistics by (1 − momentum)."""
    return (1 - momentum * old) + momentum * new


@in_blend
def keeps_last_batch(old, new, momentum):
    """You stored the last batch's statistics alone. Keep (1 − momentum) of what was there."""
    return new + 0 * old


@in_blend
def averaged_with_last_batch(old, new, momentum):
    """You took the plain average of old and new. Their weights are 1 − momentum and momentum."""
    return (old + new) / 2


@in_blend
def momentum_hard_coded(old, new, momentum):
    """Your update uses a constant such as 0.1 whatever momentum is. Use the argument."""
    return 0.9 * old + 0.1 * new


@in_blend
def double_update(old, new, momentum):
    """You updated the statistics two times in one step."""
    return (1 - momentum) ** 2 * old + (1 - (1 - momentum) ** 2) * new


@in_blend
def first_batch_taken_whole(old, new, momentum):
    """You took the batch's statistics whole where the running ones are 0. The step is the same for every batch, the first too."""
    return np.where(old == 0, new, (1 - momentum) * old + momentum * new)


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


def never_updates(running_mean, running_var, x, momentum):
    """You returned the running statistics as they were. A training step moves them towards the batch's."""
    return running_mean.copy(), running_var.copy()


def only_mean_updated(running_mean, running_var, x, momentum):
    """You updated the running mean and left the running variance as it was."""
    return blended(running_mean, running_var, x.mean(axis=0), running_var, momentum)


def only_var_updated(running_mean, running_var, x, momentum):
    """You updated the running variance and left the running mean as it was."""
    return blended(running_mean, running_var, running_mean, x.var(axis=0, ddof=1), momentum)


def std_stored_as_variance(running_mean, running_var, x, momentum):
    """You stored the standard deviation where the variance belongs."""
    return blended(running_mean, running_var, x.mean(axis=0), x.std(axis=0, ddof=1), momentum)


def biased_std_stored_as_variance(running_mean, running_var, x, momentum):
    """You stored the standard deviation (with m) where the variance belongs, m/(m − 1) times the one that divides by m."""
    return blended(running_mean, running_var, x.mean(axis=0), x.std(axis=0), momentum)


def eps_leaks_into_running_variance(running_mean, running_var, x, momentum, eps=1e-5):
    """You stored var + eps. eps is for the root; the stored variance does not contain it."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1) + eps, momentum)


def biased_eps_leaks_into_running_variance(running_mean, running_var, x, momentum, eps=1e-5):
    """You stored var + eps, and without the factor m/(m − 1). eps is for the root; the stored variance is m/(m − 1) · var."""
    return blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0) + eps, momentum)


def std_with_eps_stored(running_mean, running_var, x, momentum, eps=1e-5):
    """You stored √(var + eps), the standard deviation. Store the variance, without eps."""
    return blended(running_mean, running_var, x.mean(axis=0), np.sqrt(x.var(axis=0) + eps), momentum)


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


def variance_about_new_running_mean(running_mean, running_var, x, momentum):
    """You took the spread about the new running mean. The batch's variance is the spread about the batch's own mean."""
    new_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    var = ((x - new_mean) ** 2).sum(axis=0) / (len(x) - 1)
    return blended(running_mean, running_var, x.mean(axis=0), var, momentum)


def one_scalar_stored(running_mean, running_var, x, momentum):
    """You stored one mean and one variance for the whole array. Each feature has its own."""
    return blended(running_mean, running_var, x.mean(), x.var(ddof=1), momentum)


def running_statistics_changed_in_place(running_mean, running_var, x, momentum):
    """You changed the running statistics in place. Return new arrays: the caller still needs the old ones."""
    new_mean, new_var = blended(running_mean, running_var, x.mean(axis=0), x.var(axis=0, ddof=1), momentum)
    running_mean[...], running_var[...] = new_mean, new_var
    return new_mean, new_var


def another_default_of_momentum(running_mean, running_var, x, momentum):
    """Only where momentum is left to its default is your result another: the default is 0.1, the weight of the new batch."""
    return right_update(running_mean, running_var, x, 0.9 if momentum == 0.1 else momentum)


def in_another_form(slip, var):
    """A slip in what is stored, with another variance than its own, (x, eps) -> var."""

    def stored(running_mean, running_var, x, momentum, eps=1e-5):
        mean = x.mean() if slip is one_scalar_stored else x.mean(axis=0)
        return blended(running_mean, running_var, mean, var(x, eps), momentum)

    return functools.wraps(slip, updated=())(stored)


def unbiased(var, x):
    """var · m/(m − 1)."""
    return var * len(x) / (len(x) - 1)


BLENDS = (
    momentum_swapped,
    keeps_last_batch,
    momentum_adds_up,
    old_kept_whole,
    new_kept_whole,
    same_weight_for_both,
    one_minus_inside_new,
    one_minus_inside_old,
    averaged_with_last_batch,
    momentum_hard_coded,
    double_update,
    first_batch_taken_whole,
)
STORED = (
    biased_running_variance,
    correction_inverted,
    correction_on_mean,
    std_stored_as_variance,
    biased_std_stored_as_variance,
    eps_leaks_into_running_variance,
    biased_eps_leaks_into_running_variance,
    std_with_eps_stored,
    mean_stored_as_variance,
    second_moment_stored,
    one_scalar_stored,
)
UPDATES = (
    *BLENDS,
    *STORED,
    never_updates,
    only_mean_updated,
    only_var_updated,
    variance_about_running_mean,
    variance_about_new_running_mean,
    another_default_of_momentum,
    running_statistics_changed_in_place,
)


def with_stored(blend, stored):
    """A slip in the weights, and one in what is stored."""
    return pair(blend, stored, lambda *args, **keywords: blend(*args, stored=stored, **keywords))


def other_momenta():
    """`momentum_hard_coded` with other constants."""
    for constant in (0.9, 0.01, 0.99, 0.5):
        yield functools.wraps(momentum_hard_coded, updated=())(
            lambda mean, var, x, momentum, constant=constant: right_update(mean, var, x, constant)
        )


def with_default(swapped, right):
    """`swapped` whose default is 0.9: with it, the weight of the old statistics is the right one."""
    return functools.wraps(swapped, updated=())(
        lambda mean, var, x, momentum: (right if momentum == 0.1 else swapped)(mean, var, x, momentum)
    )


STORED_FORMS = (
    in_another_form(eps_leaks_into_running_variance, lambda x, eps: unbiased(x.var(axis=0) + eps, x)),
    in_another_form(std_stored_as_variance, lambda x, eps: unbiased(x.std(axis=0), x)),
    in_another_form(std_with_eps_stored, lambda x, eps: unbiased(np.sqrt(x.var(axis=0) + eps), x)),
    in_another_form(std_with_eps_stored, lambda x, eps: np.sqrt(unbiased(x.var(axis=0), x) + eps)),
    in_another_form(std_with_eps_stored, lambda x, eps: x.std(axis=0) + eps),
    in_another_form(mean_stored_as_variance, lambda x, eps: unbiased(x.mean(axis=0), x)),
    in_another_form(second_moment_stored, lambda x, eps: (x**2).mean(axis=0)),
    in_another_form(one_scalar_stored, lambda x, eps: x.var()),
    in_another_form(one_scalar_stored, lambda x, eps: unbiased(x.var(), x)),
)
UPDATE_VARIANTS = (
    *STORED_FORMS,
    *other_momenta(),
    with_default(momentum_swapped, right_update),
    with_default(with_stored(momentum_swapped, biased_running_variance), biased_running_variance),
    *(with_stored(blend, stored) for blend in BLENDS for stored in (*STORED, *STORED_FORMS)),
)

"""Algorithm 2 of the 2015 paper: the statistics for inference from several batches."""

import numpy as np

from bnkit.authoring import Case, Exercise, pair

from .quantities import population_quantities


def population_statistics(batches):
    """The statistics for inference from several batches of the trained network (Algorithm 2 of the 2015 paper).

        mean = average of the batches' means
        var  = average of the batches' variances, made an unbiased estimate

    A batch's variance divides by m, its number of examples.

    batches  list of arrays of shape (m, D), all of one size

    Returns (mean, var), each of shape (D,).
    """
    m = len(batches[0])
    mean = np.mean([x.mean(axis=0) for x in batches], axis=0)
    return mean, m / (m - 1) * np.mean([x.var(axis=0) for x in batches], axis=0)


def correction_missing(batches):
    """The factor m/(m − 1) is missing: a batch's variance, which divides by m, is a little too small for the population."""
    return np.mean([x.mean(axis=0) for x in batches], axis=0), np.mean([x.var(axis=0) for x in batches], axis=0)


def corrected_twice(batches):
    """You corrected the variance two times: with m − 1 in each batch, and with m/(m − 1) after that."""
    mean, var = population_statistics(batches)
    return mean, var * len(batches[0]) / (len(batches[0]) - 1)


def population_correction_inverted(batches):
    """You multiplied the variance by (m − 1)/m. It is m/(m − 1)."""
    mean, var = population_statistics(batches)
    return mean, var * ((len(batches[0]) - 1) / len(batches[0])) ** 2


def population_correction_on_mean(batches):
    """You multiplied the mean by m/(m − 1) too. The mean is unbiased as it is."""
    mean, var = population_statistics(batches)
    return mean * len(batches[0]) / (len(batches[0]) - 1), var


def corrected_by_number_of_batches(batches):
    """You corrected with K/(K − 1) for K batches. m is the size of a batch."""
    mean, var = correction_missing(batches)
    return mean, var * len(batches) / (len(batches) - 1)


def last_batch_only(batches):
    """You used the last batch only. Average over all of them."""
    return population_statistics(batches[-1:])


def summed_over_batches(batches):
    """You added the batches' statistics up. Take their average."""
    mean, var = population_statistics(batches)
    return mean * len(batches), var * len(batches)


def squared_mean_of_stds(batches):
    """You averaged the standard deviations and squared the result. Average the variances."""
    m = len(batches[0])
    mean, _ = population_statistics(batches)
    return mean, m / (m - 1) * np.mean([x.std(axis=0) for x in batches], axis=0) ** 2


def variance_of_the_means(batches):
    """Your variance is that of the batches' means. Average the variances within the batches."""
    mean, _ = population_statistics(batches)
    return mean, np.var([x.mean(axis=0) for x in batches], axis=0, ddof=1)


def variance_of_all_examples(batches):
    """You put all batches together and took one variance. Algorithm 2 averages the batches' variances; the spread of their
    means does not enter."""
    mean, _ = population_statistics(batches)
    return mean, np.concatenate(batches).var(axis=0, ddof=1)


def one_scalar_for_all(batches):
    """You took one mean and one variance of all features together. Each feature has its own: axis 0."""
    mean, var = population_statistics([x.reshape(-1, 1) for x in batches])
    return mean[0], var[0] * (batches[0].size - 1) / batches[0].size * len(batches[0]) / (len(batches[0]) - 1)


def std_returned(batches):
    """You returned the standard deviation. Return the variance."""
    mean, var = population_statistics(batches)
    return mean, np.sqrt(var)


PAIRS = (
    pair(
        std_returned,
        correction_missing,
        lambda batches: (population_statistics(batches)[0], correction_missing(batches)[1] ** 0.5),
    ),
    pair(last_batch_only, correction_missing, lambda batches: correction_missing(batches[-1:])),
    pair(
        summed_over_batches,
        correction_missing,
        lambda batches: tuple(len(batches) * each for each in correction_missing(batches)),
    ),
)


def population_cases(seed):
    """Several batches of one size whose means differ."""
    random = np.random.default_rng([seed, 7])

    def batches(name, K, m, D, spread=1.0):
        return Case(
            name, dict(batches=[random.normal(2, 1, D) + spread * random.normal(size=(m, D)) for _ in range(K)])
        )

    small = batches("there are two small batches", 2, 3, 2)
    yield Case(small.name, dict(batches=[x.round(1) for x in small.args["batches"]]))
    yield batches("there are more batches than examples in one", 6, 4, 3)
    yield batches("the batches are larger than their number", 3, 9, 2, 2.0)
    yield batches("batches, examples and features are as many", 4, 4, 4)
    yield batches("there is one feature", 3, 5, 1)


EXERCISE = Exercise(
    population_statistics,
    cases=population_cases,
    outputs=("mean", "var"),
    mistakes=(
        correction_missing,
        variance_of_all_examples,
        corrected_twice,
        population_correction_inverted,
        population_correction_on_mean,
        corrected_by_number_of_batches,
        last_batch_only,
        summed_over_batches,
        squared_mean_of_stds,
        variance_of_the_means,
        std_returned,
        one_scalar_for_all,
    ),
    variants=PAIRS,
    symbols=lambda batches: {"m": len(batches[0])},
    quantities=population_quantities,
    points=2,
    section="population-statistics",
    purpose="What the 2015 paper did in place of running averages: after training, run some batches through and average.",
    hints=(
        "Each variance is taken about its own batch's mean. Is their average too large or too small for the "
        "population?",
        "Too small: it estimates (m − 1)/m of the population's variance, where m is the size of one batch, not of "
        "all together.",
        "`np.mean([x.mean(axis=0) for x in batches], axis=0)`, and m/(m − 1) times the same with `x.var(axis=0)`.",
    ),
)

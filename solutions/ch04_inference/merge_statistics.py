"""Synchronized batch norm: the statistics of several devices together."""

import numpy as np

from bnkit.authoring import Case, Exercise, pair

from .quantities import merge_quantities


def merge_statistics(counts, means, variances):
    """The mean and variance of several groups of examples together, from those of each group.

        n    = Σ_k n_k
        mean = (1/n) Σ_k n_k · mean_k
        var  = (1/n) Σ (x − mean)²        over all n examples

    This is what synchronized batch norm computes over K devices.

    counts     array of shape (K,): how many examples each device has
    means      array of shape (K, D)
    variances  array of shape (K, D); they divide by the group's count, and so does the result

    Returns (mean, var), each of shape (D,).
    """
    weights = (np.asarray(counts) / np.sum(counts))[:, None]
    mean = (weights * means).sum(axis=0)
    return mean, (weights * (variances + (means - mean) ** 2)).sum(axis=0)


def merged_variance_without_between(counts, means, variances):
    """You averaged the devices' variances. The spread of their means is missing: add (mean_k − mean)²."""
    mean, _ = merge_statistics(counts, means, variances)
    return mean, (counts[:, None] * variances).sum(axis=0) / counts.sum()


def merged_unweighted(counts, means, variances):
    """You gave every device the same weight. A device with more examples counts for more: weigh with n_k / n."""
    return merge_statistics(np.ones(len(counts)), means, variances)


def merged_between_unweighted(counts, means, variances):
    """You did not weigh the spread of the means. Weigh it with n_k / n, as the variances."""
    mean, _ = merge_statistics(counts, means, variances)
    within = (counts[:, None] * variances).sum(axis=0) / counts.sum()
    return mean, within + ((means - mean) ** 2).mean(axis=0)


def merged_unbiased(counts, means, variances):
    """You divided by n − 1. The variances here divide by n."""
    mean, var = merge_statistics(counts, means, variances)
    return mean, var * counts.sum() / (counts.sum() - 1)


def merged_stds(counts, means, variances):
    """You averaged standard deviations. Average variances, then add the spread of the means."""
    mean, _ = merge_statistics(counts, means, variances)
    return mean, ((counts[:, None] * np.sqrt(variances)).sum(axis=0) / counts.sum()) ** 2


def merged_between_subtracted(counts, means, variances):
    """You subtracted the spread of the means. It is added: the whole is spread wider than its parts."""
    mean, _ = merge_statistics(counts, means, variances)
    return mean, (counts[:, None] * (variances - (means - mean) ** 2)).sum(axis=0) / counts.sum()


def merged_sums(counts, means, variances):
    """You added n_k-weighted sums up and did not divide by n."""
    mean, var = merge_statistics(counts, means, variances)
    return mean * counts.sum(), var * counts.sum()


def merged_variance_of_means(counts, means, variances):
    """You returned the spread of the means alone. Add the devices' own variances."""
    mean, _ = merge_statistics(counts, means, variances)
    return mean, (counts[:, None] * (means - mean) ** 2).sum(axis=0) / counts.sum()


def merged_between_about_unweighted_mean(counts, means, variances):
    """You took the spread of the means about their plain average. Take it about the mean of all examples."""
    mean, _ = merge_statistics(counts, means, variances)
    return mean, (counts[:, None] * (variances + (means - means.mean(axis=0)) ** 2)).sum(axis=0) / counts.sum()


def merged_with_m_minus_one(counts, means, variances):
    """You weighted the variances with n_k − 1, which goes with variances that divide by n_k − 1. These divide by n_k."""
    mean, _ = merge_statistics(counts, means, variances)
    within = ((counts - 1)[:, None] * variances).sum(axis=0)
    return mean, (within + (counts[:, None] * (means - mean) ** 2).sum(axis=0)) / (counts.sum() - 1)


def merged_second_moment(counts, means, variances):
    """You returned the mean of x². Subtract the square of the mean of all examples."""
    mean, var = merge_statistics(counts, means, variances)
    return mean, var + mean**2


def merge_cases(seed):
    """Devices with unequal counts and unequal means."""
    random = np.random.default_rng([seed, 8])

    def devices(name, counts, D, digits=12):
        K = len(counts)
        means, variances = random.normal(0, 2, (K, D)).round(digits), random.uniform(0.3, 2, (K, D)).round(digits)
        return Case(name, dict(counts=np.array(counts), means=means, variances=variances))

    yield devices("there are two devices", [2, 6], 2, digits=1)
    yield devices("the counts are equal", [5, 5, 5], 3)
    yield devices("one device has most of the examples", [40, 3, 2, 7], 2)
    yield devices("there are as many devices as features", [3, 8, 5], 3)
    yield devices("a device has one example", [1, 4], 1)


EXERCISE = Exercise(
    merge_statistics,
    cases=merge_cases,
    outputs=("mean", "var"),
    mistakes=(
        merged_variance_without_between,
        merged_unweighted,
        merged_between_unweighted,
        merged_unbiased,
        merged_stds,
        merged_between_subtracted,
        merged_sums,
        merged_variance_of_means,
        merged_between_about_unweighted_mean,
        merged_with_m_minus_one,
        merged_second_moment,
    ),
    variants=(
        pair(
            merged_variance_without_between,
            merged_unweighted,
            lambda counts, means, variances: (means.mean(axis=0), variances.mean(axis=0)),
        ),
    ),
    quantities=merge_quantities,
    points=2,
    section="several-devices",
    purpose="A batch split over devices has one mean and one variance. Find them without moving an example.",
    hints=(
        "Two groups with variance 0 and different means: is the variance of the whole 0?",
        "No. In one group the squares about the common mean add up to its own spread, n_k · var_k, and n_k times "
        "the squared distance of the two means.",
        "var = Σ n_k (var_k + (mean_k − mean)²) / n; a column of weights, `(counts / np.sum(counts))[:, None]`, "
        "fits the arrays of shape (K, D).",
    ),
    use="""random = np.random.default_rng(0)
parts = [random.normal(k, 1, size=(n, 1)) for k, n in enumerate((10, 30, 5))]
counts = np.array([len(p) for p in parts])
means, variances = np.array([p.mean(0) for p in parts]), np.array([p.var(0) for p in parts])
mean, var = merge_statistics(counts, means, variances)
whole = np.concatenate(parts)
print("merged", mean, var, " of the whole", whole.mean(0), whole.var(0))""",
)

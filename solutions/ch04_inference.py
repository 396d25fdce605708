"""# Inference and folding

In training batch normalization looks at a batch. In use there may be a single example, and its answer must not depend on who
else is in the room. Here you keep the statistics that take the batch's place, write the layer with its two modes, merge the
statistics of several devices, and fold the whole thing into the weights next to it until nothing is left.

`momentum` is the weight of the *new* batch. The variance that normalizes divides by `m`; the variance that is stored divides
by `m − 1`.
"""

import functools

import numpy as np
from ch02_algorithm import forward_cases, of_floats32

from bnkit.authoring.exercise import Case, Exercise, Question

# The right answers


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


def population_statistics(batches):
    """The statistics for inference from several batches of the trained network (Algorithm 2 of the 2015 paper).

        mean = average of the batches' means
        var  = m/(m − 1) · average of the batches' variances, which divide by m

    batches  list of arrays of shape (m, D), all of one size

    Returns (mean, var), each of shape (D,).
    """
    m = len(batches[0])
    mean = np.mean([x.mean(axis=0) for x in batches], axis=0)
    return mean, m / (m - 1) * np.mean([x.var(axis=0) for x in batches], axis=0)


def merge_statistics(counts, means, variances):
    """The mean and variance of several groups of examples together, from those of each group.

        n    = Σ_k n_k
        mean = (1/n) Σ_k n_k · mean_k
        var  = (1/n) Σ_k n_k · (var_k + (mean_k − mean)²)

    This is what synchronized batch norm computes over K devices.

    counts     array of shape (K,): how many examples each device has
    means      array of shape (K, D)
    variances  array of shape (K, D); they divide by the group's count, and so does the result

    Returns (mean, var), each of shape (D,).
    """
    weights = (np.asarray(counts) / np.sum(counts))[:, None]
    mean = (weights * means).sum(axis=0)
    return mean, (weights * (variances + (means - mean) ** 2)).sum(axis=0)


def batch_norm_inference(x, gamma, beta, mean, var, eps=1e-5):
    """Batch norm with fixed statistics: each example's answer depends on that example alone.

        y = gamma · (x − mean) / √(var + eps) + beta

    x            array of shape (N, D)
    gamma, beta  scale and shift, of shape (D,)
    mean, var    the population's statistics, of shape (D,)
    eps          a small number > 0

    Returns y, of shape (N, D).
    """
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def batch_norm_inference_backward(dy, x, gamma, mean, var, eps=1e-5):
    """The backward pass with fixed statistics, as fine-tuning with a frozen batch norm needs it.

        dx     = dy · gamma / √(var + eps)
        dgamma = Σ_i dy_i · (x_i − mean) / √(var + eps)
        dbeta  = Σ_i dy_i

    dy, x      arrays of shape (N, D)
    gamma      scale, of shape (D,)
    mean, var  the fixed statistics, of shape (D,)
    eps        a small number > 0

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,) and (D,).
    """
    inv_std = 1 / np.sqrt(var + eps)
    return dy * gamma * inv_std, (dy * (x - mean) * inv_std).sum(axis=0), dy.sum(axis=0)


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """The layer with its two modes.

    training  normalize with the batch's mean and variance (which divides by m),
              and update the running statistics (with the variance times m/(m − 1))
    else      normalize with the running statistics, and leave them as they are

    x                          array of shape (N, D)
    gamma, beta                scale and shift, of shape (D,)
    running_mean, running_var  arrays of shape (D,); do not change them in place
    training                   True or False
    momentum                   weight of the new batch in the running statistics
    eps                        a small number > 0

    Returns (y, running_mean, running_var) of shapes (N, D), (D,) and (D,).
    """
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    mean, var, m = x.mean(axis=0), x.var(axis=0), len(x)
    y = gamma * (x - mean) / np.sqrt(var + eps) + beta
    running_mean = (1 - momentum) * running_mean + momentum * mean
    return y, running_mean, (1 - momentum) * running_var + momentum * var * m / (m - 1)


def fold_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    """Fold batch norm into the linear layer before it: one layer that does the work of both.

        W_new u + b_new = gamma · (W u + b − mean) / √(var + eps) + beta        for every u

    W            weights, of shape (out, in), as torch keeps them
    b            bias of shape (out,), or None where the layer has none
    gamma, beta  scale and shift, of shape (out,)
    mean, var    the population's statistics, of shape (out,)
    eps          a small number > 0

    Returns (W_new, b_new) of shapes (out, in) and (out,).
    """
    scale = gamma / np.sqrt(var + eps)
    return W * scale[:, None], ((0 if b is None else b) - mean) * scale + beta


def fold_conv(W, b, gamma, beta, mean, var, eps=1e-5):
    """Fold batch norm into the convolution before it.

        conv(u; W_new) + b_new = gamma · (conv(u; W) + b − mean) / √(var + eps) + beta

    W            weights, of shape (out, in / groups, height, width), as torch keeps them
    b            bias of shape (out,), or None where the layer has none
    gamma, beta  scale and shift of each output channel, of shape (out,)
    mean, var    the population's statistics, of shape (out,)
    eps          a small number > 0

    Stride, padding and the number of groups do not matter.

    Returns (W_new, b_new) of shapes like W's and (out,).
    """
    scale = gamma / np.sqrt(var + eps)
    return W * scale[:, None, None, None], ((0 if b is None else b) - mean) * scale + beta


def fold_into_next_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    """Fold batch norm into the linear layer *after* it.

        W_new u + b_new = W (gamma · (u − mean) / √(var + eps) + beta) + b        for every u

    W            weights of the layer after, of shape (out, in)
    b            its bias, of shape (out,), or None
    gamma, beta  scale and shift, of shape (in,)
    mean, var    the population's statistics, of shape (in,)
    eps          a small number > 0

    Returns (W_new, b_new) of shapes (out, in) and (out,).
    """
    scale = gamma / np.sqrt(var + eps)
    return W * scale, W @ (beta - mean * scale) + (0 if b is None else b)


# Mistakes in the running statistics: (running_mean, running_var, x, momentum) -> (running_mean, running_var)


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


# Mistakes in the population's statistics


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


def std_returned(batches):
    """You returned the standard deviation. Return the variance."""
    mean, var = population_statistics(batches)
    return mean, np.sqrt(var)


POPULATION = (
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
)


# Mistakes in merging


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


MERGING = (
    merged_variance_without_between,
    merged_unweighted,
    merged_between_unweighted,
    merged_unbiased,
    merged_stds,
    merged_between_subtracted,
)


# Mistakes at inference: (x, gamma, beta, mean, var, eps) -> y


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
)


# Mistakes of the layer as a whole, with the layer's own arguments


def right_update(running_mean, running_var, x, momentum):
    """The right update, for slips that happen elsewhere."""
    return update_running_stats(running_mean, running_var, x, momentum)


def normalized(x, gamma, beta, mean, var, eps):
    """The right y from given statistics."""
    return batch_norm_inference(x, gamma, beta, mean, var, eps)


def layer(update=right_update, train=normalized, evaluate=normalized):
    """The layer with a slip in one of its parts."""

    def run(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        if not training:
            return evaluate(x, gamma, beta, running_mean, running_var, eps), running_mean, running_var
        y = train(x, gamma, beta, x.mean(axis=0), x.var(axis=0), eps)
        keywords = {"eps": eps} if update in (eps_leaks_into_running_variance, std_with_eps_stored) else {}
        return y, *update(running_mean, running_var, x, momentum, **keywords)

    return run


def updates_in_eval(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You moved the running statistics at inference. They move in training only."""
    y, _, _ = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return y, *update_running_stats(running_mean, running_var, x, momentum)


def modes_swapped(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """Your modes are swapped: in training use the batch's statistics, at inference the running ones."""
    return layer()(x, gamma, beta, running_mean, running_var, training=not training, momentum=momentum, eps=eps)


def always_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You behave as in training in both modes. At inference use the running statistics, and leave them as they are."""
    return layer()(x, gamma, beta, running_mean, running_var, training=True, momentum=momentum, eps=eps)


def running_statistics_in_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """In training you normalized with the running statistics. There it is the batch's own that normalize."""
    y = normalized(x, gamma, beta, running_mean, running_var, eps)
    return y, *layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)[1:]


def updated_statistics_in_training(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """In training you normalized with the running statistics after their update. There it is the batch's own."""
    _, mean, var = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return normalized(x, gamma, beta, mean, var, eps), mean, var


def unbiased_variance_in_training(x, gamma, beta, mean, var, eps):
    """In training you normalized with the variance that divides by m − 1. That one is stored; the one that normalizes divides
    by m."""
    return normalized(x, gamma, beta, mean, x.var(axis=0, ddof=1), eps)


def eps_outside_root(x, gamma, beta, mean, var, eps):
    """In training you added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta


def eps_missing(x, gamma, beta, mean, var, eps):
    """In training eps is missing. It is added to the variance, inside the root."""
    return gamma * (x - mean) / np.sqrt(var) + beta


def eps_missing_in_both(x, gamma, beta, mean, var, eps):
    """eps is missing, in both modes. It is added to the variance, inside the root."""
    return gamma * (x - mean) / np.sqrt(var) + beta


def eps_outside_root_in_both(x, gamma, beta, mean, var, eps):
    """In both modes you added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta


def statistics_of_output(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """You updated the running statistics with the mean and variance of y. They are statistics of x."""
    y, mean, var = layer()(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    return (y, *update_running_stats(running_mean, running_var, y, momentum)) if training else (y, mean, var)


def training_ignores_mean_of_batch(x, gamma, beta, mean, var, eps):
    """In training you did not subtract the batch's mean."""
    return gamma * x / np.sqrt(var + eps) + beta


# From one slip to the pieces that it can happen in


def in_update(slip):
    """A slip of the update as one of `update_running_stats`."""

    @functools.wraps(slip)
    def mistake(running_mean, running_var, x, momentum=0.1):
        return slip(running_mean, running_var, x, momentum)

    return mistake


def in_inference(slip):
    """A slip at inference as one of `batch_norm_inference`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, mean, var, eps=1e-5):
        return slip(x, gamma, beta, mean, var, eps)

    return mistake


def in_layer(slip, **part):
    """A slip in a part of the layer as one of `batch_norm_layer`."""
    return functools.wraps(slip, assigned=("__name__", "__doc__"), updated=())(layer(**part))


LAYER = (
    *(in_layer(slip, evaluate=slip) for slip in EVAL),
    updates_in_eval,
    always_training,
    modes_swapped,
    running_statistics_in_training,
    updated_statistics_in_training,
    statistics_of_output,
    in_layer(unbiased_variance_in_training, train=unbiased_variance_in_training),
    in_layer(eps_outside_root, train=eps_outside_root),
    in_layer(eps_missing, train=eps_missing),
    in_layer(eps_outside_root_in_both, train=eps_outside_root_in_both, evaluate=eps_outside_root_in_both),
    in_layer(eps_missing_in_both, train=eps_missing_in_both, evaluate=eps_missing_in_both),
    in_layer(training_ignores_mean_of_batch, train=training_ignores_mean_of_batch),
    *(in_layer(slip, update=slip) for slip in UPDATES),
)


# Mistakes in the backward pass at inference


def eval_uses_train_formula(dy, x, gamma, mean, var, eps=1e-5):
    """You used the formula of training. With fixed statistics nothing flows through the mean and the variance."""
    inv_std = 1 / np.sqrt(var + eps)
    x_hat, g = (x - mean) * inv_std, gamma * dy
    dx = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dx, *batch_norm_inference_backward(dy, x, gamma, mean, var, eps)[1:]


def with_dx(dx):
    """A slip in dx of the backward pass at inference."""

    @functools.wraps(dx)
    def mistake(dy, x, gamma, mean, var, eps=1e-5):
        _, dgamma, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
        return dx(dy, gamma, var, eps), dgamma, dbeta

    return mistake


@with_dx
def gamma_missing(dy, gamma, var, eps):
    """gamma is missing from dx: y is gamma times the normalized input."""
    return dy / np.sqrt(var + eps)


@with_dx
def inv_std_missing(dy, gamma, var, eps):
    """1/√(var + eps) is missing from dx."""
    return dy * gamma


@with_dx
def divided_by_variance_in_dx(dy, gamma, var, eps):
    """You divided dx by the variance. Divide by √(var + eps)."""
    return dy * gamma / (var + eps)


def eps_dropped_backward(dy, x, gamma, mean, var, eps=1e-5):
    """eps is missing in the backward pass. It is added to the stored variance there too."""
    return batch_norm_inference_backward(dy, x, gamma, mean, var, 0.0)


def eps_outside_root_backward(dy, x, gamma, mean, var, eps=1e-5):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return batch_norm_inference_backward(dy, x, gamma, mean, (np.sqrt(var) + eps) ** 2, 0.0)


def batch_statistics_backward(dy, x, gamma, mean, var, eps=1e-5):
    """You used the batch's own statistics. The forward pass used the given ones, and so does its gradient."""
    return batch_norm_inference_backward(dy, x, gamma, x.mean(axis=0), x.var(axis=0), eps)


def with_dgamma(dgamma):
    """A slip in dgamma of the backward pass at inference."""

    @functools.wraps(dgamma)
    def mistake(dy, x, gamma, mean, var, eps=1e-5):
        dx, _, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
        return dx, dgamma(dy, x, (x - mean) / np.sqrt(var + eps)), dbeta

    return mistake


@with_dgamma
def dgamma_with_x(dy, x, x_hat):
    """You multiplied dy by x. gamma multiplies the normalized input, so dgamma = Σ dy · x_hat."""
    return (dy * x).sum(axis=0)


@with_dgamma
def dgamma_averaged(dy, x, x_hat):
    """You took the mean over the batch for dgamma. gamma is shared by all examples: take the sum."""
    return (dy * x_hat).mean(axis=0)


@with_dgamma
def dgamma_unsummed(dy, x, x_hat):
    """Your dgamma has a row for each example. gamma is shared by them all: sum over the batch."""
    return dy * x_hat


def dbeta_averaged(dy, x, gamma, mean, var, eps=1e-5):
    """You took the mean over the batch for dbeta. beta is shared by all examples: take the sum."""
    return *batch_norm_inference_backward(dy, x, gamma, mean, var, eps)[:2], dy.mean(axis=0)


def dgamma_dbeta_swapped(dy, x, gamma, mean, var, eps=1e-5):
    """You returned (dx, dbeta, dgamma). The order is (dx, dgamma, dbeta)."""
    dx, dgamma, dbeta = batch_norm_inference_backward(dy, x, gamma, mean, var, eps)
    return dx, dbeta, dgamma


BACKWARD = (
    eval_uses_train_formula,
    batch_statistics_backward,
    eps_dropped_backward,
    eps_outside_root_backward,
    gamma_missing,
    inv_std_missing,
    divided_by_variance_in_dx,
    dgamma_with_x,
    dgamma_averaged,
    dgamma_unsummed,
    dbeta_averaged,
    dgamma_dbeta_swapped,
)


# Mistakes in folding


def folded(W, b, scale, shift):
    """W and b times `scale` along the first axis, plus `shift`."""
    return W * scale.reshape(-1, *[1] * (W.ndim - 1)), (0 if b is None else b) * scale + shift


def with_scale(factor):
    """A slip in the factor gamma / √(var + eps), as one of folding."""

    @functools.wraps(factor)
    def mistake(W, b, gamma, beta, mean, var, eps=1e-5):
        scale = factor(gamma, var, eps)
        return folded(W, b, scale, beta - mean * scale)

    return mistake


def eps_omitted_in_fold(gamma, var, eps):
    """eps is missing: the factor is gamma / √(var + eps)."""
    return gamma / np.sqrt(var)


def eps_outside_root_in_fold(gamma, var, eps):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return gamma / (np.sqrt(var) + eps)


def variance_not_rooted(gamma, var, eps):
    """You divided by the variance. Divide by its root: gamma / √(var + eps)."""
    return gamma / (var + eps)


def gamma_forgotten(gamma, var, eps):
    """gamma is missing: the factor is gamma / √(var + eps)."""
    return 1 / np.sqrt(var + eps)


def eps_hard_coded_in_fold(gamma, var, eps):
    """You used 1e-5 whatever eps is. Use the argument."""
    return gamma / np.sqrt(var + 1e-5)


SCALES = (
    eps_omitted_in_fold,
    eps_outside_root_in_fold,
    variance_not_rooted,
    gamma_forgotten,
    eps_hard_coded_in_fold,
)


def factor(gamma, var, eps):
    """gamma / √(var + eps)."""
    return gamma / np.sqrt(var + eps)


def bias_unscaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You did not scale the layer's own bias. Batch norm acts on W u + b: b is multiplied by gamma / √(var + eps) too."""
    scale = factor(gamma, var, eps)
    return folded(W, None, scale, (0 if b is None else b) + beta - mean * scale)


def bias_lost(W, b, gamma, beta, mean, var, eps=1e-5):
    """Where the layer has no bias you returned none. The folded layer needs one: beta − gamma · mean / √(var + eps)."""
    W_new, b_new = fold_linear(W.reshape(len(W), -1), b, gamma, beta, mean, var, eps)
    return W_new.reshape(W.shape), None if b is None else b_new


def own_bias_dropped(W, b, gamma, beta, mean, var, eps=1e-5):
    """The layer's own bias b is missing from the folded one."""
    return folded(W, None, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))


def scale_on_input_axis(W, b, gamma, beta, mean, var, eps=1e-5):
    """You scaled W along its inputs. Batch norm acts on the outputs: scale the rows, the first axis."""
    scale = factor(gamma, var, eps)
    return W * scale.reshape(1, -1, *[1] * (W.ndim - 2)), folded(W, b, scale, beta - mean * scale)[1]


def mean_not_subtracted(W, b, gamma, beta, mean, var, eps=1e-5):
    """The mean is missing from the folded bias: it is (b − mean) · gamma / √(var + eps) + beta."""
    return folded(W, b, factor(gamma, var, eps), beta)


def mean_not_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You subtracted the mean as it is. It is multiplied by gamma / √(var + eps) too."""
    return folded(W, b, factor(gamma, var, eps), beta - mean)


def mean_added(W, b, gamma, beta, mean, var, eps=1e-5):
    """You added the mean. It is subtracted."""
    return folded(W, b, factor(gamma, var, eps), beta + mean * factor(gamma, var, eps))


def beta_forgotten(W, b, gamma, beta, mean, var, eps=1e-5):
    """beta is missing from the folded bias."""
    return folded(W, b, factor(gamma, var, eps), -mean * factor(gamma, var, eps))


def beta_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You multiplied beta by gamma / √(var + eps). It is added at the end, as it is."""
    return folded(W, b, factor(gamma, var, eps), (beta - mean) * factor(gamma, var, eps))


def weights_not_scaled(W, b, gamma, beta, mean, var, eps=1e-5):
    """You returned W as it was. Its rows are multiplied by gamma / √(var + eps)."""
    return W.copy(), folded(W, b, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))[1]


def weights_changed_in_place(W, b, gamma, beta, mean, var, eps=1e-5):
    """You changed W in place. Return a new array: the caller still needs the old one."""
    W_new, b_new = folded(W, b, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))
    W[...] = W_new
    return W_new, b_new


FOLDING = (
    bias_unscaled,
    bias_lost,
    scale_on_input_axis,
    *map(with_scale, SCALES),
    own_bias_dropped,
    mean_not_subtracted,
    mean_not_scaled,
    mean_added,
    beta_forgotten,
    beta_scaled,
    weights_not_scaled,
    weights_changed_in_place,
)


def scale_on_last_axis(W, b, gamma, beta, mean, var, eps=1e-5):
    """You scaled W along the kernel's width, NumPy's last axis. Scale along the first one, the output channels."""
    scale = factor(gamma, var, eps)
    return W * scale, folded(W, b, scale, beta - mean * scale)[1]


def next_layer(W, b, scale, shift):
    """The layer after with its inputs scaled and shifted."""
    return W * scale, W @ shift + (0 if b is None else b)


def with_input_scale(slip):
    """A slip in the factor gamma / √(var + eps), as one of folding into the next layer."""

    @functools.wraps(slip)
    def mistake(W, b, gamma, beta, mean, var, eps=1e-5):
        scale = slip(gamma, var, eps)
        return next_layer(W, b, scale, beta - mean * scale)

    return mistake


def fold_before_bias_ignored(W, b, gamma, beta, mean, var, eps=1e-5):
    """You kept the layer's bias as it was. The shift beta − gamma · mean / √(var + eps) goes through W and is added to it."""
    return W * factor(gamma, var, eps), np.zeros(len(W)) if b is None else b.copy()


def shift_not_multiplied(W, b, gamma, beta, mean, var, eps=1e-5):
    """You added the shift to the bias as it is. It goes through W first: W (beta − gamma · mean / √(var + eps))."""
    scale = factor(gamma, var, eps)
    return W * scale, (0 if b is None else b) + (beta - mean * scale)


def shift_through_scaled_weights(W, b, gamma, beta, mean, var, eps=1e-5):
    """You sent the shift through the scaled weights. It goes through W as it was."""
    scale = factor(gamma, var, eps)
    return W * scale, (W * scale) @ (beta - mean * scale) + (0 if b is None else b)


def scale_on_output_axis(W, b, gamma, beta, mean, var, eps=1e-5):
    """You scaled the rows of W. Here batch norm acts on the layer's inputs: scale the columns, the last axis."""
    scale = factor(gamma, var, eps)
    return W * scale[:, None], next_layer(W, b, scale, beta - mean * scale)[1]


def mean_not_subtracted_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """The mean is missing from the shift: it is beta − gamma · mean / √(var + eps)."""
    return next_layer(W, b, factor(gamma, var, eps), beta)


def beta_forgotten_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """beta is missing from the shift: it is beta − gamma · mean / √(var + eps)."""
    return next_layer(W, b, factor(gamma, var, eps), -mean * factor(gamma, var, eps))


def own_bias_dropped_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """The layer's own bias b is missing."""
    return next_layer(W, None, factor(gamma, var, eps), beta - mean * factor(gamma, var, eps))


def bias_lost_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """Where the layer has no bias you returned none. The folded layer needs one: W (beta − gamma · mean / √(var + eps))."""
    W_new, b_new = fold_into_next_linear(W, b, gamma, beta, mean, var, eps)
    return W_new, None if b is None else b_new


NEXT = (
    fold_before_bias_ignored,
    scale_on_output_axis,
    shift_not_multiplied,
    shift_through_scaled_weights,
    *map(with_input_scale, SCALES),
    mean_not_subtracted_before,
    beta_forgotten_before,
    own_bias_dropped_before,
    bias_lost_before,
)


# The inputs


def statistics(random, D, spread=1.0):
    """A running mean and variance away from 0 and 1, where most slips of the test mode hide."""
    return random.normal(1.5, 1, D), spread * random.uniform(0.4, 2.5, D)


def update_cases(seed):
    """Chapter 2's batches, with running statistics and momenta away from the defaults."""
    random = np.random.default_rng([seed, 6])
    for case, momentum in zip(forward_cases(seed), [0.5, 0.3, 0.05, None, 0.7, 0.2, 0.4, 0.9, 0.6], strict=False):
        mean, var = statistics(random, case.args["x"].shape[1])
        args = dict(running_mean=mean.round(1), running_var=var.round(1), x=case.args["x"])
        if momentum is None:
            yield Case("momentum is left at its default", args)
        else:
            yield Case(f"momentum is {momentum}, on a batch of shape {args['x'].shape}", args | dict(momentum=momentum))


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


def inference_cases(seed):
    """Batches shifted away from the stored statistics: otherwise the batch's own would do nearly as well."""
    random = np.random.default_rng([seed, 9])

    def batch(name, N, D, eps, spread=1.0, digits=12):
        mean, var = statistics(random, D, spread)
        x = mean + 2.5 + np.sqrt(spread) * random.normal(size=(N, D))
        arrays = dict(x=x, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D), mean=mean, var=var)
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        return Case(name, arrays | ({} if eps is None else dict(eps=eps)))

    yield batch("the batch is small", 3, 2, 0.1, digits=1)
    yield batch("eps is of the order of the variance", 6, 3, 0.15, 0.16)  # every slip with eps
    yield batch("eps is larger than the variance", 5, 4, 1.9, 0.5)
    yield batch("eps is left at its default", 7, 3, None, 1e-4)
    yield batch("there are as many examples as features", 4, 4, 0.2)
    yield batch("there is one feature", 5, 1, 0.3)
    yield of_floats32(batch("the input is of 32-bit floats", 5, 2, 0.2))


def one_example(case):
    """The case with its first example alone: what inference is for."""
    return Case("there is a single example", case.args | dict(x=case.args["x"][:1]))


def evaluation_cases(seed):
    """The inference cases and a single example."""
    cases = list(inference_cases(seed))
    yield from cases
    yield one_example(cases[1])


def inference_backward_cases(seed):
    """The inference cases with a random dy."""
    random = np.random.default_rng([seed, 10])
    for case in inference_cases(seed):
        x = case.args["x"]
        args = {name: value for name, value in case.args.items() if name != "beta"}
        dy = random.normal(size=x.shape).astype(x.dtype)
        yield Case(case.name, dict(dy=dy.round(1) if "small" in case.name else dy) | args, case.tolerance)


def layer_cases(seed):
    """Each inference case in both modes, with a momentum of its own."""
    momenta = np.random.default_rng([seed, 11]).uniform(0.15, 0.4, 7).round(2)
    for case, momentum in zip(inference_cases(seed), momenta, strict=True):
        args = dict(case.args)
        args |= dict(running_mean=args.pop("mean"), running_var=args.pop("var"), momentum=float(momentum))
        if case.name == "eps is left at its default":
            del args["momentum"]
        for training in (True, False):
            yield Case(f"{case.name}, training={training}", args | dict(training=training), case.tolerance)


def fold_cases(seed):
    """Linear layers with and without a bias, square and not."""
    yield from folding_cases(seed, [(2, 3), (4, 2), (3, 3), (3, 5), (1, 4), (4, 4)])


def fold_conv_cases(seed):
    """Kernels with H ≠ W, grouped ones, and one whose four axes are equal."""
    yield from folding_cases(seed, [(2, 1, 1, 2), (4, 2, 3, 2), (3, 3, 3, 3), (6, 1, 3, 3), (1, 2, 2, 3), (4, 4, 1, 1)])


def folding_cases(seed, shapes, axis=0):
    """Layers of the given shapes, every second one without a bias, and kinds of eps."""
    random = np.random.default_rng([seed, 12, len(shapes[0]), axis])
    for number, (shape, eps) in enumerate(zip(shapes, [0.1, 0.15, 1.9, 0.3, 0.2, None], strict=True)):
        D = shape[axis]
        mean, var = statistics(random, D, 1e-4 if eps is None else 0.3)
        bias = None if number % 2 else random.normal(1, 1, shape[0])
        args = dict(W=random.normal(size=shape), b=bias, gamma=random.normal(1, 1, D), beta=random.normal(1, 1, D))
        args |= dict(mean=mean, var=var) | ({} if eps is None else dict(eps=eps))
        told = "eps is left at its default" if eps is None else f"eps is {eps}"
        yield Case(f"W has shape {shape}, {'there is no bias' if bias is None else 'there is a bias'} and {told}", args)


def fold_next_cases(seed):
    """The layer after: batch norm has as many features as it has inputs."""
    yield from folding_cases(seed, [(3, 2), (2, 4), (3, 3), (5, 3), (4, 1), (4, 4)], axis=1)


# How large each output is, and what a wrong one may be off by


def update_scales(running_mean, running_var, x, momentum=0.1):
    """|right| + 1e-3."""
    mean, var = update_running_stats(running_mean, running_var, x, momentum)
    return {"running_mean": np.abs(mean) + 1e-3, "running_var": np.abs(var) + 1e-3}


def inference_scales(x, gamma, beta, mean, var, eps=1e-5):
    """|gamma|·max|x_hat| + |beta|."""
    return {"y": np.abs(gamma) * np.abs((x - mean) / np.sqrt(var + eps)).max(axis=0) + np.abs(beta)}


def layer_scales(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """As for y at inference, and |right| + 1e-3 for the running statistics."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    right = batch_norm_layer(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)
    running = {"running_mean": np.abs(right[1]) + 1e-3, "running_var": np.abs(right[2]) + 1e-3}
    return inference_scales(x, gamma, beta, mean, var, eps) | running


def inference_backward_scales(dy, x, gamma, mean, var, eps=1e-5):
    """max|gamma·dy|/√(var + eps), Σ|dy|·max(|x_hat|, 0.1), Σ|dy|."""
    x_hat = (x - mean) / np.sqrt(var + eps)
    return {
        "dx": np.abs(gamma * dy).max(axis=0) / np.sqrt(var + eps),
        "dgamma": (np.abs(dy) * np.maximum(np.abs(x_hat), 0.1)).sum(axis=0),
        "dbeta": np.abs(dy).sum(axis=0),
    }


def update_symbols(running_mean, running_var, x, momentum=0.1):
    """m."""
    return {"m": len(x)}


def inference_symbols(x, gamma, beta, mean, var, eps=1e-5):
    """m, gamma and beta."""
    return {"m": len(x), "gamma": gamma, "beta": beta}


DEMONSTRATIONS = {
    "variance_starts_at_zero": "the initial values are arguments of the piece",
    "folds_batch_statistics": "folding is given its statistics and sees no batch",
    "fold_before_padded_conv": "no piece folds batch norm into a convolution after it, because zero padding makes that impossible",
}

EXERCISES = [
    Exercise(
        update_running_stats,
        cases=update_cases,
        outputs=("running_mean", "running_var"),
        mistakes=tuple(map(in_update, UPDATES)),
        scales=update_scales,
        symbols=update_symbols,
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
    ),
    Exercise(
        population_statistics,
        cases=population_cases,
        outputs=("mean", "var"),
        mistakes=POPULATION,
        symbols=lambda batches: {"m": len(batches[0])},
        points=2,
        section="population-statistics",
        purpose="What the 2015 paper did in place of running averages: after training, run some batches through and average.",
        hints=(
            "Which quantities of a batch does Algorithm 2 average?",
            "The average of the batches' variances estimates (m − 1)/m of the population's variance.",
            "mean = average of x.mean(axis=0), var = m/(m − 1) · average of x.var(axis=0).",
        ),
    ),
    Exercise(
        merge_statistics,
        cases=merge_cases,
        outputs=("mean", "var"),
        mistakes=MERGING,
        points=2,
        section="several-devices",
        purpose="A batch split over devices has one mean and one variance. Find them without moving an example.",
        hints=(
            "Two groups with variance 0 and different means: is the variance of the whole 0?",
            "Write Σ (x − mean)² of one group as the spread about its own mean plus the distance of the two means.",
            "var = Σ n_k (var_k + (mean_k − mean)²) / n.",
        ),
        use="""random = np.random.default_rng(0)
parts = [random.normal(k, 1, size=(n, 1)) for k, n in enumerate((10, 30, 5))]
counts = np.array([len(p) for p in parts])
means, variances = np.array([p.mean(0) for p in parts]), np.array([p.var(0) for p in parts])
mean, var = merge_statistics(counts, means, variances)
whole = np.concatenate(parts)
print("merged", mean, var, " of the whole", whole.mean(0), whole.var(0))""",
    ),
    Exercise(
        batch_norm_inference,
        cases=evaluation_cases,
        outputs=("y",),
        mistakes=tuple(map(in_inference, EVAL)),
        scales=inference_scales,
        symbols=inference_symbols,
        points=2,
        section="inference",
        purpose="The layer in use: fixed statistics, and the same answer for an example whoever else is in the batch.",
        hints=(
            "What replaces the batch's mean and variance? Does anything else change?",
            "mean and var have one entry per feature and broadcast over the examples.",
            "y = gamma · (x − mean) / √(var + eps) + beta.",
        ),
        use="""random = np.random.default_rng(0)
x = random.normal(size=(3, 2))
alone = batch_norm_inference(x[:1], np.ones(2), np.zeros(2), np.zeros(2), np.ones(2))
together = batch_norm_inference(x, np.ones(2), np.zeros(2), np.zeros(2), np.ones(2))[:1]
print("the first example alone", alone, "and in company", together)""",
    ),
    Exercise(
        batch_norm_inference_backward,
        cases=inference_backward_cases,
        outputs=("dx", "dgamma", "dbeta"),
        mistakes=BACKWARD,
        scales=inference_backward_scales,
        points=2,
        section="frozen-statistics",
        purpose="Fine-tuning often freezes the statistics. Then batch norm is a straight line, and its gradient is one too.",
        hints=(
            "Do mean and var depend on x here?",
            "Then nothing flows through them: only the direct path is left.",
            "dx = dy · gamma / √(var + eps); dgamma = Σ dy · (x − mean) / √(var + eps); dbeta = Σ dy.",
        ),
    ),
    Exercise(
        batch_norm_layer,
        cases=layer_cases,
        outputs=("y", "running_mean", "running_var"),
        mistakes=LAYER,
        scales=layer_scales,
        points=4,
        section="two-modes",
        purpose="Both modes in one function. This is where most errors in real code are: they show only when the network is used.",
        hints=(
            "Which statistics normalize in each mode? Which mode changes the running ones?",
            "Two variances are at work in training: one divides by m and normalizes, the other by m − 1 and is stored.",
            "In training: batch_norm, then update_running_stats. Else: batch_norm_inference.",
        ),
        use="""random = np.random.default_rng(0)
mean, var = np.zeros(1), np.ones(1)
for _ in range(100):
    x = random.normal(5, 3, size=(16, 1))
    y, mean, var = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=True)
z, _, _ = batch_norm_layer(x, np.ones(1), np.zeros(1), mean, var, training=False)
print("largest difference between the modes on the last batch:", np.abs(y - z).max().round(2))""",
    ),
    Exercise(
        fold_linear,
        cases=fold_cases,
        outputs=("W_new", "b_new"),
        mistakes=FOLDING,
        points=2,
        section="folding",
        purpose="With fixed statistics batch norm is a straight line after a linear layer: one linear layer can do both.",
        hints=(
            "Write gamma · (W u + b − mean) / √(var + eps) + beta as (something) u + (something).",
            "The factor gamma / √(var + eps) belongs to an output, so to a row of W. Do not forget what it does to b.",
            "scale = gamma / √(var + eps); W_new = W * scale[:, None]; b_new = (b − mean) * scale + beta (b: 0 if none).",
        ),
        use="""random = np.random.default_rng(0)
W, b, u = random.normal(size=(3, 5)), random.normal(size=3), random.normal(size=(4, 5))
gamma, beta, mean, var = random.uniform(0.5, 2, (4, 3))
two_layers = gamma * (u @ W.T + b - mean) / np.sqrt(var + 1e-5) + beta
W_new, b_new = fold_linear(W, b, gamma, beta, mean, var)
print("largest difference:", np.abs(u @ W_new.T + b_new - two_layers).max())""",
    ),
    Exercise(
        fold_conv,
        cases=fold_conv_cases,
        outputs=("W_new", "b_new"),
        mistakes=(*FOLDING, scale_on_last_axis),
        points=2,
        section="folding-convolutions",
        purpose="The same for a convolution, which is what happens when a trained network is prepared for use.",
        hints=(
            "Which axis of W belongs to the output channels? Does it matter how the inputs are grouped?",
            "scale has one entry per output channel; W has three more axes.",
            "W_new = W * scale[:, None, None, None]; the bias is as for a linear layer.",
        ),
    ),
    Exercise(
        fold_into_next_linear,
        cases=fold_next_cases,
        outputs=("W_new", "b_new"),
        mistakes=NEXT,
        points=2,
        section="folding-forward",
        purpose="Batch norm may stand before a layer too. Then its shift travels through the weights.",
        hints=(
            "Write W (gamma · (u − mean) / √(var + eps) + beta) + b as (something) u + (something).",
            "Now the factor belongs to an input, so to a column of W.",
            "W_new = W * scale; b_new = b + W @ (beta − mean * scale).",
        ),
    ),
]

QUESTIONS = [
    Question(
        "why_m_minus_one",
        "The variance that normalizes divides by m; the one that is stored divides by m − 1. Why are both right?",
        "The first describes the batch itself: with it the batch gets variance 1, up to eps (1 point). The second estimates the"
        " population's variance; a batch's spread about its own mean is (m − 1)/m of that on average, because the mean was"
        " fitted to the same examples (1 point).",
        after="population_statistics",
    ),
    Question(
        "shifted_test_set",
        "A network is used on images that are darker than those it was trained on. What differs between normalizing with the"
        " batch's statistics and with the stored ones? Name an advantage and a danger of each.",
        "Stored statistics: answers do not depend on company and are repeatable, but the inputs of every layer are shifted"
        " (1 point). Batch statistics: they adapt to the shift, but an answer changes with the other examples, and small or"
        " one-sided batches give poor statistics (1 point).",
    ),
]

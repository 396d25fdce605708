"""Folding batch norm into the linear layer after it."""

import functools

import numpy as np

from bnkit.authoring import Exercise, pairs

from .folding import CHANGES, OTHER_CONSTANTS, SCALES, default_missed, factor, folding_cases
from .quantities import fold_next_quantities


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


def fold_next_cases(seed):
    """The layer after: batch norm has as many features as it has inputs."""
    yield from folding_cases(seed, [(3, 2), (2, 4), (3, 3), (5, 3), (4, 1), (4, 4)], axis=1)


def mean_added_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """You added the mean. It is subtracted: the shift is beta − gamma · mean / √(var + eps)."""
    return next_layer(W, b, factor(gamma, var, eps), beta + mean * factor(gamma, var, eps))


def mean_not_scaled_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """You subtracted the mean as it is. It is multiplied by gamma / √(var + eps) first."""
    return next_layer(W, b, factor(gamma, var, eps), beta - mean)


def shift_through_transposed_weights(W, b, gamma, beta, mean, var, eps=1e-5):
    """You sent the shift through Wᵀ. It goes through W: W @ shift."""
    W_new, _ = fold_into_next_linear(W, b, gamma, beta, mean, var, eps)
    return W_new, (beta - mean * factor(gamma, var, eps)) @ W + (0 if b is None else b)


def weights_not_scaled_before(W, b, gamma, beta, mean, var, eps=1e-5):
    """You returned W as it was. Its columns are multiplied by gamma / √(var + eps)."""
    return W.copy(), fold_into_next_linear(W, b, gamma, beta, mean, var, eps)[1]


SLIPS = (
    fold_before_bias_ignored,
    scale_on_output_axis,
    shift_not_multiplied,
    shift_through_scaled_weights,
    *map(with_input_scale, SCALES),
    mean_not_subtracted_before,
    beta_forgotten_before,
    own_bias_dropped_before,
    bias_lost_before,
    mean_added_before,
    mean_not_scaled_before,
    shift_through_transposed_weights,
    weights_not_scaled_before,
)

EXERCISE = Exercise(
    fold_into_next_linear,
    cases=fold_next_cases,
    outputs=("W_new", "b_new"),
    mistakes=(*SLIPS, default_missed(fold_into_next_linear)),
    variants=(*map(with_input_scale, OTHER_CONSTANTS), *pairs(CHANGES, SLIPS)),
    quantities=fold_next_quantities,
    points=2,
    section="folding-forward",
    purpose="Batch norm may stand before a layer too. Then its shift travels through the weights.",
    hints=(
        "What does W do to the shift that batch norm adds to its input?",
        "It mixes it: the shift goes through W and becomes part of the bias. The factor belongs to an input now, "
        "so to a column of W.",
        "`scale = gamma / np.sqrt(var + eps)`, `W_new = W * scale`, and `b_new = b + W @ (beta - mean * scale)`.",
    ),
)

"""Folding batch norm into the convolution before it."""

import numpy as np

from bnkit.authoring import Exercise

from .folding import FOLDING, FOLDING_VARIANTS, default_missed, factor, folded, folding_cases
from .quantities import fold_quantities


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


def scale_on_last_axis(W, b, gamma, beta, mean, var, eps=1e-5):
    """You scaled W along the kernel's width, NumPy's last axis. Scale along the first one, the output channels."""
    scale = factor(gamma, var, eps)
    return W * scale, folded(W, b, scale, beta - mean * scale)[1]


def fold_conv_cases(seed):
    """Kernels with H ≠ W, grouped ones, and one whose four axes are equal."""
    yield from folding_cases(seed, [(2, 1, 1, 2), (4, 2, 3, 2), (3, 3, 3, 3), (6, 1, 3, 3), (1, 2, 2, 3), (4, 4, 1, 1)])


EXERCISE = Exercise(
    fold_conv,
    cases=fold_conv_cases,
    outputs=("W_new", "b_new"),
    mistakes=(*FOLDING, scale_on_last_axis, default_missed(fold_conv)),
    variants=FOLDING_VARIANTS,
    quantities=fold_quantities,
    points=2,
    section="folding-convolutions",
    purpose="The same for a convolution, which is what happens when a trained network is prepared for use.",
    hints=(
        "Which axis of W belongs to the output channels? Does it matter how the inputs are grouped?",
        "The first, and it does not: at each place an output channel is a sum of products with its own weights, "
        "whichever inputs these are. All of them take the channel's factor.",
        "`W * scale[:, None, None, None]` with `scale = gamma / np.sqrt(var + eps)`; the bias is as for a linear "
        "layer.",
    ),
)

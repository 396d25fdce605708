"""Normalization of groups of an example's channels."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pairs, setting

from .quantities import group_quantities
from .statistics import STATISTICS_VARIANTS, normalized_rows, over, slips_of


def group_norm(x, gamma, beta, groups, eps=1e-5):
    """Normalize each group of channels of each example, then scale and shift each channel.

    The C channels form `groups` blocks of neighbours: with 6 channels and 2 groups
    they are 0, 1, 2 and 3, 4, 5. A block's values, m = C/groups · H · W of them,
    share a mean and a variance; every example has its own.

    x            array of shape (N, C, H, W)
    gamma, beta  scale and shift of each channel, of shape (C,)
    groups       a divisor of C
    eps          a small number > 0

    Returns y, of shape (N, C, H, W).
    """
    blocks = x.reshape(len(x), groups, -1)
    mean, var = blocks.mean(axis=2, keepdims=True), blocks.var(axis=2, keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + eps)).reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def grouped(x, gamma, beta, x_hat):
    """The channels' scale and shift of normalized values of any shape with x's order."""
    return gamma[:, None, None] * x_hat.reshape(x.shape) + beta[:, None, None]


def in_group_norm(slip):
    """A slip in the statistics as one of `group_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, groups, eps=1e-5):
        return grouped(x, gamma, beta, normalized_rows(x.reshape(len(x) * groups, -1), slip, eps))

    return mistake


def groups_interleaved(x, gamma, beta, groups, eps=1e-5):
    """You put every groups-th channel into a group (c % groups). A group is a block of neighbours."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, C // groups, groups, H, W), (1, 3, 4), eps))


def per_pixel_in_group(x, gamma, beta, groups, eps=1e-5):
    """You took a mean for every pixel of a group, over its channels only. A group's pixels share one."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, groups, C // groups, H, W), 2, eps))


def per_pixel_interleaved(x, gamma, beta, groups, eps=1e-5):
    """Two slips: you put every groups-th channel into a group, where a group is a block of neighbours; and you took a mean for
    every pixel, where a group's pixels share one."""
    N, C, H, W = x.shape
    return grouped(x, gamma, beta, over(x.reshape(N, C // groups, groups, H, W), 1, eps))


def group_axis_zero(x, gamma, beta, groups, eps=1e-5):
    """You reshaped to (N·groups, −1) and reduced along axis 0. A row is a group of an example: reduce along axis 1."""
    return grouped(x, gamma, beta, over(x.reshape(len(x) * groups, -1), 0, eps))


def groups_are_channels(x, gamma, beta, groups, eps=1e-5):
    """You normalized each channel by itself; that is instance norm. A group's channels share a mean and a variance."""
    return grouped(x, gamma, beta, over(x, (2, 3), eps))


def groups_ignored(x, gamma, beta, groups, eps=1e-5):
    """You normalized all channels of an example together. Each group has its own mean and variance."""
    return grouped(x, gamma, beta, over(x, (1, 2, 3), eps))


def group_norm_over_batch(x, gamma, beta, groups, eps=1e-5):
    """The examples of your batch share a mean and a variance. In group norm every example has its own."""
    return grouped(x, gamma, beta, over(x.reshape(len(x), groups, -1), (0, 2), eps))


def groups_taken_for_size(x, gamma, beta, groups, eps=1e-5):
    """You took `groups` for the number of channels in a group. It is the number of groups."""
    return group_norm(x, gamma, beta, x.shape[1] // groups, eps)


def batch_norm_in_place_of_group_norm(x, gamma, beta, groups, eps=1e-5):
    """You normalized each channel over the batch; that is batch norm. Group norm stays within an example."""
    return grouped(x, gamma, beta, over(x, (0, 2, 3), eps))


def affine_on_last_axis(x, gamma, beta, groups, eps=1e-5):
    """gamma and beta ran along the width, NumPy's last axis. Give them the shape (C, 1, 1)."""
    return gamma * group_norm(x, np.ones(len(gamma)), np.zeros(len(beta)), groups, eps) + beta


def gamma_dropped(x, gamma, beta, groups, eps=1e-5):
    """The scale gamma is missing from your result."""
    return group_norm(x, np.ones_like(gamma), beta, groups, eps)


def beta_dropped(x, gamma, beta, groups, eps=1e-5):
    """The shift beta is missing from your result."""
    return group_norm(x, gamma, np.zeros_like(beta), groups, eps)


def gamma_and_beta_dropped(x, gamma, beta, groups, eps=1e-5):
    """You stopped at the normalized input. Scale it by gamma and shift it by beta."""
    return group_norm(x, np.ones_like(gamma), np.zeros_like(beta), groups, eps)


def gamma_and_beta_swapped(x, gamma, beta, groups, eps=1e-5):
    """You scaled by beta and shifted by gamma. It is the other way round."""
    return group_norm(x, beta, gamma, groups, eps)


def beta_subtracted(x, gamma, beta, groups, eps=1e-5):
    """You subtracted beta. It is added: gamma · x_hat + beta."""
    return group_norm(x, gamma, -beta, groups, eps)


def shift_before_scale(x, gamma, beta, groups, eps=1e-5):
    """You added beta before you multiplied by gamma. Scale first, then shift."""
    return group_norm(x, gamma, gamma * beta, groups, eps)


def gamma_of_the_group(x, gamma, beta, groups, eps=1e-5):
    """You used one gamma and one beta for each group. Each channel has its own."""
    first = lambda values: np.repeat(values[:groups], len(values) // groups)  # noqa: E731
    return group_norm(x, first(gamma), first(beta), groups, eps)


def mutates_input(x, gamma, beta, groups, eps=1e-5):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y = group_norm(x, gamma, beta, groups, eps)
    x -= x.mean(axis=(2, 3), keepdims=True)
    return y


def another_default_of_eps(x, gamma, beta, groups, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return group_norm(x, gamma, beta, groups, eps)


CHANGES = {
    "gamma_dropped": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "beta_dropped": setting(beta=lambda given: np.zeros_like(given["beta"])),
    "eps_missing": setting(eps=0.0),
    "eps_hard_coded": setting(eps=1e-5),
    "eps_twice": setting(eps=lambda given: 2 * given["eps"]),
}


def group_cases(seed):
    """Images with 1 < groups < C, C ≠ groups², and H ≠ W, N > 1: elsewhere the slips hide."""
    random = np.random.default_rng([seed, 21])
    kinds = [
        ("the images are small", (2, 4, 1, 2), 2, 0.1, 1.0, 1),
        # 6 channels in 2 groups: groups_interleaved, groups_taken_for_size, and every slip with eps
        ("eps is of the order of the variance", (2, 6, 2, 3), 2, 0.13, 0.4, 12),
        ("eps is larger than the variance", (3, 6, 1, 2), 3, 1.7, 0.8, 12),  # eps_squared, eps_subtracted
        ("the width equals the number of channels", (2, 4, 2, 4), 2, 0.2, 1.0, 12),  # affine_on_last_axis
        (
            "eps is left at its default",
            (2, 6, 2, 1),
            2,
            None,
            0.01,
            12,
        ),  # another default; here eps_hard_coded is right
        ("there is one group", (2, 3, 2, 2), 1, 0.3, 1.0, 12),  # groups_are_channels, per_pixel_in_group
        ("each channel is a group", (3, 3, 2, 3), 3, 0.3, 1.0, 12),  # groups_ignored, batch_norm_in_place_of_group_norm
        ("a group has many values", (2, 2, 4, 5), 1, 0.1, 1.0, 12),
        ("there is a single example", (1, 6, 2, 3), 2, 0.3, 1.0, 12),
    ]
    told = "It is right where there is a single example: look at what you do across the examples."
    for name, (N, C, H, W), groups, eps, std, digits in kinds:
        x = std * (2 * random.normal(size=(C, 1, 1)) + random.normal(size=(N, C, H, W)))
        arrays = dict(x=x, gamma=random.normal(1, 1, C), beta=random.normal(1, 1, C))
        arrays = {name: array.round(digits) for name, array in arrays.items()}
        how = dict(alone="another_default_of_eps" if eps is None else "", probe=told if N == 1 else "")
        yield Case(name, arrays | dict(groups=groups) | ({} if eps is None else dict(eps=eps)), **how)


SLIPS = (
    groups_interleaved,
    per_pixel_in_group,
    per_pixel_interleaved,
    group_axis_zero,
    groups_are_channels,
    groups_ignored,
    group_norm_over_batch,
    groups_taken_for_size,
    batch_norm_in_place_of_group_norm,
    affine_on_last_axis,
    *map(in_group_norm, slips_of("Each group of each example")),
    gamma_dropped,
    beta_dropped,
    gamma_and_beta_dropped,
    gamma_and_beta_swapped,
    beta_subtracted,
    shift_before_scale,
    gamma_of_the_group,
)

EXERCISE = Exercise(
    group_norm,
    cases=group_cases,
    outputs=("y",),
    mistakes=(*SLIPS, another_default_of_eps, mutates_input),
    variants=(*map(in_group_norm, STATISTICS_VARIANTS), *pairs(CHANGES, SLIPS)),
    quantities=group_quantities,
    points=2,
    section="group-norm",
    purpose="Between layer norm and one mean for each channel: a few channels of one image share a mean.",
    hints=(
        "Along which axes of `x.reshape(N, groups, C // groups, H, W)` do the values of a block lie?",
        "Make a block one axis, normalize along it, go back to the shape of x; then scale each channel.",
        "`blocks = x.reshape(len(x), groups, -1)`, mean and var over axis 2 with keepdims, `.reshape(x.shape)`, "
        "and at last `gamma[:, None, None]` and `beta[:, None, None]`.",
    ),
    use="""x = np.random.default_rng(0).normal(3, 2, size=(2, 6, 4, 4))
for groups in (1, 2, 6):
    y = group_norm(x, np.ones(6), np.zeros(6), groups)
    print(groups, "groups: means of the first image's channels", y[0].mean(axis=(1, 2)).round(2))""",
)

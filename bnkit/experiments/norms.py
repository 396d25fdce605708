"""Normalizations of stacked activations of shape (R, m, C, …): R networks side by side, m examples, C channels.

Each takes z and perhaps given statistics, and returns the normalized z and the statistics that it stores: of the variance the
unbiased one, m/(m − 1) times the batch's, where m counts examples and positions.
"""

import functools
from collections.abc import Callable

import torch
from torch.nn import functional

EPS = 1e-5
Statistics = tuple[torch.Tensor, torch.Tensor]


def batch(z: torch.Tensor, given: Statistics | None = None, eps: float = EPS) -> tuple[torch.Tensor, Statistics]:
    """(z − mean) / √(var + ε), over the examples and positions of each channel: by torch, R · C channels at once."""
    if given:
        mean, var = given
        return (z - mean) * torch.rsqrt(var + eps), given
    R, m, C, *places = z.shape
    channels = z.transpose(0, 1).reshape(m, R * C, *places)
    mean, var = z.new_zeros(2, R * C)  # a running average in which the new batch has weight 1
    normalized = functional.batch_norm(channels, mean, var, training=True, momentum=1.0, eps=eps)
    shape = (R, 1, C, *[1] * len(places))
    return normalized.view(m, R, C, *places).transpose(0, 1), (mean.view(shape), var.view(shape))


def merged(statistics: list[Statistics]) -> Statistics:
    """The mean and the variance of several groups together, each of the same size: the spread of their means included."""
    means, variances = (torch.stack(each) for each in zip(*statistics, strict=True))
    return means.mean(0), (variances + (means - means.mean(0)) ** 2).mean(0)


def by_length(z: torch.Tensor, given: Statistics | None = None, p: float = 2) -> tuple[torch.Tensor, Statistics]:
    """(z − mean) divided by the average l_p length: (mean |z − mean|^p)^(1/p), or the largest |z − mean| for p = ∞."""
    axes = (1, *range(3, z.dim()))
    mean = given[0] if given else z.mean(axes, keepdim=True)
    size = (z - mean).abs()
    length = size.amax(axes, keepdim=True) if p == torch.inf else (size**p).mean(axes, keepdim=True) ** (1 / p)
    length = given[1] if given else length + EPS
    return (z - mean) / length, (mean, length)


def group(z: torch.Tensor, given: Statistics | None = None, groups: int = 1) -> tuple[torch.Tensor, None]:
    """(z − mean) / √(var + ε), over the positions and channels of each group of each example; one group: layer norm."""
    parts = z.unflatten(2, (groups, -1))
    axes = tuple(range(3, parts.dim()))
    mean, var = parts.mean(axes, keepdim=True), parts.var(axes, correction=0, keepdim=True)
    return ((parts - mean) * torch.rsqrt(var + EPS)).flatten(2, 3), None


def ghost(z: torch.Tensor, given: Statistics | None = None, size: int = 8) -> tuple[torch.Tensor, Statistics]:
    """Batch norm of each `size` examples by themselves; the statistics are the means of the ghost batches' unbiased ones."""
    if given:
        return batch(z, given)
    parts = [batch(part) for part in z.split(size, 1)]
    mean, var = (torch.stack([statistics[which] for _, statistics in parts]).mean(0) for which in (0, 1))
    return torch.cat([y for y, _ in parts], 1), (mean, var)


NORMS: dict[str, Callable] = {
    "batch": batch,
    "layer": group,
    "group": functools.partial(group, groups=4),
    "ghost": ghost,
    "l1": functools.partial(by_length, p=1),
    "l2": functools.partial(by_length, p=2),
    "linf": functools.partial(by_length, p=torch.inf),
}

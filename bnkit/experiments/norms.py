"""Normalizations of stacked activations of shape (R, m, C, …): R networks side by side, m examples, C channels.

Each takes z and perhaps given statistics, and returns the normalized z and the statistics that it used.
"""

import functools
from collections.abc import Callable

import torch

EPS = 1e-5
Statistics = tuple[torch.Tensor, torch.Tensor]


def batch(z: torch.Tensor, given: Statistics | None = None) -> tuple[torch.Tensor, Statistics]:
    """(z − mean) / √(var + ε), over the examples and positions of each channel."""
    axes = (1, *range(3, z.dim()))
    mean, var = given or (z.mean(axes, keepdim=True), z.var(axes, correction=0, keepdim=True))
    return (z - mean) * torch.rsqrt(var + EPS), (mean, var)


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
    """Batch norm of each `size` examples by themselves; the statistics are the ghost batches' means."""
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

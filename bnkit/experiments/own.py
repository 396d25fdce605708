"""Batch norm by pieces written in NumPy, inside a network that torch trains."""

from collections.abc import Callable

import numpy as np
import torch

from bnkit.authoring.exercise import BrokenSource
from bnkit.experiments.norms import EPS
from bnkit.experiments.pieces import piece, pieces
from bnkit.judging.cache import Cache

Ways = tuple[Callable, Callable]


def ways(folder: str) -> Ways:
    """The pieces batch_norm_forward of `folder`, and batch_norm_backward of it or else of the book.

    Raises BrokenSource where the forward pass is not there.
    """
    if "batch_norm_forward" not in pieces(folder):
        raise BrokenSource(
            f"There is no accepted batch_norm_forward in {folder}, and it is what trains the network: "
            "write it in chapter 2's notebook and run its check."
        )
    return piece(folder, "batch_norm_forward"), piece(folder, "batch_norm_backward")


class _Pieces(torch.autograd.Function):
    """The forward and the backward piece, called for each of the stacked networks in float64."""

    @staticmethod
    def forward(context, ways, z, gamma, beta):
        forward, context.backward_piece = ways
        arrays = [each.detach().double().numpy() for each in (z, gamma, beta)]
        found = [forward(x, scale[0], shift[0], EPS) for x, scale, shift in zip(*arrays, strict=True)]
        context.caches = [Cache.of(cache) for _, cache in found]
        return _stacked([y for y, _ in found], z)

    @staticmethod
    def backward(context, dy):
        each = zip(dy.double().numpy(), context.caches, strict=True)
        dz, dgamma, dbeta = zip(*(context.backward_piece(g, cache) for g, cache in each), strict=True)
        rows = ([np.reshape(gradient, (1, -1)) for gradient in gradients] for gradients in (dgamma, dbeta))
        return None, _stacked(dz, dy), *(_stacked(gradients, dy) for gradients in rows)


def _stacked(arrays, like: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.stack(arrays)).to(like.dtype)


def with_pieces(ways: Ways, z: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
    """γ · BN(z) + β by the forward and the backward piece: z of shape (R, m, D), gamma and beta of shape (R, 1, D)."""
    return _Pieces.apply(ways, z, gamma, beta)

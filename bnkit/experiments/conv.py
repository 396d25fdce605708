"""A small convolutional network, stacked like the dense ones."""

from dataclasses import dataclass

import torch
from torch.nn import functional

from bnkit.experiments.net import ACTIVATIONS, Layer, Net


@dataclass(frozen=True)
class ConvNet(Net):
    """3 × 3 convolutions with zero padding, the norm and the activation after each; then the mean over 2 × 2 and a dense layer.

    sizes  channels of the input, of each convolution, and the number of classes
    side   height and width of the images
    """

    side: int = 8

    def _layer(self, depth: int, generators: list[torch.Generator]) -> Layer:
        last = depth == len(self.sizes) - 2
        fan_in = self.sizes[depth] * ((self.side // 2) ** 2 if last else 9)
        W, *rest = Net((fan_in, self.sizes[depth + 1], 1), self.norm, init=self.init)._layer(0, generators)
        if last:
            return [W, torch.zeros(len(W), 1, self.sizes[-1])]
        return [W, *(each[..., None, None] for each in rest)]

    def __call__(self, layers: list[Layer], x: torch.Tensor, given: list | None = None, change=None):
        """As of a dense network, x with images as rows."""
        statistics = []
        x = x.view(*x.shape[:2], self.sizes[0], self.side, self.side)
        for depth, (W, *rest) in enumerate(layers[:-1]):
            z, used = self._normalize(convolve(x, W), rest, given[depth] if given else None)
            statistics.append(used)
            x = ACTIVATIONS[self.activation](change(depth, z) if change else z)
        W, b = layers[-1]
        pooled = functional.avg_pool2d(x.flatten(0, 1), 2).reshape(*x.shape[:2], -1)
        return pooled @ W + b, statistics


def convolve(x: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """Zero-padded 3 × 3 convolution of x of shape (R, m, C, H, H) with W of shape (R, 9·C, out)."""
    R, m, C, side, _ = x.shape
    kernels = W.transpose(1, 2).reshape(-1, C, 3, 3)
    y = functional.conv2d(x.transpose(0, 1).reshape(m, R * C, side, side), kernels, padding=1, groups=R)
    return y.view(m, R, -1, side, side).transpose(0, 1)

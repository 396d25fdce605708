"""One network of a stack on a fixed batch, as the functions of NumPy vectors that the measuring pieces take."""

import numpy as np
import torch

from bnkit.experiments.net import Layer, Net, losses

Shapes = list[list[torch.Size]]


class Fixed:
    """loss and gradient on one batch, in float64; a layer's parameters are one vector, and w is all of them in a row."""

    def __init__(self, net: Net, shapes: Shapes, x: torch.Tensor, labels: torch.Tensor):
        """x of shape (m, inputs), labels of shape (m,); shapes: those of each layer's tensors, without the stack's."""
        self.net, self.shapes, self.x, self.labels = net, shapes, x[None].double(), labels[None]
        self.sizes = [sum(shape.numel() for shape in layer) for layer in shapes]

    def loss(self, w: np.ndarray) -> float:
        """The loss at w."""
        with torch.no_grad():
            return self._loss(self._layers(torch.from_numpy(w))).item()

    def grad(self, w: np.ndarray) -> np.ndarray:
        """The gradient at w, a vector like w."""
        vector = torch.from_numpy(w).requires_grad_()
        return torch.autograd.grad(self._loss(self._layers(vector)), vector)[0].numpy()

    def grads(self, weights: list[np.ndarray]) -> list[np.ndarray]:
        """The gradient at a list of layers' vectors, as such a list."""
        return self.split(self.grad(np.concatenate(weights)))

    def split(self, w: np.ndarray) -> list[np.ndarray]:
        """w as a list of layers' vectors."""
        return np.split(w, np.cumsum(self.sizes)[:-1])

    def _layers(self, w: torch.Tensor) -> list[Layer]:
        counts = [shape.numel() for layer in self.shapes for shape in layer]
        tensors = iter(w.split(counts))
        return [[next(tensors).view(1, *shape) for shape in layer] for layer in self.shapes]

    def _loss(self, layers: list[Layer]) -> torch.Tensor:
        return losses(self.net(layers, self.x)[0], self.labels)[0]


def shapes_of(layers: list[Layer]) -> Shapes:
    """The shapes of a network's tensors, without the stack's dimension."""
    return [[tensor.shape[1:] for tensor in layer] for layer in layers]


def vector_of(layers: list[Layer], which: int) -> np.ndarray:
    """All parameters of network `which` of the stack in a row, in float64."""
    return torch.cat([tensor[which].flatten() for layer in layers for tensor in layer]).double().numpy().copy()

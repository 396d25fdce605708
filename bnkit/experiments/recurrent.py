"""A small recurrent network that reads an image row by row, with a norm at each time step."""

from dataclasses import dataclass

import torch

from bnkit.experiments.net import Layer, Net


@dataclass(frozen=True)
class Recurrent(Net):
    """h ← tanh(norm(W [x_t, h])), starting from 0; the answer is read from the last h. sizes: inputs, units, classes."""

    def initial(self, seeds) -> list[Layer]:
        """[W, gamma, beta] (or [W, b]) for the step, and [W, b] for the answer."""
        inputs, units, classes = self.sizes
        return Net((inputs + units, units, classes), self.norm, init=self.init).initial(seeds)

    def __call__(self, layers: list[Layer], x: torch.Tensor, given: list | None = None, change=None):
        """The answers for x of shape (R, m, steps · inputs), and each step's statistics.

        Where there are more steps than given statistics, the last ones serve for the rest.
        """
        W, *rest = layers[0]
        h, statistics = torch.zeros(*x.shape[:2], self.sizes[1]), []
        for t, row in enumerate(x.unflatten(2, (-1, self.sizes[0])).unbind(2)):
            known = given[min(t, len(given) - 1)] if given else None
            z, used = self._normalize(torch.cat([row, h], 2) @ W, rest, known)
            statistics.append(used)
            h = torch.tanh(z)
        W, b = layers[1]
        return h @ W + b, statistics


def lengthened(x: torch.Tensor, rows: int, width: int, generator: torch.Generator) -> torch.Tensor:
    """Sequences that begin with so many rows of uniform noise of that width."""
    return torch.cat([torch.rand(*x.shape[:2], rows * width, generator=generator), x], 2)

"""Dense networks, many of one kind side by side: every tensor of weights has a first dimension R, one network each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from bnkit.experiments.norms import EPS, NORMS, batch
from bnkit.experiments.own import Ways, with_pieces

Layer = list[torch.Tensor]
ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "none": lambda z: z}
GAINS = {
    "he": lambda fan_in, fan_out: (2 / fan_in) ** 0.5,
    "glorot": lambda fan_in, fan_out: (2 / (fan_in + fan_out)) ** 0.5,
    "4 × glorot": lambda fan_in, fan_out: 4 * (2 / (fan_in + fan_out)) ** 0.5,
}


@dataclass(frozen=True)
class Net:
    """A dense network's form.

    sizes       of the input, the hidden layers and the output
    norm        a key of `bnkit.experiments.norms.NORMS`, or "none"; it stands between the weights and the activation
    activation  of the hidden layers: sigmoid, tanh, relu, none
    init        he, glorot, 4 × glorot, or the standard deviation of the Gaussian weights
    ways        the pieces batch_norm_forward and batch_norm_backward that train in the place of torch's batch norm, if any
    eps         of batch norm
    """

    sizes: tuple[int, ...]
    norm: str = "none"
    activation: str = "relu"
    init: str | float = "he"
    ways: Ways | None = None
    eps: float = EPS

    def initial(self, seeds: Sequence[int]) -> list[Layer]:
        """A network's weights for each seed: layers of [W, gamma, beta] under a norm, of [W, b] without and at the end."""
        generators = [torch.Generator().manual_seed(1_000_003 * (seed + 1)) for seed in seeds]
        return [self._layer(depth, generators) for depth in range(len(self.sizes) - 1)]

    def _layer(self, depth: int, generators: list[torch.Generator]) -> Layer:
        fan_in, fan_out = self.sizes[depth : depth + 2]
        std = GAINS[self.init](fan_in, fan_out) if isinstance(self.init, str) else self.init
        W = torch.stack([std * torch.randn(fan_in, fan_out, generator=generator) for generator in generators])
        zeros = torch.zeros(len(generators), 1, fan_out)
        normalized = self.norm != "none" and depth < len(self.sizes) - 2
        return [W, zeros + 1, zeros] if normalized else [W, zeros]

    def __call__(self, layers: list[Layer], x: torch.Tensor, given: list | None = None, change: Callable | None = None):
        """The outputs for x of shape (R, m, inputs), and the statistics that each norm used.

        given   statistics of each norm to use in place of the batch's
        change  (depth, z) -> z, applied before each activation
        """
        statistics = []
        for depth, (W, *rest) in enumerate(layers[:-1]):
            z, used = self._normalize(x @ W, rest, given[depth] if given else None)
            statistics.append(used)
            x = ACTIVATIONS[self.activation](change(depth, z) if change else z)
        W, b = layers[-1]
        return x @ W + b, statistics

    def _normalize(self, z: torch.Tensor, rest: Layer, given) -> tuple[torch.Tensor, object]:
        if self.norm == "none":
            return z + rest[0], None
        if self.ways and self.norm == "batch" and not given:
            return with_pieces(self.ways, z, *rest), batch(z)[1]
        z_hat, used = batch(z, given, self.eps) if self.norm == "batch" else NORMS[self.norm](z, given)
        return rest[0] * z_hat + rest[1], used


def losses(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Each network's mean cross-entropy: outputs of shape (R, m, classes), labels of shape (R, m) give shape (R,)."""
    each = functional.cross_entropy(outputs.flatten(0, 1), labels.flatten(), reduction="none")
    return each.view(labels.shape).mean(1)


def accuracies(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Each network's share of right answers, of shape (R,); a network that has diverged has none."""
    right = (outputs.argmax(-1) == labels).float().mean(1)
    return torch.where(outputs.isfinite().all(-1).all(-1), right, 0.0)

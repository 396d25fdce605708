"""Train stacked networks by gradient descent: every seed with every learning rate at the same time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from bnkit.experiments.data import Data, Split
from bnkit.experiments.net import Layer, Net, accuracies, losses

Batch = tuple[torch.Tensor, torch.Tensor]


@dataclass
class Runs:
    """Networks in training, R = len(rates) · len(seeds) of them, the rate varying slowest.

    net, layers  their form and weights
    rates        the learning rate of each, of shape (R,)
    """

    net: Net
    layers: list[Layer]
    rates: torch.Tensor

    @classmethod
    def of(cls, net: Net, seeds: Sequence[int], rates: Sequence[float]) -> "Runs":
        """Each seed's network once for each rate."""
        layers = net.initial([*seeds] * len(rates))
        return cls(net, layers, torch.tensor(rates, dtype=torch.float32).repeat_interleave(len(seeds)))

    def step(self, x: torch.Tensor, labels: torch.Tensor, change: Callable | None = None, decay: float = 0.0):
        """w ← w − η ∇w on a batch of each, and decay · η · w less for the hidden layers' weights.

        Returns the losses before it, and the norms' statistics.
        """
        flat = [w.requires_grad_() for layer in self.layers for w in layer]
        outputs, statistics = self.net(self.layers, x, change=change)
        loss = losses(outputs, labels)
        gradients = torch.autograd.grad(loss.sum(), flat)
        decayed = {id(layer[0]) for layer in self.layers[:-1]} if decay else set()
        with torch.no_grad():
            for w, g in zip(flat, gradients, strict=True):
                pull = decay * w if id(w) in decayed else 0
                w -= self.rates.view(-1, *[1] * (w.dim() - 1)) * (g + pull)
        for w in flat:
            w.requires_grad_(False)
        return loss.detach(), statistics


def batches(data: Data, rows: torch.Tensor, seeds: Sequence[int], size: int, copies: int = 1) -> Iterator[Batch]:
    """Without end, batches (x, labels) of each seed's rows: shuffled anew for each pass, the same for all `copies`."""
    generators = [torch.Generator().manual_seed(7_919 * (seed + 1)) for seed in seeds]
    while True:
        order = torch.stack([torch.randperm(rows.shape[1], generator=generator) for generator in generators])
        shuffled = rows.gather(1, order).repeat(copies, 1)
        for start in range(0, rows.shape[1] - size + 1, size):
            chosen = shuffled[:, start : start + size]
            yield data.x[chosen], data.labels[chosen]


def checkpoints(steps: int, count: int) -> list[int]:
    """About `count` steps up to the last, in geometric progression: as fine for fast runs as for slow ones."""
    return sorted({round(step) for step in np.geomspace(min(5, steps), steps, count)})


@torch.no_grad()
def evaluate(
    runs: Runs, data: Data, train: torch.Tensor, rows: torch.Tensor, given=None, change: Callable | None = None
):
    """(loss, accuracy) of each network on its rows, in inference mode: with the statistics of (at most 500) training rows,
    or the given ones. `train` and `rows` have a row for each seed."""
    rows = rows.repeat(len(runs.rates) // len(rows), 1)
    outputs, _ = runs.net(runs.layers, data.x[rows], given or precise(runs, data, train, change), change)
    return losses(outputs, data.labels[rows]), accuracies(outputs, data.labels[rows])


@torch.no_grad()
def precise(runs: Runs, data: Data, train: torch.Tensor, change: Callable | None = None) -> list:
    """Each norm's statistics of (at most 500) training rows."""
    rows = train[:, :500].repeat(len(runs.rates) // len(train), 1)
    return runs.net(runs.layers, data.x[rows], change=change)[1]


def fit(
    runs: Runs,
    data: Data,
    split: Split,
    seeds: Sequence[int],
    config: dict,
    change: Callable | None = None,
    resting: Callable | None = None,
    watch: Callable | None = None,
    supply: Iterator[Batch] | None = None,
) -> dict:
    """Train for config["steps"] steps of config["batch"] examples; the curves, of shape (rates, seeds, checkpoints).

    change   goes to the net at each step, and resting in its place where it is evaluated
    watch    is called with the runs at each checkpoint
    supply   batches to train on, where they are not the data's
    Keys: steps, loss (of the batch), validation, test (accuracies).
    """
    copies = len(runs.rates) // len(seeds)
    marks = checkpoints(config["steps"], config["checkpoints"])
    curves: dict[str, list] = {"loss": [], "validation": [], "test": []}
    supply = supply or batches(data, split.train, seeds, config["batch"], copies)
    for step in range(1, config["steps"] + 1):
        loss, _ = runs.step(*next(supply), change=change, decay=config.get("decay", 0.0))
        if step in marks:
            curves["loss"].append(loss)
            given = precise(runs, data, split.train, resting)
            for name in ("validation", "test"):
                curves[name].append(evaluate(runs, data, split.train, getattr(split, name), given, resting)[1])
            if watch:
                watch(runs)
    shaped = {name: torch.stack(curve, -1).view(copies, len(seeds), -1) for name, curve in curves.items()}
    return {"steps": marks} | shaped


def best_rate(validation: torch.Tensor) -> int:
    """The index of the learning rate with the best mean validation accuracy over the last tenth of the checkpoints.

    validation: of shape (rates, seeds, checkpoints).
    """
    last = max(1, validation.shape[-1] // 10)
    return int(validation[..., -last:].mean((1, 2)).argmax())

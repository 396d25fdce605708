"""Does batch norm regularize, and replace dropout? Few training images, with and without wrong labels.

Each net at its own best rate, by its accuracy on clean validation images. Ghost batch norm takes statistics of 8 examples at a
time, out of the same batches: more of the batch's noise.
"""

from collections.abc import Iterator
from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.matching import difference
from bnkit.experiments.net import Net
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, best_rate, fit
from bnkit.findings.finding import Finding

CONFIG: dict[str, Any] = {
    "hidden": [100, 100, 100],
    "train": 300,
    "batch": 64,
    "steps": 800,
    "checkpoints": 20,
    "rates": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
    "dropped": 0.3,
    "wrong": [0.0, 0.2, 0.4],
    "margin": 0.01,
}
QUICK = {"hidden": [32, 32], "steps": 60, "checkpoints": 5, "rates": [0.03, 0.1], "wrong": [0.0, 0.4]}
SEEDS = 8
NETS = {
    "plain": {"norm": "none", "dropout": False},
    "dropout": {"norm": "none", "dropout": True},
    "batch norm": {"norm": "batch", "dropout": False},
    "batch norm and dropout": {"norm": "batch", "dropout": True},
    "ghost batch norm": {"norm": "ghost", "dropout": False},
}


def parts(config: dict) -> dict[str, dict]:
    """Each net with each share of wrong labels."""
    return {
        f"{name}, {wrong:.0%} wrong": net | {"wrong": wrong} for wrong in config["wrong"] for name, net in NETS.items()
    }


class Dropout:
    """Each unit is left out with probability p, and the others are made 1/(1 − p) as large."""

    def __init__(self, p: float):
        self.p, self.generator = p, torch.Generator().manual_seed(0)

    def __call__(self, depth: int, z: torch.Tensor) -> torch.Tensor:
        """z before a ReLU, which passes on what is 0 as 0."""
        return z * (torch.rand(z.shape, generator=self.generator) >= self.p) / (1 - self.p)


def measure(settings: dict, run: Run) -> dict:
    """At the best rate: test accuracy along training and at the end, and that on the training images' own labels."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds, (run.config["train"] / len(data.x), 0.4))
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    change = Dropout(run.config["dropped"]) if settings["dropout"] else None
    supply = noisy_batches(data, split, settings["wrong"], run)
    runs = Runs.of(net, run.seeds, run.config["rates"])
    curves = fit(runs, data, split, run.seeds, run.config, change, supply=supply)
    best = best_rate(curves["validation"])
    return {
        "rate": run.config["rates"][best],
        "steps": curves["steps"],
        "test": curves["test"][best],
        "final": curves["test"][best, :, -3:].mean(-1),
        "best": curves["test"][best].amax(-1),
    }


def noisy_batches(data: datasets.Data, split: datasets.Split, wrong: float, run: Run) -> Iterator:
    """Training batches in which a share of the images has a random label, the same one all along."""
    generator = torch.Generator().manual_seed(11)
    chosen = torch.rand(len(data.labels), generator=generator) < wrong
    random = torch.randint(0, 10, data.labels.shape, generator=generator)
    noisy = datasets.Data(data.x, torch.where(chosen, random, data.labels), data.shape)
    return batches(noisy, split.train, run.seeds, run.config["batch"], len(run.config["rates"]))


def conclude(values: dict) -> dict[str, Finding]:
    """What each replaces or adds, for each share of wrong labels."""
    margin = CONFIG["margin"]
    findings: dict[str, Finding] = {}
    for share in sorted({part.rsplit(", ")[-1] for part in values}):
        final = {name: values[f"{name}, {share}"]["final"] for name in NETS}
        slug = share.replace("% ", "_")
        findings |= {
            f"replaces_dropout_{slug}": Finding(
                f"Batch norm replaces dropout ({share}): its final test accuracy less dropout's, above −{margin:.0%}.",
                difference(final["batch norm"], final["dropout"]),
                (-margin, None),
            ),
            f"beats_plain_{slug}": Finding(
                f"Batch norm is better than the plain net ({share}): difference of final test accuracy.",
                difference(final["batch norm"], final["plain"]),
            ),
            f"dropout_adds_{slug}": Finding(
                f"Dropout improves a net with batch norm ({share}): difference of final test accuracy.",
                difference(final["batch norm and dropout"], final["batch norm"]),
            ),
            f"noise_regularizes_{slug}": Finding(
                f"Smaller ghost batches improve on the whole batch ({share}): difference of final test accuracy.",
                difference(final["ghost batch norm"], final["batch norm"]),
            ),
        }
    return findings

"""Does batch norm regularize, and replace dropout? Few training images, with and without wrong labels.

A wrong label is one of the nine others. Each net at its own best rate, by its accuracy on clean validation images; all at one
rate too, to compare how fast they come to give the wrong labels as their answers. Ghost batch norm takes statistics of 8
examples at a time, out of the same batches: more of the batch's noise.
"""

from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.net import Net
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, best_rate, fit, precise
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG: dict[str, Any] = {
    "hidden": [100, 100, 100],
    "train": 300,
    "batch": 64,
    "steps": 800,
    "checkpoints": 16,
    "rates": {
        "0% wrong": [0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
        "40% wrong": [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1],
    },
    "common": 0.03,
    "dropped": 0.3,
    "wrong": [0.0, 0.4],
    "margin": 0.01,
}
QUICK = {
    "hidden": [32, 32],
    "steps": 60,
    "checkpoints": 5,
    "rates": {"0% wrong": [0.03, 0.1], "40% wrong": [0.03, 0.1]},
}
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
    """At the best rate: test accuracy along training and at the end. With wrong labels, the share of the mislabelled training
    images whose wrong label is the answer, along training, at the best rate and at the common one."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds, (run.config["train"] / len(data.x), 0.4))
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    change = Dropout(run.config["dropped"]) if settings["dropout"] else None
    noisy, rates = mislabelled(data, settings["wrong"]), run.config["rates"][f"{settings['wrong']:.0%} wrong"]
    supply = batches(noisy, split.train, run.seeds, run.config["batch"], len(rates))
    probe = Probe(data, noisy, split, len(rates)) if settings["wrong"] else None
    runs = Runs.of(net, run.seeds, rates)
    curves = fit(runs, data, split, run.seeds, run.config, change, watch=probe, supply=supply)
    best = best_rate(curves["validation"])
    found = {
        "rate": rates[best],
        "steps": curves["steps"],
        "test": curves["test"][best],
        "final": curves["test"][best, :, -3:].mean(-1),
        "best": curves["test"][best].amax(-1),
    }
    return found | (probe.found(best, rates.index(run.config["common"])) if probe else {})


def mislabelled(data: datasets.Data, wrong: float) -> datasets.Data:
    """The data with a wrong label, one of the nine others, for that share of the images."""
    generator = torch.Generator().manual_seed(11)
    chosen = torch.rand(len(data.labels), generator=generator) < wrong
    others = (data.labels + torch.randint(1, 10, data.labels.shape, generator=generator)) % 10
    return datasets.Data(data.x, torch.where(chosen, others, data.labels), data.shape)


class Probe:
    """Records which share of the mislabelled training images get their wrong label as the answer."""

    def __init__(self, data: datasets.Data, noisy: datasets.Data, split: datasets.Split, copies: int):
        self.noisy, self.train, self.copies = noisy, split.train, copies
        self.wrong = (data.labels != noisy.labels)[split.train]
        self.seen: list[torch.Tensor] = []

    def __call__(self, runs: Runs) -> None:
        """Look at the networks as they are now, in inference mode."""
        rows = self.train.repeat(self.copies, 1)
        outputs, _ = runs.net(runs.layers, self.noisy.x[rows], precise(runs, self.noisy, self.train))
        given = (outputs.argmax(-1) == self.noisy.labels[rows]) & self.wrong.repeat(self.copies, 1)
        self.seen.append((given.sum(1) / self.wrong.sum(1).repeat(self.copies)).view(self.copies, -1))

    def found(self, best: int, common: int) -> dict[str, torch.Tensor]:
        """The shares, of shape (seeds, checkpoints), and their means over training."""
        shares = torch.stack(self.seen, -1)
        return {
            "wrong labels fitted": shares[best],
            "wrong labels fitted, common rate": shares[common],
            "mean fitted": shares[best].mean(-1),
            "mean fitted, common rate": shares[common].mean(-1),
        }


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
        if "mean fitted" in values[f"plain, {share}"]:
            findings |= fitted(values, share, slug)
    return findings


def fitted(values: dict, share: str, slug: str) -> dict[str, Finding]:
    """Whether batch norm comes to the wrong labels sooner than the plain net."""
    nets = [values[f"{name}, {share}"] for name in ("batch norm", "plain")]
    text = "Batch norm fits wrong labels faster than the plain net ({}, {}): share of them fitted, mean over training."
    return {
        f"fits_wrong_{which}_{slug}": Finding(text.format(share, how), difference(*(net[measure] for net in nets)))
        for which, how, measure in (
            ("own_rate", "each at its own rate", "mean fitted"),
            ("common_rate", "at one rate", "mean fitted, common rate"),
        )
    }

"""Noisy batch norm: the activations' distribution made unsteady on purpose, after batch norm.

As reported of the 2018 paper: each step draws for each unit μ from U(−0.5, 0.5) and σ from U(1, 1.25), then for each example
a shift from U(μ − 0.1, μ + 0.1) and a scale from N(σ, 0.1). Here in a deep ReLU net on digits, with the control of the same
noise without batch norm. Where a net's accuracy is evaluated the noise rests at its mean: scale 1.125, shift 0; where the
jitter of its units is, the noise is on. On one batch the mean and the spread after batch norm are β and |γ|, so that batch
norm's own jitter is that of β and γ.
"""

import copy
from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.net import Net
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, best_rate, fit
from bnkit.findings.finding import Finding
from bnkit.findings.matching import EARLY, LATE, at_step, difference

CONFIG: dict[str, Any] = {
    "hidden": [48] * 15,
    "batch": 60,
    "steps": 1000,
    "checkpoints": 25,
    "rates": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
    "margin": 0.01,
}
QUICK = {"hidden": [32] * 4, "steps": 80, "checkpoints": 8, "rates": [0.03, 0.1]}
SEEDS = 8
NETS = {
    "plain": {"norm": "none", "noise": False},
    "batch norm": {"norm": "batch", "noise": False},
    "noisy batch norm": {"norm": "batch", "noise": True},
    "noise, no batch norm": {"norm": "none", "noise": True},
}


def parts(config: dict) -> dict[str, dict]:
    """Each net."""
    return NETS


class Noise:
    """The noise of a step, drawn anew each time that a layer is passed."""

    def __init__(self, seed: int = 0):
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, depth: int, z: torch.Tensor) -> torch.Tensor:
        """scale · z + shift for z of shape (R, m, D)."""
        R, m, D = z.shape
        mu, sigma = self._uniform(-0.5, 0.5, R, 1, D), self._uniform(1, 1.25, R, 1, D)
        shift = mu + self._uniform(-0.1, 0.1, R, m, D)
        scale = sigma + 0.1 * torch.randn(R, m, D, generator=self.generator)
        return scale * z + shift

    def _uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        return low + (high - low) * torch.rand(shape, generator=self.generator)


def resting(depth: int, z: torch.Tensor) -> torch.Tensor:
    """The noise's mean."""
    return 1.125 * z


def measure(settings: dict, run: Run) -> dict:
    """At the best rate: test accuracy along training, and the jitter of the last hidden layer's units and of every layer's.

    A jitter without more words is its mean over the checkpoints, which lie closer early in training.
    """
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    how: dict[str, Any] = {"change": Noise(), "resting": resting} if settings["noise"] else {}
    probe = Probe(
        data.x[split.train[:, :200]], data.labels[split.train[:, :200]], len(run.config["rates"]), how.get("change")
    )
    runs = Runs.of(net, run.seeds, run.config["rates"])
    curves = fit(runs, data, split, run.seeds, run.config, watch=probe, **how)
    best = best_rate(curves["validation"])
    means, spreads = torch.stack(probe.seen, -1)[:, :, best]
    return {
        "rate": run.config["rates"][best],
        "steps": curves["steps"],
        "test": curves["test"][best],
        "final": curves["test"][best, :, -3:].mean(-1),
        "jitter": means[-1].mean(-1),
        "jitter of the spread": spreads[-1].mean(-1),
        "jitter along training": means[-1],
        "jitter by layer": means.mean(-1).T,
    }


class Probe:
    """Takes a step on a fixed batch and records how far it moves each layer's units."""

    def __init__(self, x: torch.Tensor, labels: torch.Tensor, copies: int, change):
        self.x, self.labels, self.copies = x.repeat(copies, 1, 1), labels.repeat(copies, 1), copies
        self.change = change
        self.seen: list[torch.Tensor] = []

    def __call__(self, runs: Runs) -> None:
        """Look at the networks as they are now: of shape (means and spreads, layers, rates, seeds)."""
        moved = copy.deepcopy(runs)
        before = self._inputs(runs)
        moved.step(self.x, self.labels, self.change)
        jitters = [jitter(*pair) for pair in zip(before, self._inputs(moved), strict=True)]
        self.seen.append(torch.stack(jitters, 1).unflatten(-1, (self.copies, -1)))

    @torch.no_grad()
    def _inputs(self, runs: Runs) -> list[torch.Tensor]:
        seen: list[torch.Tensor] = []

        def keep(depth: int, z: torch.Tensor) -> torch.Tensor:
            seen.append(self.change(depth, z) if self.change else z)
            return seen[-1]

        runs.net(runs.layers, self.x, change=keep)
        return seen


def jitter(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """How far the units' means move, and their spreads, in units of their spread: (R, m, D) twice gives (2, R)."""
    spread = before.std(1)
    moves = torch.stack([after.mean(1) - before.mean(1), after.std(1) - spread])
    return moves.abs().mean(-1) / spread.mean(-1)


def conclude(values: dict) -> dict[str, Finding]:
    """Accuracies and jitters compared, seed by seed."""
    margin = CONFIG["margin"]
    final = {name: measures["final"] for name, measures in values.items()}
    noisy, steady, plain = "noisy batch norm", "batch norm", "plain"
    return {
        "noisy_matches": Finding(
            f"Noisy batch norm matches batch norm within {margin:.0%}: final test accuracy, noisy less steady.",
            difference(final[noisy], final[steady]),
            (-margin, margin),
        ),
        "noisy_beats_plain": Finding(
            "Noisy batch norm is better than the plain net: difference of final test accuracy.",
            difference(final[noisy], final[plain]),
        ),
        "noisy_jitters": Finding(
            "Noisy batch norm's units move more from step to step than the plain net's: difference of the jitter.",
            difference(values[noisy]["jitter"], values[plain]["jitter"]),
        ),
        "noisy_spread_jitters": Finding(
            "… and their spreads change more from step to step: difference of the spread's jitter.",
            difference(*(values[name]["jitter of the spread"] for name in (noisy, plain))),
        ),
        "noise_hurts_plain": Finding(
            "The same noise hurts a net without batch norm: final test accuracy, plain less noisy.",
            difference(final[plain], final["noise, no batch norm"]),
        ),
    } | phases(values[noisy], values[plain])


def phases(noisy: dict, plain: dict) -> dict[str, Finding]:
    """log(noisy batch norm's jitter / plain's) above 0, early and late in training."""
    findings = {}
    for when, span in (("early", EARLY), ("late", LATE)):
        logs = [at_step(each["steps"], each["jitter along training"], *span) for each in (noisy, plain)]
        text = f"Noisy batch norm's units move more from step to step than the plain net's, {when}: log ratio."
        findings[f"noisy_jitters_{when}"] = Finding(text, difference(*logs))
    return findings

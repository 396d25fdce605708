"""Internal covariate shift by the 2018 paper's Definition 2.1: how far the update of the layers before it turns a gradient.

At checkpoints of training a step is taken on a fixed batch, and each layer's gradient is compared before it and after the
layers below have moved: its l2 distance, that relative to the gradient, and the cosine. A layer's parameters are its weights
and its γ and β or bias together. In a deep ReLU net on digits, each net at its own best rate and all at common ones; and in a
deep linear net on Gaussian data with the full batch.
"""

from typing import Any

import numpy as np
import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.net import Net
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, best_rate, fit
from bnkit.findings.finding import Finding
from bnkit.findings.matching import EARLY, LATE, at_loss, at_step, difference

CONFIG: dict[str, Any] = {
    "relu": {"hidden": [64] * 8, "batch": 60, "steps": 600, "checkpoints": 20},
    "linear": {"hidden": [32] * 15, "batch": 336, "steps": 300, "checkpoints": 20},
    "rates": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
    "common": [0.01, 0.1],
    "examples": 200,
    "loss": 0.5,
}
QUICK = {
    "relu": {"hidden": [32] * 4, "batch": 60, "steps": 60, "checkpoints": 5},
    "linear": {"hidden": [16] * 4, "batch": 336, "steps": 30, "checkpoints": 4},
    "rates": [0.03, 0.1],
    "common": [0.1],
}
SEEDS = 8
NORMS = {"plain": "none", "batch norm": "batch"}
MEASURES = {"l2": "l2 shift", "relative": "relative shift", "turn": "gradient's turn, 1 − cosine"}
SPANS = {"at_step": ("", (0.0, 1.0)), "early": ("early, ", EARLY), "late": ("late, ", LATE)}


def parts(config: dict) -> dict[str, dict]:
    """Each kind of net without and with batch norm, at its own best rate and at each common one."""
    return {
        f"{kind}, {name}, {rate or 'own rate'}": {"kind": kind, "norm": norm, "rate": rate}
        for kind in ("relu", "linear")
        for name, norm in NORMS.items()
        for rate in (None, *(config["common"] if kind == "relu" else ()))
    }


def measure(settings: dict, run: Run) -> dict:
    """Along training: the loss, and l2, relative l2 and cosine as means over the layers and layer by layer."""
    config = run.config[settings["kind"]]
    data = datasets.load(run.data) if settings["kind"] == "relu" else gaussian()
    split = datasets.split(len(data.x), run.seeds)
    activation = "relu" if settings["kind"] == "relu" else "none"
    net = Net(
        (data.x.shape[1], *config["hidden"], 10),
        settings["norm"],
        activation,
        "he" if activation == "relu" else "glorot",
    )
    rate = settings["rate"] or chosen(net, data, split, run, config)
    probe = Probe(net, data, split, run, rate)
    curves = fit(Runs.of(net, run.seeds, [rate]), data, split, run.seeds, config, watch=probe)
    return {"rate": rate, "steps": curves["steps"], "final": curves["test"][0, :, -1]} | probe.curves()


def chosen(net: Net, data: datasets.Data, split: datasets.Split, run: Run, config: dict) -> float:
    """The learning rate that is best on the validation images."""
    rates = run.config["rates"]
    return rates[best_rate(fit(Runs.of(net, run.seeds, rates), data, split, run.seeds, config)["validation"])]


def gaussian() -> datasets.Data:
    """600 inputs from N(0, I) in 16 dimensions, labelled by the largest of 10 random linear functions."""
    generator = torch.Generator().manual_seed(0)
    x, A = torch.randn(600, 16, generator=generator), torch.randn(16, 10, generator=generator)
    return datasets.Data(x, (x @ A).argmax(1), (1, 1, 16))


class Probe:
    """Takes a step of each seed's net on a fixed batch of training examples, and measures every layer but the first."""

    def __init__(self, net: Net, data: datasets.Data, split: datasets.Split, run: Run, rate: float):
        rows = split.train[:, : run.config["examples"]]
        self.net, self.x, self.labels, self.rate = net, data.x[rows], data.labels[rows], rate
        self.shift, self.step = (piece(run.pieces, name) for name in ("internal_covariate_shift", "sgd_step"))
        self.loss: list[list[float]] = []
        self.seen: list[list[np.ndarray]] = []

    def __call__(self, runs: Runs) -> None:
        """Look at the nets as they are now."""
        looks = [self._look(runs, seed) for seed in range(len(self.x))]
        self.loss.append([loss for loss, _ in looks])
        self.seen.append([found for _, found in looks])

    def _look(self, runs: Runs, seed: int) -> tuple[float, np.ndarray]:
        """(loss, a row of l2, relative l2 and cosine for each layer)."""
        fixed = Fixed(self.net, shapes_of(runs.layers), self.x[seed], self.labels[seed])
        w = vector_of(runs.layers, seed)
        weights, g = fixed.split(w), fixed.grad(w)
        moved = fixed.split(self.step(w, g, self.rate))
        sizes = [np.linalg.norm(each) for each in fixed.split(g)]
        found = [self.shift(fixed.grads, weights, moved, layer) for layer in range(1, len(weights))]
        rows = [(l2, l2 / size, cosine) for (l2, cosine), size in zip(found, sizes[1:], strict=True)]
        return fixed.loss(w), np.array(rows)

    def curves(self) -> dict[str, list]:
        """Each measure's mean over the layers, of shape (seeds, checkpoints), and its mean over training for each layer."""
        seen = np.array(self.seen).transpose(1, 0, 2, 3)
        curves = {"loss": np.array(self.loss).T.tolist()}
        for n, name in enumerate(("l2", "relative", "cosine")):
            curves |= {name: seen[..., n].mean(2).tolist(), f"{name} by layer": seen[..., n].mean(1).tolist()}
        return curves


def conclude(values: dict) -> dict[str, Finding]:
    """log(batch norm's shift / plain's) below 0, at the same step and at the same loss; and its trend over the layers."""
    findings = {}
    for kind, rate in (part.split(", ", 2)[::2] for part in values if ", plain, " in part):
        pair = [with_turn(values[f"{kind}, {name}, {rate}"]) for name in ("batch norm", "plain")]
        for measure, words in MEASURES.items():
            slug = f"{measure}_{kind}_{rate}".replace(" ", "_")
            for way, (matched, logs) in ways(pair, measure).items():
                text = f"Batch norm reduces the {words} ({kind} net, {rate}, {matched}): log ratio."
                findings[f"{slug}_{way}"] = Finding(text, difference(*logs), (None, 0))
    return findings | trends(values)


def with_turn(measures: dict) -> dict:
    """The measures, with 1 − cosine among them, which like the others is positive and grows with the shift."""
    return measures | {"turn": [[None if each is None else 1 - each for each in curve] for curve in measures["cosine"]]}


def ways(pair: list[dict], measure: str) -> dict[str, tuple[str, list]]:
    """{way of matching: (its words, log(measure) of each of the pair)}."""
    found = {
        way: (f"{words}at the same step", [at_step(each["steps"], each[measure], *span) for each in pair])
        for way, (words, span) in SPANS.items()
    }
    level = CONFIG["loss"]
    return found | {"at_loss": ("at the same loss", [at_loss(each["loss"], each[measure], level) for each in pair])}


def trends(values: dict) -> dict[str, Finding]:
    """The slope of log(relative shift) over the layers is positive."""
    findings = {}
    for name in NORMS:
        layers = np.array(values[f"relu, {name}, own rate"]["relative by layer"], float)
        slopes = [float(np.polyfit(np.arange(len(row)), np.log(row), 1)[0]) for row in layers]
        text = f"The relative shift grows from layer to layer ({name}, ReLU): slope of its logarithm."
        findings[f"grows_with_layer_{name}".replace(" ", "_")] = Finding(text, slopes)
    return findings

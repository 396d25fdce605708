"""The landscape along the gradient: the 2018 paper's three measures, plain against batch norm and its l_p relatives.

At checkpoints of training, from w along the gradient g of a fixed batch: the range of the loss, ‖g − ∇L(w − s·g)‖, and the
largest change of the gradient per distance, for steps s from 1/2 to 4 times a learning rate: each net's own best one, or the
plain net's for all. Nets are compared at the same step and at the same loss. The l_2 normalization is left out, being
batch norm but for the place of ε.
"""

from typing import Any

import numpy as np

from bnkit.experiments import data as datasets
from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.matching import EARLY, LATE, at_loss, at_step, difference
from bnkit.experiments.measurements.learning_rates import base_rate
from bnkit.experiments.net import Net
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, best_rate, fit
from bnkit.findings.finding import Finding

CONFIG: dict[str, Any] = {
    "hidden": [64] * 10,
    "batch": 60,
    "steps": 600,
    "checkpoints": 24,
    "rates": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
    "factors": [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
    "examples": 200,
    "losses": [1.5, 0.5, 0.1],
}
QUICK = {"hidden": [32] * 4, "steps": 60, "checkpoints": 8, "rates": [0.03, 0.1], "factors": [0.5, 4], "losses": [1.5]}
SEEDS = 8
NORMS = {"plain": "none", "batch norm": "batch", "l1": "l1", "l∞": "linf"}
MEASURES = {
    "range": "range of the loss",
    "predictiveness": "change of the gradient",
    "smoothness": "change per distance",
}
SIZES = {"common": "the plain net's step sizes", "own": "each net's own step sizes"}


def parts(config: dict) -> dict[str, dict]:
    """Each normalization."""
    return {name: {"norm": norm} for name, norm in NORMS.items()}


def measure(settings: dict, run: Run) -> dict:
    """Along training at the best rate: the loss, and the three measures for own and for common step sizes.

    profile: for the first seed alone, the loss at each checkpoint after a step of 0 and of each common size.
    """
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    rates = run.config["rates"]
    rate = rates[best_rate(fit(Runs.of(net, run.seeds, rates), data, split, run.seeds, run.config)["validation"])]
    probe = Probe(net, data, split, run, {"own": rate, "common": base_rate(run)})
    curves = fit(Runs.of(net, run.seeds, [rate]), data, split, run.seeds, run.config, watch=probe)
    return {
        "rate": rate,
        "steps": curves["steps"],
        "test": curves["test"][0],
        "profile": probe.profile,
    } | probe.curves()


class Probe:
    """Measures each seed's net on a fixed batch of training images."""

    def __init__(self, net: Net, data: datasets.Data, split: datasets.Split, run: Run, rates: dict[str, float]):
        rows = split.train[:, : run.config["examples"]]
        self.net, self.x, self.labels = net, data.x[rows], data.labels[rows]
        self.steps = {name: rate * np.array(run.config["factors"]) for name, rate in rates.items()}
        names = ("loss_range_along_gradient", "gradient_predictiveness", "effective_smoothness")
        self.range, self.predictiveness, self.smoothness = (piece(run.pieces, name) for name in names)
        self.seen: list[list[dict[str, float]]] = []
        self.profile: list[list[float]] = []

    def __call__(self, runs: Runs) -> None:
        """Look at the nets as they are now."""
        self.seen.append([self._look(runs, seed) for seed in range(len(self.x))])

    def _look(self, runs: Runs, seed: int) -> dict[str, float]:
        fixed = Fixed(self.net, shapes_of(runs.layers), self.x[seed], self.labels[seed])
        w = vector_of(runs.layers, seed)
        g, found = fixed.grad(w), {"loss": fixed.loss(w)}
        if seed == 0:
            self.profile.append([found["loss"], *(fixed.loss(w - s * g) for s in self.steps["common"])])
        for name, steps in self.steps.items():
            low, high = self.range(fixed.loss, w, g, steps)
            found[f"{name} range"] = high - low
            found[f"{name} predictiveness"] = float(np.max(self.predictiveness(fixed.grad, w, g, steps)))
            found[f"{name} smoothness"] = float(self.smoothness(fixed.grad, w, g, steps))
        return found

    def curves(self) -> dict[str, list[list[float]]]:
        """Each measure, of shape (seeds, checkpoints)."""
        return {
            name: [[each[seed][name] for each in self.seen] for seed in range(len(self.x))] for name in self.seen[0][0]
        }


def conclude(values: dict) -> dict[str, Finding]:
    """log(batch norm's measure / plain's) below 0, at the same step and at the same loss; and its relatives as good."""
    plain, normalized = values["plain"], values["batch norm"]
    findings = {}
    for size, sizes in SIZES.items():
        for measure, words in MEASURES.items():
            slug = measure if size == "common" else f"{size}_{measure}"
            for way, (matched, logs) in ways(normalized, plain, f"{size} {measure}").items():
                text = f"The {words} along the gradient is smaller with batch norm ({matched}): log ratio, {sizes}."
                findings[f"{slug}_{way}"] = Finding(text, logs, (None, 0))
    return findings | relatives(values)


def ways(one: dict, other: dict, measure: str) -> dict[str, tuple[str, list]]:
    """{way of matching: (its words, log(one's measure / other's) for each seed)}.

    A loss counts where more than half of the seeds come down through it, in both nets, between two checkpoints.
    """
    found = {}
    for level in CONFIG["losses"]:
        logs = difference(*(at_loss(each["loss"], each[measure], level) for each in (one, other)))
        if logs.count(None) < len(logs) / 2:
            found[f"at_loss_{level}"] = (f"at loss {level}", logs)
    for when, span in (("early", EARLY), ("late", LATE)):
        pair = [at_step(each["steps"], each[measure], *span) for each in (one, other)]
        found[when] = (f"{when}, at the same step", difference(*pair))
    return found


def relatives(values: dict) -> dict[str, Finding]:
    """The l_p normalizations are as accurate as batch norm, within a point."""
    final = {name: [sum(curve[-3:]) / 3 for curve in measures["test"]] for name, measures in values.items()}
    return {
        f"{slug}_matches": Finding(
            f"The {name} normalization is as accurate as batch norm within 1%: difference of final test accuracy.",
            difference(final[name], final["batch norm"]),
            (-0.01, 0.01),
        )
        for slug, name in (("l1", "l1"), ("linf", "l∞"))
    }

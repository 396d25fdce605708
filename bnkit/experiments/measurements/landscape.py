"""The landscape along the gradient: the 2018 paper's three measures, plain against batch norm and its l_p relatives.

At checkpoints of training, from w along the gradient g of a fixed batch: the range of the loss, ‖g − ∇L(w − s·g)‖, and the
largest change of the gradient per distance, for steps s from 1/2 to 4 times the plain net's best rate. Nets are compared at the
same step and at the same loss. Batch norm is trained at its own best rate, and at the plain net's, since a net's sharpness, the
largest eigenvalue λ of its Hessian, adapts to the rate η: gradient descent drives it to about 2/η (Cohen et al. 2021). So ηλ/2
is measured too. The l_2 normalization is left out, being batch norm but for the place of ε.
"""

import math
from typing import Any

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh

from bnkit.experiments import data as datasets
from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.measurements.learning_rates import base_rate
from bnkit.experiments.net import Net
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, best_rate, fit
from bnkit.findings.finding import Finding
from bnkit.findings.matching import EARLY, LATE, at_loss, at_step, difference

CONFIG: dict[str, Any] = {
    "hidden": [64] * 10,
    "batch": 60,
    "steps": 600,
    "checkpoints": 16,
    "rates": [0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
    "factors": [0.5, 1, 2, 3, 4],
    "examples": 200,
    "losses": [1.5, 0.5, 0.1],
}
QUICK = {"hidden": [32] * 4, "steps": 60, "checkpoints": 8, "rates": [0.03, 0.1], "factors": [0.5, 4]}
SEEDS = 8
EQUAL = "batch norm, plain's rate"
NETS: dict[str, dict] = {
    "plain": {"norm": "none"},
    "batch norm": {"norm": "batch"},
    EQUAL: {"norm": "batch", "equal": True},
    "l1": {"norm": "l1"},
    "l∞": {"norm": "linf"},
}
MEASURES = {
    "range": "range of the loss",
    "predictiveness": "change of the gradient",
    "smoothness": "change per distance",
}


def parts(config: dict) -> dict[str, dict]:
    """Each net."""
    return NETS


def measure(settings: dict, run: Run) -> dict:
    """Along training at its rate: the loss, the three measures, and (but for the l_p norms) ηλ/2.

    profile: for the first seed alone, the loss at each checkpoint after a step of 0 and of each size.
    """
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    base, rates = base_rate(run), run.config["rates"]
    if settings["norm"] == "none" or settings.get("equal"):
        rate = base
    else:
        rate = rates[best_rate(fit(Runs.of(net, run.seeds, rates), data, split, run.seeds, run.config)["validation"])]
    probe = Probe(net, data, split, run, rate, base * np.array(run.config["factors"]))
    curves = fit(Runs.of(net, run.seeds, [rate]), data, split, run.seeds, run.config, watch=probe)
    return {
        "rate": rate,
        "steps": curves["steps"],
        "test": curves["test"][0],
        "profile": probe.profile,
    } | probe.curves()


class Probe:
    """Measures each seed's net on a fixed batch of training images."""

    def __init__(self, net: Net, data: datasets.Data, split: datasets.Split, run: Run, rate: float, steps: np.ndarray):
        rows = split.train[:, : run.config["examples"]]
        self.net, self.x, self.labels = net, data.x[rows], data.labels[rows]
        self.rate, self.steps = rate, steps
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
        g, loss = fixed.grad(w), fixed.loss(w)
        if seed == 0:
            self.profile.append([loss, *(fixed.loss(w - s * g) for s in self.steps)])
        low, high = self.range(fixed.loss, w, g, self.steps)
        return {
            "loss": loss,
            "range": high - low,
            "predictiveness": float(np.max(self.predictiveness(fixed.grad, w, g, self.steps))),
            "smoothness": float(self.smoothness(fixed.grad, w, g, self.steps)),
        } | ({"edge": self.rate * sharpness(fixed, w) / 2} if self.net.norm in ("none", "batch") else {})

    def curves(self) -> dict[str, list[list[float]]]:
        """Each measure, of shape (seeds, checkpoints)."""
        return {
            name: [[each[seed][name] for each in self.seen] for seed in range(len(self.x))] for name in self.seen[0][0]
        }


def sharpness(fixed: Fixed, w: np.ndarray, h: float = 1e-4) -> float:
    """The largest eigenvalue of the Hessian at w, by Lanczos' method on central differences of the gradient; nan where the
    gradient is not finite."""
    if not np.isfinite(fixed.grad(w)).all():
        return math.nan

    def times(v: np.ndarray) -> np.ndarray:
        step = h * v.ravel() / np.linalg.norm(v)
        return (fixed.grad(w + step) - fixed.grad(w - step)) * np.linalg.norm(v) / (2 * h)

    start = np.random.default_rng(0).normal(size=len(w))
    H = LinearOperator((len(w), len(w)), matvec=times, dtype=float)
    return float(eigsh(H, k=1, which="LA", v0=start, ncv=12, tol=0.05, return_eigenvectors=False)[0])


def conclude(values: dict) -> dict[str, Finding]:
    """log(batch norm's measure / plain's) below 0, each at its own rate and both at the plain net's; ηλ/2 near 1; relatives."""
    findings = {}
    for slug, name, rates in (
        ("", "batch norm", "each at its own rate"),
        ("equal_", EQUAL, "both at the plain net's rate"),
    ):
        for measure, words in MEASURES.items():
            for way, (matched, logs) in ways(values[name], values["plain"], measure).items():
                text = f"The {words} along the gradient is smaller with batch norm ({matched}, {rates}): log ratio."
                findings[f"{slug}{measure}_{way}"] = Finding(text, logs, (None, 0))
    return findings | edges(values) | relatives(values)


def edges(values: dict) -> dict[str, Finding]:
    """Whether ηλ/2 lies between 1/2 and 2 late in training."""
    border = math.log(2)
    return {
        f"edge_{slug}": Finding(
            f"Late in training the sharpness lies within a factor of 2 of 2/η ({name}): log(ηλ/2).",
            at_step(values[name]["steps"], values[name]["edge"], *LATE),
            (-border, border),
        )
        for slug, name in (("plain", "plain"), ("batch_norm", "batch norm"), ("equal", EQUAL))
    }


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

"""How much of a step's effect the gradient does not foresee, by depth, without and with batch norm, before training.

The gradient is right to first order only; the terms of second and higher order in η are what curvature and the layers' working
together add. Each net takes one step against its gradient on a fixed batch, with the rate at which the loss should fall by a
tenth: η = L / (10 ‖∇L‖²). Linear layers, which without batch norm are Goodfellow's chain w₁ · … · w_l with matrices for
numbers, and ReLU layers. The loss is the cross-entropy of the digits, which batch norm does not fix.
"""

import numpy as np

from bnkit.experiments import data as datasets
from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.net import Net
from bnkit.experiments.run import Run
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG = {"depths": [1, 2, 5, 10, 20, 40], "width": 32, "examples": 200, "fall": 0.1}
QUICK = {"depths": [1, 10]}
SEEDS = 8
LAYERS = {"linear": ("none", "glorot"), "ReLU": ("relu", "he")}
NORMS = {"plain": "none", "batch norm": "batch"}


def parts(config: dict) -> dict[str, dict]:
    """Each kind of layers at each depth, without and with batch norm."""
    return {
        f"{kind}, {name}, {depth}": {"kind": kind, "norm": norm, "depth": depth}
        for kind in LAYERS
        for name, norm in NORMS.items()
        for depth in config["depths"]
    }


def measure(settings: dict, run: Run) -> dict:
    """The fall of the loss that the gradient foresees, the true one, and the share of the former that was missed."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    activation, init = LAYERS[settings["kind"]]
    net = Net((data.x.shape[1], *[run.config["width"]] * settings["depth"], 10), settings["norm"], activation, init)
    found = []
    for which, rows in enumerate(split.train[:, : run.config["examples"]]):
        layers = net.initial(run.seeds)
        fixed = Fixed(net, shapes_of(layers), data.x[rows], data.labels[rows])
        found.append(step(fixed, vector_of(layers, which), run.config["fall"]))
    foreseen, true = (list(each) for each in zip(*found, strict=True))
    return {"foreseen": foreseen, "true": true, "missed": [abs(f - t) / f for f, t in found]}


def step(fixed: Fixed, w: np.ndarray, fall: float) -> tuple[float, float]:
    """(foreseen, true) fall of the loss in a step that should take the share `fall` of it away."""
    loss, g = fixed.loss(w), fixed.grad(w)
    rate = fall * loss / (g @ g)
    return rate * (g @ g), loss - fixed.loss(w - rate * g)


def conclude(values: dict) -> dict[str, Finding]:
    """Whether what is missed grows with depth, and whether batch norm misses less in the deepest."""
    depths = sorted({int(part.rsplit(", ")[-1]) for part in values})
    findings = {}
    for kind in LAYERS:
        missed = {name: [values[f"{kind}, {name}, {depth}"]["missed"] for depth in depths] for name in NORMS}
        for name, shares in missed.items():
            findings[f"grows_{kind}_{name}".lower().replace(" ", "_")] = Finding(
                f"The gradient foresees less in {depths[-1]} layers than in {depths[0]} ({kind}, {name}): difference of the missed.",
                difference(shares[-1], shares[0]),
            )
        findings[f"less_with_bn_{kind}".lower()] = Finding(
            f"With batch norm it foresees more in {depths[-1]} layers ({kind}): the share missed, plain less batch norm.",
            difference(missed["plain"][-1], missed["batch norm"][-1]),
        )
    return findings

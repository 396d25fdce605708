"""Depth: plain against batch norm at 10 to 50 layers, and how gradients grow through the layers before training.

Every net has its own best learning rate, on a grid for its depth. The deepest ReLU nets are trained longer too, at the best rate
after 1,200 steps and its neighbours, since they learn late. In a ReLU net under batch norm the gradient's norm grows by about
√(π/(π − 1)) for each layer that it passes (Yang et al. 2019), so that batch norm hurts a net that is deep enough.
"""

import math
from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.net import Net, losses
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, best_rate, fit
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG: dict[str, Any] = {
    "width": 48,
    "batch": 60,
    "steps": 1200,
    "checkpoints": 12,
    "rates": {
        "10": [0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
        "20": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
        "30": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
        "50": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3],
    },
    "long": {"steps": 2400, "none": [0.001, 0.003, 0.01], "batch": [0.003, 0.01, 0.03]},
}
QUICK: dict[str, Any] = {
    "width": 24,
    "steps": 60,
    "checkpoints": 5,
    "rates": {"4": [0.01, 0.1], "12": [0.01, 0.1]},
    "long": {"steps": 90, "none": [0.01], "batch": [0.01]},
}
SEEDS = 5
INITS = {"relu": "he", "sigmoid": "glorot"}


def parts(config: dict) -> dict[str, dict]:
    """Each activation, norm and depth, the deepest first, since they take longest; and the deepest ReLU nets trained longer."""
    depths = sorted(map(int, config["rates"]), reverse=True)
    found = {
        f"{activation}, {norm}, {depth}": {"activation": activation, "norm": norm, "depth": depth}
        for depth in depths
        for activation in INITS
        for norm in ("none", "batch")
    }
    deepest = {"activation": "relu", "depth": depths[0], "long": True}
    return found | {f"longer, {norm}": deepest | {"norm": norm} for norm in ("none", "batch")}


def measure(settings: dict, run: Run) -> dict:
    """Test accuracy at the best rate, and the gradient's growth per layer before training."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    sizes = (data.x.shape[1], *[run.config["width"]] * settings["depth"], 10)
    net = Net(sizes, settings["norm"], settings["activation"], INITS[settings["activation"]])
    norms, config = gradient_norms(net, data, split, run), run.config
    rates = config["rates"][str(settings["depth"])]
    if settings.get("long"):
        rates, config = config["long"][settings["norm"]], config | {"steps": config["long"]["steps"]}
    curves = fit(Runs.of(net, run.seeds, rates), data, split, run.seeds, config)
    best = best_rate(curves["validation"])
    return {
        "rate": rates[best],
        "final": curves["test"][best, :, -1],
        "steps": curves["steps"],
        "test": curves["test"][best],
        "gradient_norms": norms,
        "growth": growth(norms),
    }


def gradient_norms(net: Net, data: datasets.Data, split: datasets.Split, run: Run) -> torch.Tensor:
    """‖∂L/∂z‖ of each hidden layer's activations before the nonlinearity, on a batch of 500; of shape (seeds, layers)."""
    seen: list[torch.Tensor] = []

    def watch(depth: int, z: torch.Tensor) -> torch.Tensor:
        seen.append(z)
        return z

    layers = net.initial(run.seeds)
    for layer in layers:
        layer[0].requires_grad_()
    rows = split.train[:, :500]
    outputs, _ = net(layers, data.x[rows], change=watch)
    gradients = torch.autograd.grad(losses(outputs, data.labels[rows]).sum(), seen)
    return torch.stack([each.flatten(1).norm(dim=1) for each in gradients], 1)


def growth(norms: torch.Tensor) -> torch.Tensor:
    """The factor per layer, from the last hidden layer back to the first: the geometric mean."""
    return (norms[:, 0] / norms[:, -1]) ** (1 / (norms.shape[1] - 1))


def conclude(values: dict) -> dict[str, Finding]:
    """Where batch norm helps and where it hurts, whether the deepest still learn, and its gradient's growth there."""
    depths = sorted({int(part.rsplit(", ")[-1]) for part in values if not part.startswith("longer")})
    findings = {}
    for activation in INITS:
        for depth in depths:
            plain, normalized = (values[f"{activation}, {norm}, {depth}"]["final"] for norm in ("none", "batch"))
            findings[f"{activation}_{depth}"] = Finding(
                f"At {depth} layers of {activation} batch norm helps: its final test accuracy less the plain net's.",
                difference(normalized, plain),
            )
    deepest, longer = depths[-1], {norm: values[f"longer, {norm}"] for norm in ("none", "batch")}
    findings[f"bn_hurts_relu_{deepest}_longer"] = Finding(
        f"At {deepest} layers of ReLU, trained longer, batch norm hurts: the plain net's test accuracy less batch norm's.",
        difference(longer["none"]["final"], longer["batch"]["final"]),
    )
    for norm, part in longer.items():
        findings[f"flat_{norm}"] = Finding(
            f"… and the curve is flat by then ({norm}): accuracy gained since the checkpoint before the last, within 0.02.",
            [curve[-1] - curve[-2] for curve in part["test"]],
            (-0.02, 0.02),
        )
    expected = math.sqrt(math.pi / (math.pi - 1))
    findings["gradient_grows"] = Finding(
        f"Under batch norm with ReLU the gradient grows by √(π/(π − 1)) = {expected:.2f} a layer, within 0.05: the factor.",
        values[f"relu, batch, {deepest}"]["growth"],
        (expected - 0.05, expected + 0.05),
    )
    return findings

"""Goodfellow's chain of scalars: how much of a step's effect the gradient foresees, without and with batch norm.

y = x · w₁ · … · w_l, and every weight takes a step of size η against the gradient of the mean of y over examples with x near 1.
The gradient is right to first order only; the terms of second and higher order in η are the interactions between layers. With
batch norm after each weight (over a batch of x) only the last γ and β change the mean and the variance of the output.
"""

import torch

from bnkit.experiments.run import Run
from bnkit.findings.finding import Finding

CONFIG = {"depths": [1, 2, 5, 10, 20, 40], "rate": 0.1, "spread": 0.1, "examples": 64}
QUICK = {"depths": [1, 20]}
SEEDS = 8


def parts(config: dict) -> dict[str, dict]:
    """Each depth, without and with batch norm."""
    return {
        f"{norm}, {depth}": {"norm": norm, "depth": depth}
        for norm in ("plain", "batch norm")
        for depth in config["depths"]
    }


def measure(settings: dict, run: Run) -> dict:
    """The change of the mean output that the gradient foresees, the true change, and the share that it missed."""
    found = [step(settings, run.config, seed) for seed in run.seeds]
    foreseen, true = (list(each) for each in zip(*found, strict=True))
    missed = [abs(actual - guess) / abs(guess) for guess, actual in found]
    return {"foreseen": foreseen, "true": true, "missed": missed}


def step(settings: dict, config: dict, seed: int) -> tuple[float, float]:
    """(first-order change, true change) of the mean of y for one step."""
    generator = torch.Generator().manual_seed(seed)

    def draw(count: int) -> torch.Tensor:
        return 1 + config["spread"] * torch.randn(count, generator=generator, dtype=torch.float64)

    x, w = draw(config["examples"]), draw(settings["depth"]).requires_grad_()
    last = torch.tensor([1.0, 1.0], dtype=torch.float64, requires_grad=True)
    weights = [w, last] if settings["norm"] == "batch norm" else [w]
    before = chain(x, *weights).mean()
    gradients = torch.autograd.grad(before, weights)
    with torch.no_grad():
        after = chain(x, *(weight - config["rate"] * g for weight, g in zip(weights, gradients, strict=True))).mean()
    return -config["rate"] * float(sum((g**2).sum() for g in gradients)), float(after - before.detach())


def chain(x: torch.Tensor, w: torch.Tensor, last: torch.Tensor | None = None) -> torch.Tensor:
    """x · w₁ · … · w_l; given `last`, with batch norm after each weight, whose last γ and β these are."""
    for weight in w:
        x = weight * x
        if last is not None:
            x = (x - x.mean()) / torch.sqrt(x.var(correction=0) + 1e-5)
    return x if last is None else last[0] * x + last[1]


def conclude(values: dict) -> dict[str, Finding]:
    """Interactions grow with depth in a plain chain, and are gone with batch norm."""
    depths = sorted(int(part.rsplit(", ")[-1]) for part in values if part.startswith("plain"))
    first, deepest = values[f"plain, {depths[0]}"]["missed"], values[f"plain, {depths[-1]}"]["missed"]
    return {
        "interactions_grow": Finding(
            f"The gradient foresees less in a chain of {depths[-1]} than of {depths[0]}: difference of the shares it missed.",
            [deep - shallow for deep, shallow in zip(deepest, first, strict=True)],
        ),
        "gone_with_bn": Finding(
            f"With batch norm the gradient foresees everything in a chain of {depths[-1]}: the share it missed, below 0.001.",
            values[f"batch norm, {depths[-1]}"]["missed"],
            (None, 0.001),
        ),
    }

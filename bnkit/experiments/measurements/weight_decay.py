"""Weight decay under batch norm sets the effective learning rate, and nothing else that training notices.

BN(aWu) = BN(Wu), so the length of W does not matter to the loss, but the gradient is 1/a as long: only η/‖w‖² counts. The
control has no decay, and at each step and for each unit the learning rate that gives it the decayed net's effective one.
"""

from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.matching import difference
from bnkit.experiments.net import Net, accuracies, losses
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, checkpoints, evaluate
from bnkit.findings.finding import Finding

CONFIG: dict[str, Any] = {
    "hidden": [64, 64, 64],
    "batch": 60,
    "steps": 1500,
    "checkpoints": 25,
    "rate": 0.1,
    "decays": [0.001, 0.01, 0.03],
    "margin": 0.005,
}
QUICK = {"steps": 60, "checkpoints": 5, "decays": [0.03]}
SEEDS = 8


def parts(config: dict) -> dict[str, dict]:
    """Each decay, for a net with batch norm and for a plain one."""
    norms = {"batch norm": "batch", "plain": "none"}
    return {
        f"{name}, {decay}": {"norm": norm, "decay": decay} for name, norm in norms.items() for decay in config["decays"]
    }


def measure(settings: dict, run: Run) -> dict:
    """Of a net with decay, one without, and the control: test accuracy, the first unit's ‖w‖ and its effective rate."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"])
    nets = {name: Runs.of(net, run.seeds, [run.config["rate"]]) for name in ("decayed", "undecayed", "control")}
    supply, marks = (
        batches(data, split.train, run.seeds, run.config["batch"]),
        checkpoints(run.config["steps"], run.config["checkpoints"]),
    )
    found: dict[str, list] = {f"{name} {what}": [] for name in nets for what in ("test", "length", "effective rate")}
    del found["control effective rate"]  # it is the decayed net's
    for step in range(1, run.config["steps"] + 1):
        x, labels = next(supply)
        controlled_step(nets["control"], nets["decayed"], x, labels)
        nets["decayed"].step(x, labels, decay=settings["decay"])
        nets["undecayed"].step(x, labels)
        if step in marks:
            for name, runs in nets.items():
                found[f"{name} test"].append(evaluate(runs, data, split.train, split.test)[1])
                W = runs.layers[0][0]
                found[f"{name} length"].append(W.norm(dim=1).mean(1))
                if name != "control":
                    found[f"{name} effective rate"].append(effective_rate(W, run))
    shaped = {name: torch.stack(curve, -1) for name, curve in found.items()}
    agreement = same_answers(nets["control"], nets["decayed"], data, split)
    final = {f"{name} final": shaped[f"{name} test"][:, -3:].mean(-1) for name in nets}
    return {"steps": marks, "control agrees": agreement} | final | shaped


def effective_rate(W: torch.Tensor, run: Run) -> torch.Tensor:
    """Each network's mean η/‖w‖² over its units, by the piece; W of shape (R, in, out)."""
    rates = piece(run.pieces, "effective_learning_rate")
    return torch.tensor([rates(run.config["rate"], each.T.double().numpy()).mean() for each in W])


def controlled_step(control: Runs, decayed: Runs, x: torch.Tensor, labels: torch.Tensor) -> None:
    """w ← w − η (‖w‖² / ‖w′‖²) ∇w for each unit of a hidden layer, w′ being the decayed net's; η elsewhere."""
    flat = [w.requires_grad_() for layer in control.layers for w in layer]
    gradients = iter(torch.autograd.grad(losses(control.net(control.layers, x)[0], labels).sum(), flat))
    with torch.no_grad():
        for depth, (layer, other) in enumerate(zip(control.layers, decayed.layers, strict=True)):
            for place, (w, w_decayed) in enumerate(zip(layer, other, strict=True)):
                hidden = place == 0 and depth < len(control.layers) - 1
                ratio = (w**2).sum(1, keepdim=True) / (w_decayed**2).sum(1, keepdim=True) if hidden else 1
                w -= control.rates.view(-1, 1, 1) * ratio * next(gradients)
    for w in flat:
        w.requires_grad_(False)


@torch.no_grad()
def same_answers(one: Runs, other: Runs, data: datasets.Data, split: datasets.Split) -> torch.Tensor:
    """The share of test images on which two nets give the same answer."""
    train, x = data.x[split.train[:, :500]], data.x[split.test]
    outputs = [runs.net(runs.layers, x, runs.net(runs.layers, train)[1])[0] for runs in (one, other)]
    return accuracies(outputs[0], outputs[1].argmax(-1))


def conclude(values: dict) -> dict[str, Finding]:
    """The control does as the decayed net does; the effective rate grows with the decay."""
    margin, findings = CONFIG["margin"], {}
    for part, measures in values.items():
        name, decay = part.split(", ")
        slug = f"{name}_{decay}".replace(" ", "_")
        findings[f"control_matches_{slug}"] = Finding(
            f"The control without decay is as accurate as decay {decay} ({name}): difference of test accuracy.",
            difference(measures["control final"], measures["decayed final"]),
            (-margin, margin),
        )
        findings[f"control_agrees_{slug}"] = Finding(
            f"… and gives the same answers ({name}, decay {decay}): the share of test images, above 0.98.",
            measures["control agrees"],
            (0.98, None),
        )
        findings[f"decay_helps_{slug}"] = Finding(
            f"Decay {decay} makes the net more accurate ({name}): difference of test accuracy from none.",
            difference(measures["decayed final"], measures["undecayed final"]),
        )
        rates = (measures[f"{kind} effective rate"] for kind in ("decayed", "undecayed"))
        findings[f"rate_grows_{slug}"] = Finding(
            f"The effective rate is larger under decay {decay} ({name}): ratio to that without, less 1.",
            [a[-1] / b[-1] - 1 for a, b in zip(*rates, strict=True)],
        )
    return findings

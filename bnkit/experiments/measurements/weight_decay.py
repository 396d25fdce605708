"""Weight decay under batch norm sets the effective learning rate, and nothing else that training notices.

BN(aWu) = BN(Wu), so the length of W does not matter to the loss, but the gradient is 1/a as long: only η/‖w‖² counts. A step
with decay λ ends at (1 − ηλ) (w − η/(1 − ηλ) ∇w), so it turns w as one with the rate η/(1 − ηλ) and no decay does. The control
has no decay, and at each step and for each unit the rate η/(1 − ηλ) · ‖w′‖²/‖w‖², w′ being its own weights and w the decayed
net's. Then both have the same directions: exactly with ε = 0, in float64 to rounding; nearly with ε = 1e-5, in float32.
"""

from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.net import Net, accuracies, losses
from bnkit.experiments.norms import EPS
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, checkpoints, evaluate
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG: dict[str, Any] = {
    "hidden": [64, 64, 64],
    "batch": 60,
    "steps": 1500,
    "checkpoints": 25,
    "rates": [0.03, 0.1, 0.3],
    "decay": 0.01,
    "margin": 0.005,
}
QUICK = {"steps": 60, "checkpoints": 5, "rates": [0.1, 0.3]}
SEEDS = 8
NO_EPS = 1e-300  # added to a variance in float64, it is lost; torch refuses 0
KINDS = {
    "batch norm, ε = 0": {"norm": "batch", "eps": NO_EPS},
    "batch norm": {"norm": "batch", "eps": EPS},
    "plain": {"norm": "none", "eps": EPS},
}
NETS = ("decayed", "undecayed", "control")


def parts(config: dict) -> dict[str, dict]:
    """Each kind of net; all rates together."""
    return KINDS


def measure(settings: dict, run: Run) -> dict:
    """For each rate, of a net with decay, one without, and the control: test accuracy, the first layer's ‖w‖ and effective
    rate; and of the latter two how far their units' directions lie from the decayed net's, and how many answers they share."""
    data = load(settings, run)
    split = datasets.split(len(data.x), run.seeds)
    net = Net((data.x.shape[1], *run.config["hidden"], 10), settings["norm"], eps=settings["eps"])
    nets = {name: started(net, data, run) for name in NETS}
    copies, marks = len(run.config["rates"]), checkpoints(run.config["steps"], run.config["checkpoints"])
    supply = batches(data, split.train, run.seeds, run.config["batch"], copies)
    looks: list[dict[str, torch.Tensor]] = []
    for step in range(1, run.config["steps"] + 1):
        x, labels = next(supply)
        controlled_step(nets["control"], nets["decayed"], x, labels, run.config["decay"])
        nets["decayed"].step(x, labels, decay=run.config["decay"])
        nets["undecayed"].step(x, labels)
        if step in marks:
            looks.append(look(nets, data, split, run))
    curves = {name: torch.stack([each[name] for each in looks], -1).unflatten(0, (copies, -1)) for name in looks[0]}
    found: dict = {"steps": marks}
    for n, rate in enumerate(run.config["rates"]):
        found |= {f"{rate} {name}": curve[n] for name, curve in curves.items()}
        found |= {f"{rate} {name} final": curves[f"{name} test"][n, :, -3:].mean(-1) for name in NETS}
        for name in NETS[1:]:
            found[f"{rate} {name} apart at the end"] = curves[f"{name} apart"][n, :, -1]
            found[f"{rate} {name} agrees at the end"] = curves[f"{name} agrees"][n, :, -1]
    return found


def load(settings: dict, run: Run) -> datasets.Data:
    """The images, in float64 where ε = 0."""
    data = datasets.load(run.data)
    return data if settings["eps"] > NO_EPS else datasets.Data(data.x.double(), data.labels, data.shape)


def started(net: Net, data: datasets.Data, run: Run) -> Runs:
    """The networks before training, in the data's precision."""
    runs = Runs.of(net, run.seeds, run.config["rates"])
    runs.layers = [[w.to(data.x.dtype) for w in layer] for layer in runs.layers]
    runs.rates = runs.rates.to(data.x.dtype)
    return runs


def look(nets: dict[str, Runs], data: datasets.Data, split: datasets.Split, run: Run) -> dict[str, torch.Tensor]:
    """What is measured of the three at a checkpoint, of shape (R,) each."""
    found = {}
    for name, runs in nets.items():
        W = runs.layers[0][0]
        found[f"{name} test"] = evaluate(runs, data, split.train, split.test)[1]
        found[f"{name} length"] = W.norm(dim=1).mean(1)
        found[f"{name} effective rate"] = effective_rate(W, runs.rates, run)
    for name in NETS[1:]:
        found[f"{name} apart"] = apart(nets[name], nets["decayed"])
        found[f"{name} agrees"] = same_answers(nets[name], nets["decayed"], data, split)
    return found


def effective_rate(W: torch.Tensor, rates: torch.Tensor, run: Run) -> torch.Tensor:
    """Each network's mean η/‖w‖² over its units, by the piece; W of shape (R, in, out)."""
    of = piece(run.pieces, "effective_learning_rate")
    pairs = zip(rates.tolist(), W, strict=True)
    return torch.tensor([of(rate, each.T.double().numpy()).mean() for rate, each in pairs])


def apart(one: Runs, other: Runs) -> torch.Tensor:
    """The largest ‖w/‖w‖ − w′/‖w′‖‖ over the hidden units of two nets."""
    pairs = zip(one.layers[:-1], other.layers[:-1], strict=True)
    gaps = [
        (a[0] / a[0].norm(dim=1, keepdim=True) - b[0] / b[0].norm(dim=1, keepdim=True)).norm(dim=1) for a, b in pairs
    ]
    return torch.cat(gaps, 1).amax(1)


def controlled_step(control: Runs, decayed: Runs, x: torch.Tensor, labels: torch.Tensor, decay: float) -> None:
    """w′ ← w′ − η/(1 − ηλ) (‖w′‖² / ‖w‖²) ∇w′ for each unit of a hidden layer, w being the decayed net's; η elsewhere."""
    flat = [w.requires_grad_() for layer in control.layers for w in layer]
    gradients = iter(torch.autograd.grad(losses(control.net(control.layers, x)[0], labels).sum(), flat))
    rates = control.rates.view(-1, 1, 1)
    with torch.no_grad():
        for depth, (layer, other) in enumerate(zip(control.layers, decayed.layers, strict=True)):
            for place, (w, w_decayed) in enumerate(zip(layer, other, strict=True)):
                hidden = place == 0 and depth < len(control.layers) - 1
                ratio = (w**2).sum(1, keepdim=True) / (w_decayed**2).sum(1, keepdim=True)
                w -= rates * (ratio / (1 - rates * decay) if hidden else 1) * next(gradients)
    for w in flat:
        w.requires_grad_(False)


@torch.no_grad()
def same_answers(one: Runs, other: Runs, data: datasets.Data, split: datasets.Split) -> torch.Tensor:
    """The share of test images on which two nets give the same answer."""
    copies = len(one.rates) // len(split.train)
    train, x = (data.x[rows.repeat(copies, 1)] for rows in (split.train[:, :500], split.test))
    outputs = [runs.net(runs.layers, x, runs.net(runs.layers, train)[1])[0] for runs in (one, other)]
    return accuracies(outputs[0], outputs[1].argmax(-1))


def conclude(values: dict) -> dict[str, Finding]:
    """The control's directions are the decayed net's, and nearer than the undecayed net's; and its accuracy."""
    margin, findings = CONFIG["margin"], {}
    for kind, measures in values.items():
        for rate in [name.removesuffix(" control apart") for name in measures if name.endswith(" control apart")]:
            slug = f"{kind}_{rate}".replace(", ε = 0", "_exact").replace(" ", "_")
            ends = [measures[f"{rate} {name} apart at the end"] for name in ("control", "undecayed")]
            text = f"({kind}, rate {rate})"
            findings[f"control_nearer_{slug}"] = Finding(
                f"The control's directions end nearer the decayed net's than the undecayed net's do {text}: difference.",
                difference(ends[1], ends[0]),
            )
            if "exact" in slug:
                findings[f"same_directions_{slug}"] = Finding(
                    f"The control's directions are the decayed net's {text}: the largest distance, below 1e-9.",
                    ends[0],
                    (None, 1e-9),
                )
                continue
            findings[f"control_matches_{slug}"] = Finding(
                f"The control is as accurate as the decayed net {text}: difference of test accuracy.",
                difference(measures[f"{rate} control final"], measures[f"{rate} decayed final"]),
                (-margin, margin),
            )
    return findings

"""Small batches: batch, layer and group norm in a dense, a convolutional and a recurrent net, at batch sizes from 2 to 64.

Every net sees the same number of examples and has its own best learning rate. Batch norm is evaluated with running averages
(momentum 0.1) and with precise statistics of the training images. The recurrent net reads an image's rows after 0 to 4 rows of
noise; it is tested on more, with the running averages of each time step, and with those of all steps merged into one: the mean
of their means, and of their variances and the squared distances of their means from it.
"""

from collections.abc import Iterator
from typing import Any

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.conv import ConvNet
from bnkit.experiments.net import Net
from bnkit.experiments.norms import merged
from bnkit.experiments.recurrent import Recurrent, lengthened
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, evaluate
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG: dict[str, Any] = {
    "dense": [64, 64, 64],
    "convolutional": [8, 16, 16],
    "units": 48,
    "sizes": {"dense": [2, 4, 16, 64], "convolutional": [2, 16]},
    "examples": 12_000,
    "rates": {
        "dense": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
        "dense, batch": [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
        "convolutional": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
        "recurrent": [0.03, 0.1, 0.3, 1.0, 3.0],
    },
    "recurrent examples": 60_000,
    "noise rows": [0, 1, 2, 3, 4],
    "tested": [0, 4, 8, 16],
    "momentum": 0.1,
    "margin": 0.01,
}
QUICK: dict[str, Any] = {
    "dense": [32, 32],
    "convolutional": [4, 8],
    "sizes": {"dense": [2, 64], "convolutional": [2, 16]},
    "examples": 600,
    "rates": {"dense": [0.03, 0.1], "convolutional": [0.03, 0.1], "recurrent": [0.3]},
    "recurrent examples": 2_000,
    "tested": [0, 8],
}
SEEDS = 8
NORMS = ("batch", "layer", "group")


def parts(config: dict) -> dict[str, dict]:
    """Each kind of net, norm and batch size; and the recurrent net with each norm."""
    found = {
        f"{kind}, {norm}, {size}": {"kind": kind, "norm": norm, "size": size}
        for kind in ("dense", "convolutional")
        for norm in NORMS
        for size in config["sizes"][kind]
    }
    return found | {f"recurrent, {norm}": {"kind": "recurrent", "norm": norm} for norm in ("batch", "layer", "none")}


def measure(settings: dict, run: Run) -> dict:
    """Test accuracy at the rate that is best on the validation images, with precise and with running statistics."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    if settings["kind"] == "recurrent":
        return recurrent(settings, data, split, run)
    rates = grid(settings, run.config)
    channels, side = data.shape[0], data.shape[1]
    net = {
        "dense": Net((data.x.shape[1], *run.config["dense"], 10), settings["norm"]),
        "convolutional": ConvNet((channels, *run.config["convolutional"], 10), settings["norm"], side=side),
    }[settings["kind"]]
    supply = batches(data, split.train, run.seeds, settings["size"], len(rates))
    runs = Runs.of(net, run.seeds, rates)
    running = train(runs, supply, run.config["examples"] // settings["size"], run)
    best = chosen(evaluate(runs, data, split.train, split.validation)[1], run)
    precise = evaluate(runs, data, split.train, split.test)[1].view(-1, len(run.seeds))[best]
    averaged = evaluate(runs, data, split.train, split.test, running)[1].view(-1, len(run.seeds))[best]
    return {"rate": rates[best], "precise": precise, "running": averaged}


def grid(settings: dict, config: dict) -> list[float]:
    """The rates to choose among: of the kind of net, or of the kind with the norm."""
    rates = config["rates"]
    return rates.get(f"{settings['kind']}, {settings['norm']}", rates[settings["kind"]])


def train(runs: Runs, supply: Iterator, steps: int, run: Run) -> list:
    """Train; the running averages of what every norm stores."""
    running: list = []
    for _, (x, labels) in zip(range(steps), supply, strict=False):
        for place, seen in enumerate(runs.step(x, labels)[1]):
            if place == len(running):
                running.append(None if seen is None else (torch.zeros_like(seen[0]), torch.ones_like(seen[1])))
            if seen is not None:
                running[place] = averaged(running[place], seen, run.config["momentum"])
    return running


def averaged(running: tuple, seen: tuple, momentum: float) -> tuple[torch.Tensor, torch.Tensor]:
    """running + momentum · (seen − running), for the mean and for the unbiased variance."""
    return tuple(old + momentum * (new.detach() - old) for old, new in zip(running, seen, strict=True))


def chosen(validation: torch.Tensor, run: Run) -> int:
    """The index of the best learning rate."""
    return int(validation.view(-1, len(run.seeds)).mean(1).argmax())


def recurrent(settings: dict, data: datasets.Data, split: datasets.Split, run: Run) -> dict:
    """Test accuracy for each number of noise rows: statistics of each time step, of all steps, of the test batch itself."""
    width, size, rates = data.shape[2], 60, grid(settings, run.config)
    runs = Runs.of(Recurrent((width, run.config["units"], 10), settings["norm"], init="glorot"), run.seeds, rates)
    supply = varied(batches(data, split.train, run.seeds, size, len(rates)), width, run)
    running = train(runs, supply, run.config["recurrent examples"] // size, run)
    shared = [merged(running)] if running[0] else running
    rows = split.validation.repeat(len(rates), 1)
    outputs = runs.net(runs.layers, data.x[rows], running)[0]
    best = chosen((outputs.argmax(-1) == data.labels[rows]).float().mean(1), run)
    found = {"rate": rates[best]}
    for rows in run.config["tested"]:
        noise = torch.Generator().manual_seed(1)
        x = lengthened(data.x[split.test.repeat(len(rates), 1)], rows, width, noise)
        for name, given in (("each step", running), ("shared", shared), ("own", None)):
            right = runs.net(runs.layers, x, given)[0].argmax(-1) == data.labels[split.test].repeat(len(rates), 1)
            found[f"{name}, {rows} rows"] = right.float().mean(1).view(-1, len(run.seeds))[best]
    return found


def varied(supply: Iterator, width: int, run: Run) -> Iterator:
    """The batches with a random number of noise rows first, one number for each batch."""
    generator = torch.Generator().manual_seed(0)
    for x, labels in supply:
        number = int(torch.randint(len(run.config["noise rows"]), (), generator=generator))
        yield lengthened(x, run.config["noise rows"][number], width, generator), labels


def conclude(values: dict) -> dict[str, Finding]:
    """Batch norm at batch 2 against layer norm, precise against running statistics, and long sequences."""
    margin = CONFIG["margin"]
    findings: dict[str, Finding] = {}
    for kind in ("dense", "convolutional"):
        batch, layer, group = (values[f"{kind}, {norm}, 2"] for norm in NORMS)
        findings |= {
            f"worse_at_2_{kind}": Finding(
                f"At batch size 2 batch norm is worse than layer norm ({kind}): layer norm's test accuracy less batch norm's.",
                difference(layer["precise"], batch["precise"]),
            ),
            f"as_good_at_2_{kind}": Finding(
                f"At batch size 2 batch norm is as good as layer norm ({kind}): the same difference, below {margin:.0%}.",
                difference(layer["precise"], batch["precise"]),
                (None, margin),
            ),
            f"group_at_2_{kind}": Finding(
                f"At batch size 2 group norm is better than batch norm ({kind}): difference of test accuracy.",
                difference(group["precise"], batch["precise"]),
            ),
            f"precise_at_2_{kind}": Finding(
                f"At batch size 2 precise statistics are better than running ones ({kind}): difference of test accuracy.",
                difference(batch["precise"], batch["running"]),
            ),
        }
    return findings | longer(*(values[f"recurrent, {norm}"] for norm in ("batch", "layer", "none")))


def longer(batch: dict, layer: dict, plain: dict) -> dict[str, Finding]:
    """Which recurrent net is best on the longest sequences."""
    rows = [name.split(", ")[1] for name in batch if name.startswith("shared")][-1]
    each_step, shared = (batch[f"{kind}, {rows}"] for kind in ("each step", "shared"))
    text = f"On longer sequences ({rows}) {{}}: difference of test accuracy."
    return {
        "longer_each_step": Finding(
            text.format("layer norm is better than batch norm with each step's statistics"),
            difference(layer[f"own, {rows}"], each_step),
        ),
        "longer_shared": Finding(
            text.format("shared statistics are better than each step's"), difference(shared, each_step)
        ),
        "longer_plain": Finding(
            text.format("the net without a norm is better than layer norm"),
            difference(plain[f"own, {rows}"], layer[f"own, {rows}"]),
        ),
    }

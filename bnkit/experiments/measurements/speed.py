"""How many steps to 95%: the 2015 paper's sigmoid net on digits, and what a better start leaves of the gain.

An analogue of the paper's first experiment: three hidden layers of 100 units, batches of 60. The paper gives no learning rate
and no scale of its small Gaussian start; here each variant has the rate at which its validation accuracy arrives soonest, and
Glorot's scale, which for 100 → 100 units is √(2/200) = 0.1. Four times that is what is advised for sigmoids, whose slope at 0
is a quarter. A run that never arrives has the speed 0, arrivals per 1,000 steps, and lies beyond every other in a median.
"""

from collections.abc import Callable

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.net import Net
from bnkit.experiments.own import ways
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, fit
from bnkit.findings.finding import Finding
from bnkit.findings.matching import difference

CONFIG = {
    "hidden": [100, 100, 100],
    "batch": 60,
    "steps": 2000,
    "checkpoints": 60,
    "rates": [0.1, 0.3, 1.0, 3.0, 10.0],
    "target": 0.95,
}
QUICK = {"steps": 300, "checkpoints": 30, "rates": [0.3, 1.0]}
SEEDS = 8
STARTS = {
    "Glorot": {"activation": "sigmoid", "init": "glorot", "standardize": False},
    "Glorot, standardized inputs": {"activation": "sigmoid", "init": "glorot", "standardize": True},
    "4 × Glorot": {"activation": "sigmoid", "init": "4 × glorot", "standardize": False},
    "4 × Glorot, standardized inputs": {"activation": "sigmoid", "init": "4 × glorot", "standardize": True},
    "tanh": {"activation": "tanh", "init": "glorot", "standardize": True},
    "ReLU": {"activation": "relu", "init": "he", "standardize": True},
}


def parts(config: dict) -> dict[str, dict]:
    """Each start without and with batch norm."""
    return {f"{start}, {norm}": how | {"norm": norm} for start, how in STARTS.items() for norm in ("none", "batch")}


def measure(settings: dict, run: Run) -> dict:
    """At the chosen rate: test accuracy along training, steps to the target, percentiles of one unit's input."""
    data = datasets.load(run.data)
    data = standardized(data) if settings["standardize"] else data
    split = datasets.split(len(data.x), run.seeds)
    sizes, own = (data.x.shape[1], *run.config["hidden"], 10), ways(run.pieces) if run.pieces else None
    net = Net(sizes, settings["norm"], settings["activation"], settings["init"], own)
    probe = Probe(data.x[split.test], len(run.config["rates"]))
    curves = fit(Runs.of(net, run.seeds, run.config["rates"]), data, split, run.seeds, run.config, watch=probe)
    steps_to = StepsTo(piece(run.pieces, "steps_to_accuracy"), run.config["target"], curves["steps"])
    best = min(range(len(run.config["rates"])), key=lambda rate: steps_to.total(curves["validation"][rate]))
    return {
        "rate": run.config["rates"][best],
        "steps": curves["steps"],
        "test": curves["test"][best],
        "steps_to_target": steps_to(curves["test"][best]),
        "final": curves["test"][best, :, -1],
        "percentiles": probe.percentiles(best, run),
    }


def standardized(data: datasets.Data) -> datasets.Data:
    """Each pixel with mean 0 and variance 1, where it varies."""
    mean, std = data.x.mean(0), data.x.std(0)
    return datasets.Data((data.x - mean) / std.clamp_min(0.05), data.labels, data.shape)


class StepsTo:
    """The training steps at which each seed's accuracy reaches the target, None where it never does."""

    def __init__(self, count: Callable, target: float, steps: list[int]):
        self.count, self.target, self.steps = count, target, steps

    def __call__(self, accuracy: torch.Tensor) -> list[int | None]:
        """accuracy: of shape (seeds, checkpoints)."""
        counts = (self.count(curve, self.target) for curve in accuracy.numpy())
        return [count and self.steps[count - 1] for count in counts]

    def total(self, accuracy: torch.Tensor) -> tuple[int, float]:
        """What a good rate makes small: all seeds' steps, twice the run for a seed that never arrives; then errors."""
        return sum(steps or 2 * self.steps[-1] for steps in self(accuracy)), -float(accuracy[:, -1].mean())


class Probe:
    """Records the input of the first unit's activation in the last hidden layer, over the test images."""

    def __init__(self, x: torch.Tensor, copies: int):
        self.x, self.copies = x.repeat(copies, 1, 1), copies
        self.seen: list[torch.Tensor] = []

    def __call__(self, runs: Runs) -> None:
        """Look at the networks as they are now."""
        units = []

        def look(depth: int, z: torch.Tensor) -> torch.Tensor:
            units.append(z[..., 0])
            return z

        runs.net(runs.layers, self.x, change=look)
        self.seen.append(units[-1])

    def percentiles(self, rate: int, run: Run) -> list:
        """The {15, 50, 85}th percentiles at each checkpoint, (checkpoints, 3) for each seed."""
        measure = piece(run.pieces, "activation_percentiles")
        seen = torch.stack(self.seen).unflatten(1, (self.copies, -1))[:, rate]
        return [measure(seen[:, seed].numpy()) for seed in range(len(run.seeds))]


def conclude(values: dict) -> dict[str, Finding]:
    """Sooner from each start, less so from a better one; and whether a sigmoid's inputs drift outwards."""
    pairs = {start: [speeds(values[f"{start}, {norm}"]) for norm in ("batch", "none")] for start in STARTS}
    text = "Batch norm reaches 95% in fewer steps ({}): arrivals per 1,000 steps, less the plain net's."
    findings = {
        f"faster_{slug(start)}": Finding(text.format(start), difference(*pair)) for start, pair in pairs.items()
    }
    for start, norm in (("Glorot", "none"), ("Glorot", "batch")):
        medians = [[abs(median) for _, median, _ in curve] for curve in values[f"{start}, {norm}"]["percentiles"]]
        findings[f"drifts_out_{norm}"] = Finding(
            f"A sigmoid's inputs drift outwards ({start}, {norm}): |median| at the end, less that at the first checkpoint.",
            [curve[-1] - curve[0] for curve in medians],
        )
    return findings


def speeds(part: dict) -> list[float]:
    """Arrivals per 1,000 steps, for each seed: 0 for a net that never arrives."""
    return [1000 / steps if steps else 0.0 for steps in part["steps_to_target"]]


def slug(start: str) -> str:
    """The start as a name."""
    return start.lower().replace(",", "").replace("× ", "").replace(" ", "_")

"""Learning rates of 1, 5 and 30 times the plain net's best: what diverges, what arrives sooner, and an ensemble of six.

An analogue of the 2015 paper's ImageNet runs in a deep ReLU net on digits. The base rate is the one at which the plain net's
validation accuracy is best, among rates in steps of about √2. A net trains if its loss stays finite and it ends above 50%.
"""

import functools

import torch

from bnkit.experiments import data as datasets
from bnkit.experiments.measurements.speed import StepsTo
from bnkit.experiments.net import Net
from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.experiments.train import Runs, batches, best_rate, fit
from bnkit.findings.finding import Finding

CONFIG = {
    "hidden": [64] * 10,
    "batch": 60,
    "steps": 1500,
    "checkpoints": 50,
    "rates": [0.035, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28],
    "factors": [1, 5, 30],
    "target": 0.95,
    "members": 6,
    "ensemble_rate": 0.5,
}
QUICK = {"hidden": [32] * 4, "steps": 150, "checkpoints": 20, "rates": [0.03, 0.1], "members": 3}
SEEDS = 8
VARIANTS = {
    "plain": {"norm": "none", "activation": "relu", "init": "he"},
    "batch norm": {"norm": "batch", "activation": "relu", "init": "he"},
    "plain, sigmoid": {"norm": "none", "activation": "sigmoid", "init": "glorot"},
    "batch norm, sigmoid": {"norm": "batch", "activation": "sigmoid", "init": "glorot"},
}


def parts(config: dict) -> dict[str, dict]:
    """Each variant at all factors, and the ensemble."""
    return VARIANTS | {"ensemble": VARIANTS["batch norm"] | {"ensemble": True}}


def measure(settings: dict, run: Run) -> dict:
    """For each factor of the base rate: accuracy along training, steps to the target, whether the net trains.

    Of the plain ReLU net the base rate's grid too: whether it trains, {rate: for each seed}, the largest rate at which every
    seed's does, and the next one.
    """
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    if settings.get("ensemble"):
        return ensemble(data, split, run.config["ensemble_rate"], run)
    base = base_rate(run)
    rates = [base * factor for factor in run.config["factors"]]
    curves = fit(Runs.of(net(data, settings, run), run.seeds, rates), data, split, run.seeds, run.config)
    steps_to = StepsTo(piece(run.pieces, "steps_to_accuracy"), run.config["target"], curves["steps"])
    measured = {"base rate": base, "steps": curves["steps"]}
    for factor, loss, test in zip(run.config["factors"], curves["loss"], curves["test"], strict=True):
        measured |= {
            f"x{factor} test": test,
            f"x{factor} final": test[:, -1],
            f"x{factor} steps_to_target": steps_to(test),
            f"x{factor} trained": trained(loss, test),
        }
    return measured | (limits(run) if settings == VARIANTS["plain"] else {})


def trained(loss: torch.Tensor, test: torch.Tensor) -> list[bool]:
    """Of each seed, from its curves of shape (seeds, checkpoints)."""
    return [bool(well) for well in loss[:, -1].isfinite() & (test[:, -1] > 0.5)]


def limits(run: Run) -> dict:
    """Where on the base rate's grid the plain ReLU net begins to fail."""
    curves = searched(run)
    by_rate = dict(zip(run.config["rates"], map(trained, curves["loss"], curves["test"]), strict=True))
    failing = [rate for rate, each in by_rate.items() if not all(each)]
    sure = [rate for rate in by_rate if not failing or rate < failing[0]]
    return {
        "trained by rate": by_rate,
        "largest rate": sure[-1] if sure else None,
        "failing rate": failing[0] if failing else None,
    }


def net(data: datasets.Data, settings: dict, run: Run) -> Net:
    """The variant's form."""
    sizes = (data.x.shape[1], *run.config["hidden"], 10)
    return Net(sizes, settings["norm"], settings["activation"], settings["init"])


def base_rate(run: Run) -> float:
    """The rate at which the plain ReLU net is best on the validation images."""
    return run.config["rates"][best_rate(searched(run)["validation"])]


@functools.cache
def searched(run: Run) -> dict:
    """The plain ReLU net's curves at each rate."""
    data = datasets.load(run.data)
    split = datasets.split(len(data.x), run.seeds)
    runs = Runs.of(net(data, VARIANTS["plain"], run), run.seeds, run.config["rates"])
    return fit(runs, data, split, run.seeds, run.config)


def ensemble(data: datasets.Data, split: datasets.Split, rate: float, run: Run) -> dict:
    """The mean of the members' probabilities against the members: nets of one split, with other weights and other batches."""
    members = run.config["members"]
    each = [1000 + members * seed + member for seed in range(len(run.seeds)) for member in range(members)]
    train, test = (rows.repeat_interleave(members, 0) for rows in (split.train, split.test))
    runs = Runs.of(net(data, VARIANTS["batch norm"], run), each, [rate])
    for _, (x, labels) in zip(
        range(run.config["steps"]), batches(data, train, each, run.config["batch"]), strict=False
    ):
        runs.step(x, labels)
    with torch.no_grad():
        given = runs.net(runs.layers, data.x[train[:, :500]])[1]
        chances = runs.net(runs.layers, data.x[test], given)[0].softmax(-1).unflatten(0, (-1, members))
    labels = data.labels[split.test]
    alone = (chances.argmax(-1) == labels[:, None]).float().mean(-1)
    together = (chances.mean(1).argmax(-1) == labels).float().mean(-1)
    return {"members": alone, "member": alone.mean(1), "ensemble": together}


def conclude(values: dict) -> dict[str, Finding]:
    """What a larger rate does to each variant."""
    plain, normalized = values["plain"], values["batch norm"]
    factors = sorted(int(name[1:-6]) for name in plain if name.endswith(" final"))
    top = factors[-1]
    gain = "its final test accuracy less"
    fails = {
        f"plain_fails_x{factor}": share(f"Plain nets fail at x{factor}", plain[f"x{factor} trained"], (None, 0))
        for factor in factors[1:]
    }
    gains = {
        f"gains_x{factor}": difference(
            f"Batch norm gains from a rate of x{factor}: {gain} that at x1.",
            normalized[f"x{factor} final"],
            normalized["x1 final"],
        )
        for factor in factors[1:]
    }
    return (
        fails
        | gains
        | {
            "bn_trains": share(f"Batch norm's nets train at x{top}", normalized[f"x{top} trained"]),
            "largest_rate_better": difference(
                f"Batch norm gains more from x{top}: {gain} that at x5.",
                normalized[f"x{top} final"],
                normalized["x5 final"],
            ),
            "bn_more_accurate": difference(
                f"Batch norm at x5 is more accurate: {gain} the plain net's at its own best rate.",
                normalized["x5 final"],
                plain["x1 final"],
            ),
            "sigmoid_trains": difference(
                f"Batch norm makes the sigmoid net train: {gain} that without, both at x5.",
                values["batch norm, sigmoid"]["x5 final"],
                values["plain, sigmoid"]["x5 final"],
            ),
            "ensemble_better": difference(
                "The ensemble is more accurate: its test accuracy less its members' mean.",
                values["ensemble"]["ensemble"],
                values["ensemble"]["member"],
            ),
        }
    )


def share(text: str, trained: list[bool], region: tuple = (0, None)) -> Finding:
    """Whether most seeds' nets train, or most do not."""
    return Finding(f"{text}: the share that trains, less one half.", [ok - 0.5 for ok in trained], region)


def difference(text: str, more: list[float], less: list[float]) -> Finding:
    """Of two accuracies, seed by seed."""
    return Finding(text, [a - b for a, b in zip(more, less, strict=True)])

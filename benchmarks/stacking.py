"""What stacking networks in one tensor gains over training them one at a time: ratios of time, taken in turn.

    python benchmarks/stacking.py

The last line is JSON: {"stacked_ratio": {"8": …, "40": …}}.
"""

import json
import time

import numpy as np
import torch

from bnkit.experiments.data import load, split
from bnkit.experiments.net import Net
from bnkit.experiments.train import Runs, batches

STEPS, BATCH, ROUNDS = 40, 60, 3


def seconds(data, rows, net: Net, seeds: list[int]) -> float:
    """The time to train the seeds' networks together."""
    runs, supply = Runs.of(net, seeds, [0.1]), batches(data, rows.train[seeds], seeds, BATCH)
    start = time.perf_counter()
    for _ in range(STEPS):
        runs.step(*next(supply))
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    torch.set_num_threads(1)
    data, ratios = load(), {}
    net = Net((64, 100, 100, 100, 10), "batch")
    for count in (8, 40):
        rows = split(len(data.x), list(range(count)))
        rounds = [
            (
                sum(seconds(data, rows, net, [seed]) for seed in range(count)),
                seconds(data, rows, net, list(range(count))),
            )
            for _ in range(ROUNDS)
        ]
        ratios[count] = float(np.median([alone / together for alone, together in rounds]))
        print(f"{count} networks of 3 × 100 units: stacked {ratios[count]:.1f} times as fast as one at a time")
    print(json.dumps({"stacked_ratio": ratios}))


if __name__ == "__main__":
    main()

"""What the figures of measurements have in common: where results are, means over seeds and their intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import NullFormatter

from bnkit.findings.finding import interval
from bnkit.findings.results import read
from bnkit.plots.style import BLUE, GREEN, ORANGE, PURPLE

Results = Mapping[str, Any]
PAIR = {"none": (ORANGE, "plain"), "batch": (BLUE, "batch norm")}
FOUR = (ORANGE, BLUE, GREEN, PURPLE)


def results(name: str) -> Results:
    """The committed results of an experiment: those that came with the package, or the checkout's."""
    package = Path(__file__).parents[2]
    folder = package / "results" if (package / "results").is_dir() else package.parent / "book" / "results"
    return read(folder / f"{name}.json")


def band(
    panel, x: Sequence[float], curves: Sequence[Sequence[float]], colour: str, label: str, line: str = "-"
) -> None:
    """The mean over seeds, in its interval."""
    mean, low, high = np.array([interval(values) for values in zip(*curves, strict=True)]).T
    panel.plot(x, mean, line, color=colour, label=label)
    panel.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)


def points(
    panel,
    x: Sequence[float] | np.ndarray,
    samples: Sequence[Sequence[float]],
    colour: str,
    label: str,
    line: str = "o-",
) -> None:
    """Means over seeds with their intervals as bars, joined."""
    mean, low, high = np.array([interval(values) for values in samples]).T
    bars = [np.maximum(mean - low, 0), np.maximum(high - mean, 0)]
    panel.errorbar(x, mean, bars, fmt=line, color=colour, label=label, capsize=3)


def logarithmic(panel, *which: str) -> None:
    """Logarithmic axes that name powers of ten only."""
    for name in which:
        panel.set(**{f"{name}scale": "log"})
        getattr(panel, f"{name}axis").set_minor_formatter(NullFormatter())


def share(values: Sequence[float]) -> str:
    """The mean as a percentage."""
    return f"{interval(values)[0]:.1%}"

"""What the figures of measurements have in common: where results are, and how means over seeds are drawn."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from bnkit.findings.finding import interval
from bnkit.findings.results import read
from bnkit.plots.palette import Look

Results = Mapping[str, Any]
NORMS = {"none": "plain", "batch": "batch norm", "layer": "layer norm", "group": "group norm"}
SEED = {"alpha": 0.3, "linewidth": 0.6}


def results(name: str) -> Results:
    """The committed results of an experiment: those that came with the package, or the checkout's."""
    package = Path(__file__).parents[2]
    folder = package / "results" if (package / "results").is_dir() else package.parent / "book" / "results"
    return read(folder / f"{name}.json")


def band(panel: Axes, x: Sequence[float], curves: Sequence[Sequence[float]], look: Look, label: str) -> None:
    """Each seed's curve, faint, and their mean in its interval."""
    mean, low, high = np.array([interval(values) for values in zip(*curves, strict=True)]).T
    panel.plot(x, np.array(curves, float).T, color=look.colour, **SEED)
    panel.fill_between(x, low, high, color=look.colour, alpha=0.22, linewidth=0)
    panel.plot(x, mean, color=look.colour, linestyle=look.line, label=label)


def points(
    panel: Axes, x: Sequence[float] | np.ndarray, samples: Sequence[Sequence[float]], look: Look, label: str
) -> None:
    """Each seed's value, faint, and the means, joined, with their intervals as bars."""
    mean, low, high = np.array([interval(values) for values in samples]).T
    bars = [np.maximum(mean - low, 0), np.maximum(high - mean, 0)]
    for place, values in zip(x, samples, strict=True):
        panel.plot(
            [place] * len(values), values, look.mark, color=look.colour, markersize=3, alpha=0.3, markeredgewidth=0
        )
    panel.errorbar(x, mean, bars, fmt="none", ecolor=look.colour, capsize=3, elinewidth=1.2)
    panel.plot(x, mean, color=look.colour, linestyle=look.line, marker=look.mark, markersize=5, label=label)


def share(values: Sequence[float]) -> str:
    """The mean as a percentage."""
    return f"{interval(values)[0]:.1%}"

"""What the figures of measurements have in common: where results are, and how means over seeds are drawn."""

import math
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
SEED = {"alpha": 0.4, "linewidth": 0.6}
SHARES = {"ylim": (-0.04, 1.04), "yticks": (0, 0.2, 0.4, 0.6, 0.8, 1)}  # with room for lines at 0% and at 100%


def results(name: str) -> Results:
    """The committed results of an experiment: those that came with the package, or the checkout's."""
    package = Path(__file__).parents[2]
    folder = package / "results" if (package / "results").is_dir() else package.parent / "book" / "results"
    return read(folder / f"{name}.json")


def band(
    panel: Axes,
    x: Any,
    curves: Any,
    look: Look,
    label: str,
    powers: bool = False,
    each: bool = True,
    within: tuple[float, float] = (-math.inf, math.inf),
) -> None:
    """Each seed's curve, faint, and their mean in its interval; `powers`: the geometric mean, in that of the logarithms.

    Without `each`, where the curves of several nets would be a tangle, mean and interval alone. `within`: what is possible;
    an interval that goes beyond ends there.
    """
    curves = np.array(curves, float)
    values = np.log(curves) if powers else curves
    middle = np.array([interval(at_one) for at_one in values.T])
    mean, low, high = np.clip(np.exp(middle) if powers else middle, *within).T
    if each:
        panel.plot(x, curves.T, color=look.colour, **SEED)
    panel.fill_between(x, low, high, color=look.colour, alpha=0.22 if each else 0.14, linewidth=0)
    panel.plot(x, mean, color=look.colour, linestyle=look.line, label=label)


def points(
    panel: Axes, x: Sequence[float] | np.ndarray, samples: Sequence[Sequence[float]], look: Look, label: str
) -> None:
    """Each seed's value, faint, and the means, joined, with their intervals as bars."""
    mean, low, high = np.array([interval(values) for values in samples]).T
    bars = [np.maximum(mean - low, 0), np.maximum(high - mean, 0)]
    for place, values in zip(x, samples, strict=True):
        panel.plot(
            [place] * len(values), values, look.mark, color=look.colour, markersize=3.5, alpha=0.4, markeredgewidth=0
        )
    panel.errorbar(x, mean, bars, fmt="none", ecolor=look.colour, capsize=3, elinewidth=1.2)
    panel.plot(x, mean, color=look.colour, linestyle=look.line, marker=look.mark, markersize=5, label=label)


def nearest(panel: Axes, places: Sequence[float]) -> None:
    """Values that are shown on request lie at one of these places, though their points be a little beside it."""
    panel.fmt_xdata = lambda x: f"{min(places, key=lambda place: abs(place - x)):g}"


def row(panel: Axes, height: float, values: Sequence[float | None], middle: Sequence[float], look: Look) -> None:
    """A mark with its interval, from `middle` as (mark, low, high), and below it a tick for each seed that has a number."""
    mark, low, high = middle
    seeds = [value for value in values if value is not None]
    panel.plot(seeds, [height - 0.3] * len(seeds), "|", color=look.colour, alpha=0.6, markersize=7)
    bar = {"fmt": look.mark, "color": look.colour, "markersize": 7, "elinewidth": 2, "capsize": 4}
    panel.errorbar(mark, height, xerr=[[mark - low], [high - mark]], **bar)


def name_rows(panel: Axes, names: Sequence[str], room: float = 1.1) -> None:
    """Rows from the top, at 0, −1, …, with these names at the left and `room` above the first; shown values have them, too."""
    panel.set(yticks=[-n for n in range(len(names))], ylim=(0.3 - len(names), room))
    panel.set_yticklabels(names, linespacing=1.1)
    panel.tick_params(axis="y", length=0)
    panel.fmt_ydata = lambda height: names[round(-height)].replace("\n", " ")


def share(values: Sequence[float]) -> str:
    """The mean as a percentage."""
    return f"{interval(values)[0]:.1%}"

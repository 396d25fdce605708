"""The first experiment: how soon nets arrive."""

from collections.abc import Mapping

import numpy as np

from bnkit.plots.measured.common import NORMS, Results, band
from bnkit.plots.palette import BLUE, DASHED, INK, LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

STARTS = {"small Gaussian": "sigmoids, small Gaussian start", "ReLU": "ReLUs, He's start"}
PAIR = ("none", "batch")


@drawn(rows=2, columns=2, height=2.7)
def speed(panels, found: Results) -> str:
    """Test accuracy along training for two starts, and one unit's percentiles without and with batch norm."""
    for panel, (start, title) in zip(panels[:2], STARTS.items(), strict=True):
        for norm in PAIR:
            part = found["values"][f"{start}, {norm}"]
            band(panel, part["steps"], part["test"], LOOKS[NORMS[norm]], NORMS[norm])
        logarithmic(panel, "x")
        panel.set(ylim=(0, 1), xlabel="step", ylabel="test accuracy", title=title)
        plain_numbers(panel)
        percent(panel, "y")
        name_ends(panel)
    inputs = [found["values"][f"small Gaussian, {norm}"] for norm in PAIR]
    reach = np.abs([part["percentiles"][0] for part in inputs]).max()
    for panel, norm, part in zip(panels[2:], PAIR, inputs, strict=True):
        _percentiles(panel, part, LOOKS[NORMS[norm]].colour, 1.1 * reach)
        panel.set_title(f"input of one sigmoid, {NORMS[norm]}")
    arrives = {norm: _steps(found["values"][f"small Gaussian, {norm}"]) for norm in PAIR}
    return (
        f"Test accuracy against the step. With sigmoids and a small Gaussian start batch norm reaches 95% after {arrives['batch']}"
        f" steps on average, the plain net after {arrives['none']}. With ReLU and He's start both curves rise together. Below,"
        " percentiles of one sigmoid's input in the net without and with batch norm: the former drift apart, the latter stay."
    )


def _percentiles(panel, part: Mapping, colour: str, reach: float) -> None:
    low, middle, high = np.array(part["percentiles"][0], float).T
    panel.fill_between(part["steps"], low, high, color=colour, alpha=0.15, linewidth=0)
    for curve, line, name in ((high, DASHED, "85%"), (middle, "-", "median"), (low, DASHED, "15%")):
        panel.plot(part["steps"], curve, color=colour, linestyle=line, linewidth=1.4, label=name)
    logarithmic(panel, "x")
    panel.set(xlabel="step", ylabel="input", ylim=(-reach, reach))
    plain_numbers(panel)
    name_ends(panel)


def _steps(part: Mapping) -> str:
    reached = [steps or part["steps"][-1] for steps in part["steps_to_target"]]
    return f"{np.mean(reached):.0f}"


@drawn(width=6.5, height=2.8)
def gains(panels, found: Results) -> str:
    """How many times fewer steps batch norm needs to 95%, for each start."""
    (panel,) = panels
    chosen = {slug: each for slug, each in found["findings"].items() if slug.startswith("faster_")}
    names = [each["text"].split("(")[1].split(")")[0] for each in chosen.values()]
    panel.axvline(1, color=INK, linewidth=1)
    for n, each in enumerate(chosen.values()):
        mean, low, high = np.exp([each["mean"], each["low"], each["high"]])
        seeds = np.exp([value for value in each["values"] if value is not None])
        panel.plot(seeds, [-n] * len(seeds), "|", color=BLUE, alpha=0.4, markersize=9)
        panel.errorbar(mean, -n, xerr=[[mean - low], [high - mean]], fmt="o", color=BLUE, capsize=4)
        panel.text(mean, 0.22 - n, f"{mean:.1f}", ha="center", color=BLUE, fontsize=10)
    panel.set(xscale="log", yticks=[-n for n in range(len(names))], yticklabels=names, ylim=(0.4 - len(names), 0.7))
    panel.set(xlabel="plain steps to 95%,\nover batch norm's", xlim=(0.5, 30))
    panel.set_xticks([0.5, 1, 2, 5, 10, 20], ["½", "1", "2", "5", "10", "20"])
    panel.minorticks_off()
    told = [f"{name}: {np.exp(each['mean']):.1f}" for name, each in zip(names, chosen.values(), strict=True)]
    return f"How many times fewer steps batch norm takes to 95%. {'; '.join(told)}."

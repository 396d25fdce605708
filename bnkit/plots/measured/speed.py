"""The first experiment: how soon nets arrive."""

from collections.abc import Mapping

import numpy as np

from bnkit.findings.finding import median
from bnkit.plots.measured.common import NORMS, SHARES, Results, band, name_rows, row
from bnkit.plots.palette import BLUE, DASHED, INK, LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

STARTS = {"Glorot": "sigmoids, Glorot's start", "ReLU": "ReLUs, He's start"}
PAIR = ("none", "batch")
MOST = 60  # times as many steps, at the axis' end


@drawn(rows=2, columns=2, height=2.7)
def speed(panels, found: Results) -> str:
    """Test accuracy along training for two starts, and one unit's percentiles without and with batch norm."""
    for panel, (start, title) in zip(panels[:2], STARTS.items(), strict=True):
        for norm in PAIR:
            part = found["values"][f"{start}, {norm}"]
            band(panel, part["steps"], part["test"], LOOKS[NORMS[norm]], NORMS[norm])
        logarithmic(panel, "x")
        panel.set(**SHARES, xlabel="step", ylabel="test accuracy", title=title)
        plain_numbers(panel)
        percent(panel, "y")
        name_ends(panel)
    inputs = [found["values"][f"Glorot, {norm}"] for norm in PAIR]
    low, high = (extreme([part["percentiles"][0] for part in inputs]) for extreme in (np.min, np.max))
    for panel, norm, part in zip(panels[2:], PAIR, inputs, strict=True):
        _percentiles(panel, part, LOOKS[NORMS[norm]].colour)
        panel.set(title=f"input of one sigmoid, {NORMS[norm]}", ylim=(low - 0.5, high + 0.5))
        name_ends(panel)
    arrives = {name: f"{median(part['steps_to_target'])[0]:.0f}" for name, part in found["values"].items()}
    return (
        f"Test accuracy against the step. With sigmoids and Glorot's start batch norm reaches 95% after {arrives['Glorot, batch']}"
        f" steps, the median over the seeds, the plain net after {arrives['Glorot, none']}; with ReLU and He's start after"
        f" {arrives['ReLU, batch']} and {arrives['ReLU, none']}. Below, percentiles of one sigmoid's input: without batch norm they"
        " begin far below 0 and come nearer while they spread; with it they stay around 0."
    )


def _percentiles(panel, part: Mapping, colour: str) -> None:
    low, middle, high = np.array(part["percentiles"][0], float).T
    panel.fill_between(part["steps"], low, high, color=colour, alpha=0.15, linewidth=0)
    for curve, line, name in ((high, DASHED, "85th"), (middle, "-", "median"), (low, DASHED, "15th")):
        panel.plot(part["steps"], curve, color=colour, linestyle=line, linewidth=1.4, label=name)
    logarithmic(panel, "x")
    panel.set(xlabel="step", ylabel="input")
    plain_numbers(panel)


@drawn(width=6.5, height=3.6, tall=4.4)
def gains(panels, found: Results) -> str:
    """How many times fewer steps batch norm needs to 95%, for each start: each seed, and the median in its interval."""
    (panel,) = panels
    names = [name.removesuffix(", none") for name in found["values"] if name.endswith(", none")]
    ratios = [_ratios(*(found["values"][f"{name}, {norm}"] for norm in PAIR)) for name in names]
    names = [f"sigmoid, {name}" if "Glorot" in name else name for name in names]
    medians = [median(values) for values in ratios]
    at_the_right = {"va": "center", "transform": panel.get_yaxis_transform(), "color": BLUE}
    panel.axvline(1, color=INK, linewidth=0.8)
    panel.text(1.12, 0.75, "equally soon", va="center", fontsize=10)
    for n, (values, (middle, low, high)) in enumerate(zip(ratios, medians, strict=True)):
        if np.isinf(high):
            arrow = {"arrowstyle": "->", "color": BLUE, "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
            panel.annotate("", (MOST, -n), (middle, -n), arrowprops=arrow)
        row(panel, -n, values, (middle, low, middle if np.isinf(high) else high), LOOKS["batch norm"])
        panel.text(1.04, -n, f"{middle:.1f}", **at_the_right)
    panel.text(1.04, 0.75, "median", **at_the_right)
    panel.plot([middle for middle, *_ in medians], [-n for n in range(len(names))], linestyle="none", label="median")
    plain_numbers(panel)
    name_rows(panel, [name.replace(", standardized", ",\nstandardized") for name in names])
    panel.set(xlabel="plain steps ÷ batch norm steps", xscale="log", xlim=(0.5, MOST))
    panel.set_xticks([0.5, 1, 2, 5, 10, 20, 50], ["½", "1", "2", "5", "10", "20", "50"])
    panel.minorticks_off()
    told = [f"{name}: {middle:.1f}" for name, (middle, *_) in zip(names, medians, strict=True)]
    return f"How many times fewer steps batch norm takes to 95%. {'; '.join(told)}."


def _ratios(plain: Mapping, normalized: Mapping) -> list[float | None]:
    """Plain steps / batch norm's for each seed, None for a plain net that never arrives."""
    steps = zip(plain["steps_to_target"], normalized["steps_to_target"], strict=True)
    return [slow and slow / fast for slow, fast in steps]

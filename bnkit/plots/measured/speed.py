"""The first experiment: how soon nets arrive."""

from collections.abc import Mapping

import numpy as np

from bnkit.findings.finding import median
from bnkit.plots.measured.common import NORMS, Results, band
from bnkit.plots.palette import BLUE, DASHED, INK, LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

STARTS = {"Glorot": "sigmoids, Glorot's start", "ReLU": "ReLUs, He's start"}
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
    inputs = [found["values"][f"Glorot, {norm}"] for norm in PAIR]
    reach = np.abs([part["percentiles"][0] for part in inputs]).max()
    for panel, norm, part in zip(panels[2:], PAIR, inputs, strict=True):
        _percentiles(panel, part, LOOKS[NORMS[norm]].colour, 1.1 * reach)
        panel.set_title(f"input of one sigmoid, {NORMS[norm]}")
    arrives = {name: f"{median(part['steps_to_target'])[0]:.0f}" for name, part in found["values"].items()}
    return (
        f"Test accuracy against the step. With sigmoids and Glorot's start batch norm reaches 95% after {arrives['Glorot, batch']}"
        f" steps, the median over the seeds, the plain net after {arrives['Glorot, none']}; with ReLU and He's start after"
        f" {arrives['ReLU, batch']} and {arrives['ReLU, none']}. Below, percentiles of one sigmoid's input: without batch norm they"
        " begin far below 0 and come nearer while they spread; with it they stay around 0."
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


@drawn(width=6.5, height=3.4)
def gains(panels, found: Results) -> str:
    """How many times fewer steps batch norm needs to 95%, for each start: each seed, and the median in its interval."""
    (panel,) = panels
    names = [name.removesuffix(", none") for name in found["values"] if name.endswith(", none")]
    ratios = [_ratios(*(found["values"][f"{name}, {norm}"] for norm in PAIR)) for name in names]
    panel.axvline(1, color=INK, linewidth=1)
    for n, values in enumerate(ratios):
        middle, low, high = median(values)
        seeds = [value for value in values if value is not None]
        panel.plot(seeds, [-n] * len(seeds), "|", color=BLUE, alpha=0.4, markersize=9)
        arrow = {"arrowstyle": "->", "color": BLUE, "linewidth": 1.5}
        if np.isinf(high):
            panel.annotate("", (48, -n), (middle, -n), arrowprops=arrow)
        reach = [[middle - low], [0 if np.isinf(high) else high - middle]]
        panel.errorbar(middle, -n, xerr=reach, fmt="o", color=BLUE, capsize=4)
        panel.text(middle, 0.22 - n, f"{middle:.1f}", ha="center", color=BLUE, fontsize=10)
    panel.set(xscale="log", yticks=[-n for n in range(len(names))], yticklabels=names, ylim=(0.4 - len(names), 0.7))
    panel.set(xlabel="plain steps to 95%,\nover batch norm's", xlim=(0.5, 50))
    panel.set_xticks([0.5, 1, 2, 5, 10, 20, 50], ["½", "1", "2", "5", "10", "20", "50"])
    panel.minorticks_off()
    told = [f"{name}: {median(values)[0]:.1f}" for name, values in zip(names, ratios, strict=True)]
    return f"How many times fewer steps batch norm takes to 95%. {'; '.join(told)}."


def _ratios(plain: Mapping, normalized: Mapping) -> list[float | None]:
    """Plain steps / batch norm's for each seed, None for a plain net that never arrives."""
    steps = zip(plain["steps_to_target"], normalized["steps_to_target"], strict=True)
    return [slow and slow / fast for slow, fast in steps]

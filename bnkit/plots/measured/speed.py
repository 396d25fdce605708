"""The first experiment: how soon nets arrive."""

from collections.abc import Mapping

import numpy as np
from matplotlib import rc_context

from bnkit.plots.measured.common import PAIR, Results, band, logarithmic
from bnkit.plots.style import BLUE, INK, STYLE, Picture, axes


@rc_context(STYLE)
def speed(found: Results) -> Picture:
    """Test accuracy along training for two starts, and one unit's percentiles."""
    figure, panels = axes(3, width=11)
    for panel, start in zip(panels, ("small Gaussian", "ReLU"), strict=False):
        for norm, (colour, label) in PAIR.items():
            part = found["values"][f"{start}, {norm}"]
            band(panel, part["steps"], part["test"], colour, label)
        logarithmic(panel, "x")
        panel.set(ylim=(0, 1), xlabel="step", title={"ReLU": "ReLU, He"}.get(start, f"sigmoid, {start}"))
    panels[0].set_ylabel("test accuracy")
    for norm, (colour, label) in PAIR.items():
        part = found["values"][f"small Gaussian, {norm}"]
        for n, curve in enumerate(np.array(part["percentiles"][0], float).T):
            panels[2].plot(
                part["steps"], curve, color=colour, label=label if n == 1 else None, alpha=1 if n == 1 else 0.5
            )
    logarithmic(panels[2], "x")
    panels[2].set(xlabel="step", title="input of one sigmoid: 15, 50, 85%")
    panels[2].legend(frameon=False)
    arrives = {norm: _steps(found["values"][f"small Gaussian, {norm}"]) for norm in PAIR}
    alt = (
        f"Test accuracy against the step. With sigmoids and a small Gaussian start batch norm reaches 95% after {arrives['batch']}"
        f" steps on average, the plain net after {arrives['none']}. With ReLU and He's start both curves rise together. On the"
        " right, percentiles of one sigmoid's input in the net without and with batch norm."
    )
    return Picture(
        figure, alt, "Each net at the rate at which it arrives soonest. Bands: 95% intervals over the seeds."
    )


def _steps(part: Mapping) -> str:
    reached = [steps or part["steps"][-1] for steps in part["steps_to_target"]]
    return f"{np.mean(reached):.0f}"


@rc_context(STYLE)
def gains(found: Results) -> Picture:
    """How many times fewer steps batch norm needs to 95%, for each start."""
    figure, (panel,) = axes(1, width=6)
    chosen = {slug: each for slug, each in found["findings"].items() if slug.startswith("faster_")}
    names = [each["text"].split("(")[1].split(")")[0] for each in chosen.values()]
    for n, each in enumerate(chosen.values()):
        mean, low, high = np.exp([each["mean"], each["low"], each["high"]])
        panel.errorbar(mean, -n, xerr=[[mean - low], [high - mean]], fmt="o", color=BLUE, capsize=3)
    panel.axvline(1, color=INK, linestyle=":")
    panel.set(
        xscale="log",
        yticks=[-n for n in range(len(names))],
        yticklabels=names,
        xlabel="plain steps / batch norm's steps",
    )
    panel.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    told = [f"{name}: {np.exp(each['mean']):.1f}" for name, each in zip(names, chosen.values(), strict=True)]
    return Picture(figure, f"How many times fewer steps batch norm takes to 95%. {'; '.join(told)}.")

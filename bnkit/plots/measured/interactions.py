"""Chains of weights."""

from matplotlib import rc_context

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, points
from bnkit.plots.style import BLUE, ORANGE, STYLE, Picture, axes


@rc_context(STYLE)
def interactions(found: Results) -> Picture:
    """The share of a step's effect that the gradient did not foresee, against the length of the chain."""
    figure, (panel,) = axes(1, width=6)
    depths = found["config"]["depths"]
    for name, colour in (("plain", ORANGE), ("batch norm", BLUE)):
        points(panel, depths, [found["values"][f"{name}, {depth}"]["missed"] for depth in depths], colour, name)
    panel.set(xlabel="weights in the chain", ylabel="share not foreseen")
    panel.legend(frameon=False)
    missed = interval(found["values"][f"plain, {depths[-1]}"]["missed"])[0]
    return Picture(
        figure,
        f"In a chain of {depths[-1]} weights the gradient misses {missed:.0%} of a step's effect; with batch norm, nothing.",
    )

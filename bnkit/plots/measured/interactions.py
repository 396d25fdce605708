"""Chains of weights."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, points
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(width=6.5)
def interactions(panels, found: Results) -> str:
    """The share of a step's effect that the gradient did not foresee, against the length of the chain."""
    (panel,) = panels
    depths = found["config"]["depths"]
    for name in ("plain", "batch norm"):
        points(panel, depths, [found["values"][f"{name}, {depth}"]["missed"] for depth in depths], LOOKS[name], name)
    panel.set_xscale("log")
    panel.set(xlabel="weights in the chain", ylabel="not foreseen", xticks=depths, xticklabels=depths)
    panel.minorticks_off()
    plain_numbers(panel)
    percent(panel, "y")
    name_ends(panel)
    missed = interval(found["values"][f"plain, {depths[-1]}"]["missed"])[0]
    return f"In a chain of {depths[-1]} weights the gradient misses {missed:.0%} of a step's effect; with batch norm, nothing."

"""How much of the fall that the gradient promises one step of all layers brings."""

import numpy as np

from bnkit.plots.measured.common import SHARES, Results, nearest, points, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

ASIDE = 1.07  # times the depth: the bars of two nets lie beside each other


@drawn(columns=2, height=3.1, tall=2.9)
def interactions(panels, found: Results) -> str:
    """The share of the fall which the gradient promises that does not come, against depth, for linear and for ReLU layers."""
    depths, told = found["config"]["depths"], []
    for panel, kind in zip(panels, ("linear", "ReLU"), strict=True):
        for name, aside in (("plain", 1 / ASIDE), ("batch norm", ASIDE)):
            samples = [found["values"][f"{kind}, {name}, {depth}"]["missed"] for depth in depths]
            points(panel, np.array(depths) * aside, samples, LOOKS[name], name)
            told.append(f"{kind}, {name}: {share(samples[0])} in 1 layer, {share(samples[-1])} in {depths[-1]}")
        panel.set_xscale("log")
        panel.set(
            xlabel="layers",
            ylabel="share that does not come",
            title=f"{kind} layers",
            **SHARES,
            xticks=depths,
            xticklabels=depths,
        )
        panel.minorticks_off()
        plain_numbers(panel)
        nearest(panel, depths)
        percent(panel, "y")
        name_ends(panel)
    return f"The share of the promised fall in loss that does not come. {'; '.join(told)}."

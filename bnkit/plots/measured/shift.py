"""How far a gradient is moved by the layers below."""

import numpy as np
from matplotlib import rc_context

from bnkit.plots.measured.common import Results, band, logarithmic
from bnkit.plots.style import BLUE, ORANGE, STYLE, Picture, axes


@rc_context(STYLE)
def shift(found: Results) -> Picture:
    """The relative shift along training, at the same step and against the loss."""
    figure, panels = axes(3, width=11)
    nets = [("relu", f"ReLU net, {rate}", rate) for rate in ("own rate", *found["config"]["common"])][:2]
    nets.append(("linear", "deep linear net", "own rate"))
    places = ("lower left", "upper left", "lower right")
    for panel, (kind, title, rate), place in zip(panels, nets, places, strict=True):
        for name, colour in zip(("plain", "batch norm"), (ORANGE, BLUE), strict=True):
            part = found["values"][f"{kind}, {name}, {rate}"]
            band(panel, part["steps"], part["relative"], colour, f"{name}, η = {part['rate']:g}")
        logarithmic(panel, "x", "y")
        panel.set(xlabel="step", title=title)
        panel.legend(frameon=False, loc=place)
    panels[1].set_ylim(top=2 * panels[1].get_ylim()[1])  # room for the legend
    panels[0].set_ylabel("‖G − G′‖ / ‖G‖")
    signs = {slug: each for slug, each in found["findings"].items() if slug.startswith("relative_")}
    told = "; ".join(
        f"{each['text'].split('(')[1].split(')')[0]}: {np.exp(each['mean'] or 0):.2f}" for each in signs.values()
    )
    return Picture(figure, f"The relative shift along training. Batch norm's over the plain net's on average — {told}.")

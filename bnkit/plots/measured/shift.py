"""How far a gradient is moved by the layers below."""

import numpy as np

from bnkit.plots.measured.common import Results, band
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, plain_numbers
from bnkit.plots.picture import drawn


@drawn(rows=2, columns=2, height=2.8, tall=2.8)
def shift(panels, found: Results) -> str:
    """The relative shift of the gradient along training, in four pairs of nets."""
    rates = found["config"]["common"]
    pairs = {("relu", "own rate"): "ReLU, each at its own rate"}
    pairs |= {("relu", f"{rate}"): f"ReLU, both at {rate}" for rate in sorted(rates, reverse=True)}
    pairs |= {("linear", "own rate"): "deep linear net"}
    for panel, ((kind, rate), title) in zip(panels, pairs.items(), strict=True):
        for name in ("plain", "batch norm"):
            part = found["values"][f"{kind}, {name}, {rate}"]
            label = f"{name},\nη = {part['rate']:g}"
            band(panel, part["steps"], part["relative"], LOOKS[name], label, powers=True, each=False)
        logarithmic(panel, "x", "y")
        panel.set(xlabel="step", ylabel="relative shift", title=title)
        plain_numbers(panel)
    low, high = zip(*(panel.get_ylim() for panel in panels), strict=True)
    for panel in panels:
        panel.set_ylim(min(low), max(high))
        name_ends(panel)
    signs = {slug: each for slug, each in found["findings"].items() if slug.startswith("relative_")}
    told = "; ".join(
        f"{each['text'].split('(')[1].split(')')[0]}: {np.exp(each['mean'] or 0):.2f}" for each in signs.values()
    )
    return f"The relative shift along training. Batch norm's over the plain net's on average — {told}."

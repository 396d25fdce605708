"""How far a gradient is moved by the layers below."""

import numpy as np

from bnkit.plots.measured.common import Results, band
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, plain_numbers
from bnkit.plots.picture import drawn


@drawn(columns=3, height=2.8)
def shift(panels, found: Results) -> str:
    """The relative shift of the gradient along training, in three pairs of nets."""
    common = found["config"]["common"][0]
    nets = {"relu": "own rate"}, {"relu": f"{common}"}, {"linear": "own rate"}
    titles = ("ReLU, each at its own rate", "ReLU, at one rate", "deep linear net")
    for panel, net, title in zip(panels, nets, titles, strict=True):
        ((kind, rate),) = net.items()
        for name in ("plain", "batch norm"):
            part = found["values"][f"{kind}, {name}, {rate}"]
            band(panel, part["steps"], part["relative"], LOOKS[name], f"{name},\nη = {part['rate']:g}")
        logarithmic(panel, "x", "y")
        panel.set(xlabel="step", ylabel="‖G − G′‖ / ‖G‖", title=title)
        plain_numbers(panel)
        name_ends(panel)
    signs = {slug: each for slug, each in found["findings"].items() if slug.startswith("relative_")}
    told = "; ".join(
        f"{each['text'].split('(')[1].split(')')[0]}: {np.exp(each['mean'] or 0):.2f}" for each in signs.values()
    )
    return f"The relative shift along training. Batch norm's over the plain net's on average — {told}."

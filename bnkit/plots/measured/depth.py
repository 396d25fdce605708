"""Nets of ten to fifty layers."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import NORMS, SHARES, Results, band, nearest, points, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

ASIDE = 0.6  # layers, between the bars of two nets


@drawn(columns=2, height=3.1, tall=2.9)
def depth(panels, found: Results) -> str:
    """Final accuracy against depth, with ReLUs and with sigmoids."""
    depths, told = [int(depth) for depth in found["config"]["rates"]], []
    for panel, activation in zip(panels, ("relu", "sigmoid"), strict=True):
        for norm, side in (("none", -ASIDE), ("batch", ASIDE)):
            name = NORMS[norm]
            finals = [found["values"][f"{activation}, {norm}, {depth}"]["final"] for depth in depths]
            points(panel, [each + side for each in depths], finals, LOOKS[name], name)
            ends = ", ".join(f"{share(final)} at {d}" for d, final in zip(depths, finals, strict=True))
            told.append(f"{name} with {activation}: {ends}")
        panel.set(**SHARES, xlabel="hidden layers", ylabel="test accuracy", xticks=depths)
        panel.set_title({"relu": "ReLUs"}.get(activation, f"{activation}s"))
        plain_numbers(panel)
        nearest(panel, depths)
        percent(panel, "y")
        name_ends(panel)
    return f"Test accuracy by depth. {'; '.join(told)}."


@drawn(width=6.5, height=3.2, tall=3.0)
def gradients(panels, found: Results) -> str:
    """The gradient's size in each layer of the deepest ReLU nets, before training."""
    (panel,) = panels
    deepest = max(int(depth) for depth in found["config"]["rates"])
    for norm in ("none", "batch"):
        norms = found["values"][f"relu, {norm}, {deepest}"]["gradient_norms"]
        band(panel, range(1, deepest + 1), norms, LOOKS[NORMS[norm]], NORMS[norm], powers=True)
    logarithmic(panel, "y")
    panel.set(xlabel="layer", ylabel="‖∂ℓ/∂z‖ before training", title="← the way back")
    panel.set_xticks([1, *range(10, deepest + 1, 10)])
    plain_numbers(panel)
    name_ends(panel)
    grown = interval(found["values"][f"relu, batch, {deepest}"]["growth"])[0]
    return (
        f"The gradient's length in each of {deepest} ReLU layers before training. On the way back it grows {grown:.2f} times"
        " a layer under batch norm, and in the plain net it does not."
    )

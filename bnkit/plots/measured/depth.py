"""Nets of ten to fifty layers."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import NORMS, Results, band, points, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(columns=3, height=2.8)
def depth(panels, found: Results) -> str:
    """Final accuracy against depth, and the gradient's size through the deepest ReLU nets before training."""
    depths, told, gradients = [int(depth) for depth in found["config"]["rates"]], [], panels[2]
    for panel, activation in zip(panels, ("relu", "sigmoid"), strict=False):
        for norm in ("none", "batch"):
            name = NORMS[norm]
            finals = [found["values"][f"{activation}, {norm}, {depth}"]["final"] for depth in depths]
            points(panel, depths, finals, LOOKS[name], name)
            ends = ", ".join(f"{share(final)} at {d}" for d, final in zip(depths, finals, strict=True))
            told.append(f"{name} with {activation}: {ends}")
        panel.set(ylim=(0, 1), xlabel="hidden layers", ylabel="test accuracy", xticks=depths)
        panel.set_title({"relu": "ReLUs"}.get(activation, f"{activation}s"))
        plain_numbers(panel)
        percent(panel, "y")
    for norm in ("none", "batch"):
        norms = found["values"][f"relu, {norm}, {depths[-1]}"]["gradient_norms"]
        band(gradients, range(1, depths[-1] + 1), norms, LOOKS[NORMS[norm]], NORMS[norm])
    logarithmic(gradients, "y")
    gradients.set(xlabel="layer", ylabel="‖∂ℓ/∂z‖ at the start", title=f"gradient, {depths[-1]} layers")
    plain_numbers(gradients)
    for panel in panels:
        name_ends(panel)
    grown = interval(found["values"][f"relu, batch, {depths[-1]}"]["growth"])[0]
    return f"Test accuracy by depth. {'; '.join(told)}. Before training the gradient under batch norm grows {grown:.2f} times a layer."

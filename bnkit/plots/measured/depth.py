"""Nets of ten to fifty layers."""

from matplotlib import rc_context

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import PAIR, Results, band, logarithmic, points, share
from bnkit.plots.style import STYLE, Picture, axes


@rc_context(STYLE)
def depth(found: Results) -> Picture:
    """Final accuracy against depth, and the gradient's size through the deepest ReLU nets before training."""
    figure, panels = axes(3, width=11)
    depths, told = found["config"]["depths"], []
    for panel, activation in zip(panels, ("relu", "sigmoid"), strict=False):
        for norm, (colour, label) in PAIR.items():
            finals = [found["values"][f"{activation}, {norm}, {depth}"]["final"] for depth in depths]
            points(panel, depths, finals, colour, label)
            told.append(
                f"{label} with {activation}: "
                + ", ".join(f"{share(f)} at {d}" for d, f in zip(depths, finals, strict=True))
            )
        panel.set(ylim=(0, 1), xlabel="hidden layers", title=activation.replace("relu", "ReLU"))
    panels[0].set_ylabel("test accuracy")
    panels[0].legend(frameon=False)
    for norm, (colour, label) in PAIR.items():
        norms = found["values"][f"relu, {norm}, {depths[-1]}"]["gradient_norms"]
        band(panels[2], range(1, depths[-1] + 1), norms, colour, label)
    logarithmic(panels[2], "y")
    panels[2].set(xlabel="layer", ylabel="‖∂L/∂z‖ before training", title=f"ReLU, {depths[-1]} layers")
    grown = interval(found["values"][f"relu, batch, {depths[-1]}"]["growth"])[0]
    alt = f"Test accuracy by depth. {'; '.join(told)}. Before training the gradient under batch norm grows {grown:.2f} times a layer."
    return Picture(figure, alt, "Each net at its own best learning rate.")

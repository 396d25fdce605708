"""Nets at larger learning rates."""

from matplotlib import rc_context

from bnkit.plots.measured.common import FOUR, Results, band, logarithmic, share
from bnkit.plots.style import STYLE, Picture, axes


@rc_context(STYLE)
def learning_rates(found: Results) -> Picture:
    """Test accuracy along training at 1, 5 and 30 times the plain net's best rate."""
    figure, panels = axes(4, width=12, sharey=True)
    factors = found["config"]["factors"]
    told = []
    for panel, name in zip(panels, ("plain", "batch norm", "plain, sigmoid", "batch norm, sigmoid"), strict=True):
        part = found["values"][name]
        for factor, colour in zip(factors, FOUR, strict=False):
            band(panel, part["steps"], part[f"x{factor} test"], colour, f"×{factor}")
        logarithmic(panel, "x")
        panel.set(xlabel="step", title=name if "sigmoid" in name else f"{name}, ReLU", ylim=(0, 1))
        told.append(f"{name}: " + ", ".join(f"{share(part[f'x{factor} final'])} at ×{factor}" for factor in factors))
    panels[0].set_ylabel("test accuracy")
    panels[1].legend(frameon=False, loc="lower right")
    return Picture(
        figure, f"Test accuracy against the step. At the end, {'; '.join(told)}.", "Ten layers, three learning rates."
    )

"""Nets at larger learning rates."""

from bnkit.plots.measured.common import Results, band, share
from bnkit.plots.palette import DASHED, DOTTED, LOOKS, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

NETS = {"plain": "plain, ReLU", "batch norm": "batch norm, ReLU"}
NETS |= {"plain, sigmoid": "plain, sigmoid", "batch norm, sigmoid": "batch norm, sigmoid"}


@drawn(rows=2, columns=2, height=2.5)
def learning_rates(panels, found: Results) -> str:
    """Test accuracy along training at 1, 5 and 30 times the plain net's best rate."""
    factors, told = found["config"]["factors"], []
    for panel, (name, title) in zip(panels, NETS.items(), strict=True):
        part, colour = found["values"][name], LOOKS[name.removesuffix(", sigmoid")].colour
        for factor, line in zip(factors, (DOTTED, DASHED, "-"), strict=False):
            band(panel, part["steps"], part[f"x{factor} test"], Look(colour, line), f"rate × {factor}")
        logarithmic(panel, "x")
        panel.set(xlabel="step", ylabel="test accuracy", title=title, ylim=(0, 1))
        plain_numbers(panel)
        percent(panel, "y")
        name_ends(panel)
        told.append(f"{name}: " + ", ".join(f"{share(part[f'x{factor} final'])} at ×{factor}" for factor in factors))
    return f"Test accuracy against the step. At the end, {'; '.join(told)}."

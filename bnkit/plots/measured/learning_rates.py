"""Nets at larger learning rates."""

import numpy as np

from bnkit.plots.measured.common import SHARES, Results, band, share
from bnkit.plots.palette import DASHED, DOTTED, LOOKS, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

NETS = {"plain": "plain, ReLU", "batch norm": "batch norm, ReLU"}
NETS |= {"plain, sigmoid": "plain, sigmoid", "batch norm, sigmoid": "batch norm, sigmoid"}
ALIKE = 0.05  # of the test images: lines that are never further apart have one name


@drawn(rows=2, columns=2, height=2.7, tall=2.8)
def learning_rates(panels, found: Results) -> str:
    """Test accuracy along training at 1, 5 and 30 times the plain net's best rate."""
    factors, told = found["config"]["factors"], []
    for panel, (name, title) in zip(panels, NETS.items(), strict=True):
        part, colour = found["values"][name], LOOKS[name.removesuffix(", sigmoid")].colour
        curves = [part[f"x{factor} test"] for factor in factors]
        one = np.ptp(np.mean(curves, axis=1), axis=0).max() < ALIKE
        rates = [_named(*pair) for pair in zip(factors, curves, strict=True)]
        labels = ["_", "_", "all three rates"] if one else rates
        for curve, line, label in zip(curves, (DOTTED, DASHED, "-"), labels, strict=True):
            band(panel, part["steps"], curve, Look(colour, line), label, each=False, within=(0, 1))
            ends = [each[-1] for each in curve]
            panel.plot([part["steps"][-1]] * len(ends), ends, "_", color=colour, alpha=0.6, markersize=9, label="_")
        logarithmic(panel, "x")
        panel.set(xlabel="step", ylabel="test accuracy", title=title, **SHARES)
        plain_numbers(panel)
        percent(panel, "y")
        name_ends(panel)
        finals = [share(part[f"x{factor} final"]) for factor in factors]
        told.append(f"{name}: " + ", ".join(f"{final} at {rate}" for final, rate in zip(finals, rates, strict=True)))
    return f"Test accuracy against the step. At the end, {'; '.join(told)}.".replace("\n", " ")


def _named(factor: int, curves: np.ndarray) -> str:
    """A rate's name, and below it what else its line at 0% does not tell: that these nets are no longer finite."""
    return f"rate × {factor}" + ("" if np.any(curves) else ",\ndiverged")

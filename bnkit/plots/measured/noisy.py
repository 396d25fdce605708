"""Batch norm whose statistics are disturbed."""

from collections.abc import Sequence

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import SHARES, Results, band, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import SIZE, logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

PLACES = {  # of the names in the second panel: their lower left corners, as shares of its width and height
    "batch norm": (0.05, 0.74),
    "noisy batch norm": (1.05, 0.96),
    "plain": (1.05, 0.85),
    "noise, no batch norm": (1.05, 0.36),
}


@drawn(columns=2, height=3.2, tall=3.0)
def noisy(panels, found: Results) -> str:
    """Test accuracy of the four nets along training, and their jitter against their final accuracy."""
    along, against = panels
    told = []
    for name, part in found["values"].items():
        band(along, part["steps"], part["test"], LOOKS[name], name.replace(", ", ",\n"))
        _at_the_end(against, name, part["jitter"], part["final"])
        told.append(f"{name} ends at {share(part['final'])} with a jitter of {interval(part['jitter'])[0]:.2g}")
    along.set(**SHARES, xlabel="step", ylabel="test accuracy", title="along training")
    against.set(xlim=(5e-4, 10), ylim=(0.18, 1.04), yticks=SHARES["yticks"][1:])
    against.set(xlabel="jitter", ylabel="final test accuracy", title="at the end, by jitter")
    for panel in panels:
        logarithmic(panel, "x")
        plain_numbers(panel)
        percent(panel, "y")
    name_ends(along)
    return f"Test accuracy along training and against the jitter: {'; '.join(told)}."


def _at_the_end(panel, name: str, jitter: Sequence[float], final: Sequence[float]) -> None:
    look, across, up = LOOKS[name], interval(jitter), interval(final)
    panel.plot(jitter, final, look.mark, color=look.colour, markersize=4, alpha=0.5, fillstyle="none")
    bars = {"xerr": [[across[0] - across[1]], [across[2] - across[0]]], "yerr": [[up[0] - up[1]], [up[2] - up[0]]]}
    panel.errorbar(across[0], up[0], **bars, fmt=look.mark, color=look.colour, markersize=7, elinewidth=1.2, capsize=3)
    lead = {"arrowstyle": "-", "color": look.colour, "linewidth": 0.8, "shrinkA": 1, "shrinkB": 6}
    how = {
        "xycoords": "data",
        "textcoords": "axes fraction",
        "fontsize": SIZE,
        "color": look.colour,
        "arrowprops": lead,
    }
    panel.annotate(name.replace(", ", ",\n"), (across[0], up[0]), PLACES[name], **how)

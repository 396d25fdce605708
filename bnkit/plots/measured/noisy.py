"""Batch norm whose statistics are disturbed."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, band, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(columns=2, height=3.2, tall=3.0)
def noisy(panels, found: Results) -> str:
    """Test accuracy of the four nets along training, and their jitter against their final accuracy."""
    along, against = panels
    told = []
    for name, part in found["values"].items():
        look = LOOKS[name]
        band(along, part["steps"], part["test"], look, name)
        jitter, final = interval(part["jitter"])[0], interval(part["final"])[0]
        against.plot(part["jitter"], part["final"], look.mark, color=look.colour, markersize=3, alpha=0.35)
        against.plot(jitter, final, look.mark, color=look.colour, markersize=8)
        told.append(f"{name} ends at {share(part['final'])} with a jitter of {jitter:.2g}")
    logarithmic(along, "x")
    along.set(xlabel="step", ylabel="test accuracy", ylim=(0, 1), title="along training")
    logarithmic(against, "x")
    against.set(xlabel="mean jitter, in spreads", ylabel="final test accuracy", ylim=(0, 1.2))
    against.set_title("at the end, by jitter")
    for panel in panels:
        plain_numbers(panel)
        percent(panel, "y")
    name_ends(along)
    against.set(xlim=(1e-5, 100), yticks=along.get_yticks())
    for name, part in found["values"].items():
        place = interval(part["jitter"])[0], interval(part["final"])[0]
        up = name == "noisy batch norm"
        how = {"xytext": (0, 9 if up else -12), "textcoords": "offset points", "va": "bottom" if up else "top"}
        against.annotate(name, place, ha="center", fontsize=10, color=LOOKS[name].colour, **how)
    return f"Test accuracy along training and against the jitter: {'; '.join(told)}."

"""Folded layers in several precisions."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, points
from bnkit.plots.palette import BLUE, DASHED, GOLD, Look
from bnkit.plots.panels import logarithmic, plain_numbers
from bnkit.plots.picture import drawn

PRECISIONS = ("float64", "float32", "bfloat16", "float16")
FOLDED, UNFOLDED = Look(BLUE), Look(GOLD, DASHED, "s")


@drawn(columns=3, height=2.8)
def folding(panels, found: Results) -> str:
    """The error of folded layers in four precisions, and of unfolded ones in three: in float64 these are the truth."""
    lowest = found["findings"]["exact"]["mean"]
    for panel, layer in zip(panels, ("linear", "convolution", "tiny variance"), strict=True):
        for way, look, first in (("folded", FOLDED, 0), ("unfolded", UNFOLDED, 1)):
            samples = [found["values"][f"{layer}, {precision}"][way] for precision in PRECISIONS[first:]]
            points(panel, range(first, 4), samples, look, way)
        logarithmic(panel, "y")
        panel.set(xticks=range(4), xticklabels=PRECISIONS, ylabel="largest relative error", title=layer)
        panel.set(ylim=(lowest / 10, 10))
        panel.tick_params("x", rotation=30)
        plain_numbers(panel)
        panel.fmt_xdata = lambda place: PRECISIONS[round(place)]
        panel.text(0.05, 0.95, "– –■ unfolded", color=GOLD, transform=panel.transAxes, va="top", fontsize=10)
        panel.text(0.05, 0.84, "—● folded", color=BLUE, transform=panel.transAxes, va="top", fontsize=10)
    ratio = interval(found["values"]["latency"]["ratio"])[0]
    return (
        f"Errors of folded and unfolded layers in four precisions: {lowest:.0e} in float64. Folded inference is {ratio:.2f} times"
        " as fast."
    )

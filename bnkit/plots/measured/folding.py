"""Folded layers in several precisions."""

from matplotlib import rc_context

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import FOUR, Results, logarithmic, points
from bnkit.plots.style import STYLE, Picture, axes


@rc_context(STYLE)
def folding(found: Results) -> Picture:
    """The error of folded layers in four precisions, and of unfolded ones in three: in float64 these are the truth."""
    figure, (panel,) = axes(1, width=6)
    precisions = ("float64", "float32", "bfloat16", "float16")
    for layer, colour in zip(("linear", "convolution", "tiny variance"), FOUR, strict=False):
        for way, line, first in (("folded", "o-", 0), ("unfolded", "x--", 1)):
            samples = [found["values"][f"{layer}, {precision}"][way] for precision in precisions[first:]]
            points(panel, range(first, 4), samples, colour, f"{layer}, {way}", line)
    logarithmic(panel, "y")
    panel.set(xticks=range(4), xticklabels=precisions, ylabel="largest relative error")
    panel.legend(frameon=False, fontsize=9, ncols=2)
    ratio = interval(found["values"]["latency"]["ratio"])[0]
    exact = found["findings"]["exact"]["mean"]
    alt = (
        f"Errors of folded and unfolded layers in four precisions: {exact:.0e} in float64. Folded inference is {ratio:.2f} times"
        " as fast."
    )
    return Picture(figure, alt)

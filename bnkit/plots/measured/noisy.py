"""Batch norm whose statistics are disturbed."""

from matplotlib import rc_context

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import FOUR, Results, band, logarithmic, points, share
from bnkit.plots.style import STYLE, Picture, axes


@rc_context(STYLE)
def noisy(found: Results) -> Picture:
    """Test accuracy of the four nets along training, and their jitter against their final accuracy."""
    figure, (left, right) = axes(2, width=9)
    told = []
    for (name, part), colour in zip(found["values"].items(), FOUR, strict=True):
        band(left, part["steps"], part["test"], colour, name)
        points(right, [interval(part["jitter"])[0]], [part["final"]], colour, name, "o")
        told.append(f"{name} ends at {share(part['final'])} with a jitter of {interval(part['jitter'])[0]:.2g}")
    logarithmic(left, "x")
    left.set(xlabel="step", ylabel="test accuracy", ylim=(0, 1))
    logarithmic(right, "x")
    right.set(xlabel="jitter of the units' means, in spreads", ylim=(0, 1))
    right.legend(frameon=False, loc="lower left")
    return Picture(figure, f"Test accuracy along training and against the jitter: {'; '.join(told)}.")

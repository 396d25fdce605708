"""Folded layers in several precisions."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, points
from bnkit.plots.palette import BLUE, DASHED, DOTTED, GOLD, Look
from bnkit.plots.panels import logarithmic, plain_numbers
from bnkit.plots.picture import drawn

PRECISIONS = ("float64", "float32", "bfloat16", "float16")
WAYS = {  # each way of computing, how it is drawn, its name in a panel, and the first precision that is not the truth
    "folded": (Look(BLUE), "—● folded", 0),
    "unfolded": (Look(GOLD, DASHED, "s"), "– –■ unfolded", 1),
    "unfolded, float32": (Look(GOLD, DOTTED, "^"), "···▲ norm in float32", 1),
}


@drawn(columns=3, height=2.8)
def folding(panels, found: Results) -> str:
    """The error of folded layers in four precisions, and of unfolded ones in three: in float64 these are the truth."""
    lowest = found["findings"]["exact"]["mean"]
    for panel, layer in zip(panels, ("linear", "convolution", "tiny variance"), strict=True):
        for place, (way, (look, name, first)) in enumerate(WAYS.items()):
            samples = [found["values"][f"{layer}, {precision}"][way] for precision in PRECISIONS[first:]]
            points(panel, range(first, 4), samples, look, way)
            corner = {"transform": panel.transAxes, "va": "top", "fontsize": 10, "color": look.colour}
            panel.text(0.36, 0.36 - 0.1 * place, name, **corner)
        logarithmic(panel, "y")
        panel.set(xticks=range(4), xticklabels=PRECISIONS, ylabel="largest relative error", title=layer)
        panel.set(ylim=(lowest / 10, 10))
        panel.tick_params("x", rotation=30)
        plain_numbers(panel)
        panel.fmt_xdata = lambda place: PRECISIONS[round(place)]
    ratio = interval(found["values"]["latency"]["ratio"])[0]
    tiny = {way: f"{interval(values)[0]:.2%}" for way, values in found["values"]["tiny variance, float16"].items()}
    return (
        f"Errors of folded and unfolded layers in four precisions: {lowest:.0e} in float64. A layer whose outputs hardly vary"
        f" has, in float16, {tiny['folded']} folded, {tiny['unfolded']} with batch norm in float16 and {tiny['unfolded, float32']}"
        f" with batch norm in float32. Folded inference is {ratio:.2f} times as fast."
    )

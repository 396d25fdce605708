"""Folded layers in several precisions."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results
from bnkit.plots.palette import BLUE, INK, Look
from bnkit.plots.panels import logarithmic, plain_numbers
from bnkit.plots.picture import drawn

LAYERS = {"linear": "dense", "convolution": "convolution", "tiny variance": "tiny variance"}
PRECISIONS = ("float32", "bfloat16", "float16")
WAYS = {
    "unfolded": (Look(BLUE), "norm in the same format"),
    "unfolded, float32": (Look(BLUE, mark="^"), "norm in float32"),
}


@drawn(height=5.4, tall=6.2)
def folding(panels, found: Results) -> str:
    """How many times a folded layer's error two layers have: three layers, three formats, and two ways to compute batch norm."""
    (panel,) = panels
    rows = [(layer, precision) for layer in LAYERS for precision in ("", *PRECISIONS)]
    told = []
    for place, (layer, precision) in enumerate(rows):
        ways = {"": (), "float32": ("unfolded",)}.get(precision, tuple(WAYS))  # in float32 the two are one
        for way, beside in zip(ways, (-0.32, 0.14) if len(ways) == 2 else (-0.05,), strict=False):
            values = found["values"][f"{layer}, {precision}"]
            ratios = np.divide(values[way], values["folded"])
            mean = _factor(panel, place + beside, ratios, *WAYS[way])
            told.append(f"{LAYERS[layer]}, {precision}, {WAYS[way][1]}: {mean:.3g}")
            if (layer, precision) == ("linear", "float16"):
                right = {"xytext": (9, 0), "textcoords": "offset points", "va": "center", "fontsize": 10}
                panel.annotate(WAYS[way][1], (ratios.max(), place + beside + 0.07), color=BLUE, **right)
    names = [precision or LAYERS[layer] for layer, precision in rows]
    panel.axvline(1, color=INK, linewidth=1)
    panel.text(1.12, -0.5, "as exact as folded", va="center", fontsize=10)
    logarithmic(panel, "x")
    plain_numbers(panel)
    panel.fmt_ydata = lambda place: f"{LAYERS[rows[round(place)][0]]}, {rows[round(place)][1]}"
    panel.set(xlabel="error ÷ error of the folded layer", ylim=(len(rows) - 0.4, -0.9))
    panel.set_yticks(range(len(rows)), names)
    panel.tick_params("y", length=0)
    panel.grid(axis="y", color=INK, alpha=0.12, linewidth=0.6)
    for label, (_, precision) in zip(panel.get_yticklabels(), rows, strict=True):
        label.set_fontweight("normal" if precision else "bold")
    return f"Errors of layers that are not folded, as multiples of the folded layer's. {'; '.join(told)}."


def _factor(panel: Axes, place: float, ratios: Sequence[float], look: Look, label: str) -> float:
    """Draw the ratios' geometric mean, which is returned, in its interval, and below it a tick for each seed's."""
    mean, low, high = np.exp(interval(np.log(ratios).tolist()))
    mark = {"marker": look.mark, "color": look.colour, "linestyle": "none"}
    panel.plot(ratios, [place + 0.2] * len(ratios), "|", color=look.colour, alpha=0.6, markersize=4)
    panel.plot([low, high], [place] * 2, color=look.colour, linewidth=1.2)
    panel.plot([mean], [place], **mark, markersize=6, label=label)
    return float(mean)

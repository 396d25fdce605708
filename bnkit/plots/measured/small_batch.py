"""Norms in small batches, and recurrent nets."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from bnkit.plots.measured.common import NORMS, Results, points, share
from bnkit.plots.palette import BLUE, DASHED, LOOKS, Look
from bnkit.plots.panels import name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

RUNNING = Look(BLUE, DASHED, "v")
RECURRENT = (
    ("batch", "each step", "batch norm,\neach step's", LOOKS["batch norm"]),
    ("batch", "shared", "batch norm,\nshared", RUNNING),
    ("layer", "own", "layer norm", LOOKS["layer norm"]),
    ("none", "own", "plain", LOOKS["plain"]),
)
Curve = tuple[str, Look, Sequence[Sequence[float]]]


@drawn(width=7, height=3.4, tall=3.2)
def small_batch(panels, found: Results) -> str:
    """Test accuracy of the dense net against the batch size, for three norms."""
    (panel,) = panels
    sizes = found["config"]["sizes"]["dense"]
    parts = {
        norm: [found["values"][f"dense, {norm}, {size}"] for size in sizes] for norm in ("batch", "layer", "group")
    }
    curves: list[Curve] = [("batch norm,\nrunning", RUNNING, [part["running"] for part in parts["batch"]])]
    for norm, values in parts.items():
        label = "batch norm,\nprecise" if norm == "batch" else NORMS[norm]
        curves.append((label, LOOKS[NORMS[norm]], [part["precise"] for part in values]))
    side_by_side(panel, sizes, curves)
    panel.set(xlabel="batch size m", ylabel="test accuracy", ylim=(0.28, 1.06), yticks=(0.4, 0.6, 0.8, 1))
    name_ends(panel)
    told = [
        f"{NORMS[norm]}: {share(values[0]['precise'])} at {sizes[0]}, {share(values[-1]['precise'])} at {sizes[-1]}"
        for norm, values in parts.items()
    ]
    return f"Test accuracy of a dense net by batch size. {'; '.join(told)}."


@drawn(width=7, height=3.4, tall=3.2)
def recurrent(panels, found: Results) -> str:
    """Test accuracy of the recurrent net on sequences of several lengths, for batch norm's two ways, layer norm and none."""
    (panel,) = panels
    rows = found["config"]["tested"]
    curves = [
        (label, look, [found["values"][f"recurrent, {norm}"][f"{kind}, {count} rows"] for count in rows])
        for norm, kind, label, look in RECURRENT
    ]
    side_by_side(panel, rows, curves)
    panel.axvspan(-0.5, rows.index(max(found["config"]["noise rows"])) + 0.5, color="grey", alpha=0.12, linewidth=0)
    panel.text(-0.4, 0.892, "as in training", va="bottom", fontsize=10)
    panel.set(xlabel="rows of noise before the image", ylabel="test accuracy", ylim=(0.89, 1.01))
    name_ends(panel)
    told = [
        f"{label}: {share(values[0])} at {rows[0]} rows, {share(values[-1])} at {rows[-1]}"
        for label, _, values in curves
    ]
    return f"Test accuracy of a recurrent net on longer and longer sequences. {'; '.join(told)}.".replace("\n", " ")


def side_by_side(panel: Axes, places: Sequence[int], curves: Sequence[Curve]) -> None:
    """Curves of shares over the same few places, each a column as wide as the others; in it the curves stand beside one another."""
    for beside, (label, look, samples) in zip(np.linspace(-0.27, 0.27, len(curves)), curves, strict=True):
        points(panel, np.arange(len(places)) + beside, samples, look, label)
        panel.lines[-1].set_linewidth(1.2)
    for border in range(1, len(places)):
        panel.axvline(border - 0.5, color="grey", linewidth=0.6, alpha=0.5)
    panel.set_xticks(range(len(places)), [str(place) for place in places])
    panel.tick_params(axis="x", length=0)
    panel.set(xlim=(-0.5, len(places) - 0.5))
    plain_numbers(panel)
    percent(panel, "y")
    panel.fmt_xdata = lambda place: str(places[round(place)])

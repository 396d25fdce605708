"""The loss along the gradient."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from bnkit.plots.measured.common import SHARES, Results, band, share
from bnkit.plots.palette import INK, LOOKS, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

MEASURES = {
    "range": "range of the loss",
    "predictiveness": "change of the gradient",
    "smoothness": "change of the gradient per distance",
}
COMPARED = ("plain", "batch norm", "batch norm, plain's rate")
LENGTHS = {  # as the text writes them
    "plain": "plain",
    "batch norm": "batch norm",
    "l1": "ℓ₁ length",
    "l∞": "ℓ∞ length",
}


@drawn(rows=2, columns=2, height=2.9, tall=2.9)
def landscape(panels, found: Results) -> str:
    """The three measures against the training loss, for the plain net's step sizes, and the largest eigenvalue times η/2."""
    for panel, (measure, title) in zip(panels, (MEASURES | {"edge": "sharpness λ, as η λ / 2"}).items(), strict=True):
        for name in COMPARED:
            label = name.replace(", ", ",\n")
            _against_loss(panel, found["values"][name], measure, LOOKS[name], label, each=measure != "edge")
        panel.set_title(title)
    _mark_edge(panels[-1])
    for panel in panels:
        name_ends(panel)
    found_at = {slug: each for slug, each in found["findings"].items() if "_at_loss_" in slug}
    told = "; ".join(f"{_said(slug)}: {np.exp(each['mean']):.2g}" for slug, each in found_at.items() if each["mean"])
    late = (np.exp(found["findings"][f"edge_{slug}"]["mean"]) for slug in ("plain", "batch_norm", "equal"))
    return (
        f"Three measures along the gradient against the training loss. Batch norm's over the plain net's — {told}."
        " Last the sharpness times half the learning rate, with a line at 1: it falls in all three nets, late in training to"
        " {:.2g} in the plain one, {:.2g} with batch norm and {:.2g} at the plain net's rate.".format(*late)
    )


def _mark_edge(panel: Axes) -> None:
    """A line at 1, named at its left end: above it a step along the sharpest direction overshoots by more than it corrects."""
    panel.axhline(1, color=INK, linewidth=0.8)
    panel.text(0.02, 0.93, "edge of stability", va="top", fontsize=10, transform=panel.get_yaxis_transform())


@drawn(rows=2, columns=2, height=2.7, tall=2.8)
def lengths(panels, found: Results) -> str:
    """Test accuracy along training, and the three measures, with norms by other lengths."""
    ends = []
    for name, label in LENGTHS.items():
        part = found["values"][name]
        band(panels[0], part["steps"], part["test"], LOOKS[name], label)
        ends.append(f"{name} {share([curve[-1] for curve in part['test']])}")
        for panel, measure in zip(panels[1:], MEASURES, strict=True):
            _against_loss(panel, part, measure, LOOKS[name], label)
    logarithmic(panels[0], "x")
    panels[0].set(xlabel="step", ylabel="test accuracy", **SHARES)
    plain_numbers(panels[0])
    percent(panels[0], "y")
    for panel, title in zip(panels, ("along training", *MEASURES.values()), strict=True):
        panel.set_title(title)
        name_ends(panel)
    return f"Nets with other lengths in batch norm's place. Test accuracy at the end: {', '.join(ends)}; and the three measures."


def _against_loss(panel: Axes, part: Mapping, measure: str, look: Look, label: str, each: bool = True) -> None:
    grid, at_loss = matched(np.array(part["loss"], float), np.array(part[measure], float))
    band(panel, grid, np.exp(at_loss), look, label, powers=True, each=each)
    logarithmic(panel, "x", "y")
    panel.set(xlabel="training loss (falls →)")
    panel.xaxis.set_inverted(True)
    plain_numbers(panel)


def _said(slug: str) -> str:
    return slug.removeprefix("equal_").replace("_", " ") + ", at one rate" * slug.startswith("equal_")


def matched(loss: np.ndarray, values: np.ndarray, count: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Losses that most seeds pass, from high to low, and each seed's log value there, by a line between its checkpoints."""
    start, end = np.nanmedian(np.nanmax(loss, 1)), np.nanmedian(np.nanmin(loss, 1))
    grid = np.geomspace(start, end, count)
    rows = []
    for each, measured in zip(loss, values, strict=True):
        keep = np.isfinite(each) & (measured > 0)
        order = np.argsort(each[keep])
        x, y = np.log(each[keep])[order], np.log(measured[keep])[order]
        rows.append(np.interp(np.log(grid), x, y, left=np.nan, right=np.nan))
    return grid, np.array(rows)

"""The loss along the gradient."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from bnkit.findings.finding import interval
from bnkit.findings.matching import LATE, at_loss
from bnkit.plots.measured.common import SHARES, Results, band, name_rows, row, share
from bnkit.plots.palette import INK, LOOKS, Look
from bnkit.plots.panels import SIZE, logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

MEASURES = {
    "range": "range of the loss",
    "predictiveness": "change of the gradient",
    "smoothness": "change of the gradient per distance",
}
COMPARED = ("plain", "batch norm", "batch norm, plain's rate")
LENGTHS = {
    "plain": "plain",
    "batch norm": "batch norm",
    "l1": "ℓ₁ length",
    "l∞": "ℓ∞ length",
}  # as the text writes them


@drawn(rows=2, columns=2, height=2.9, tall=2.9)
def landscape(panels, found: Results) -> str:
    """The three measures against the training loss, for the plain net's step sizes, and along training the largest eigenvalue."""
    for name in COMPARED:
        for panel, measure in zip(panels, MEASURES, strict=False):
            _against_loss(panel, found["values"][name], measure, LOOKS[name], name.replace(", ", ",\n"))
    for name in COMPARED[:2]:
        band(panels[-1], found["values"][name]["steps"], found["values"][name]["edge"], LOOKS[name], name, True, False)
    _edge(panels[-1], found["config"]["steps"])
    for panel, title in zip(panels, (*MEASURES.values(), "sharpness λ, as η λ / 2"), strict=True):
        panel.set_title(title)
        name_ends(panel)
    at_one_loss = {slug: each for slug, each in found["findings"].items() if "_at_loss_" in slug}
    told = "; ".join(f"{_said(slug)}: {np.exp(each['mean']):.2g}" for slug, each in at_one_loss.items() if each["mean"])
    late = (np.exp(found["findings"][f"edge_{slug}"]["mean"]) for slug in ("plain", "batch_norm"))
    return (
        f"Three measures along the gradient against the training loss. Batch norm's over the plain net's — {told}."
        " Last, along training, the sharpness times half the learning rate, with a line at 1: it falls in both, late in"
        " training to {:.2g} in the plain net and {:.2g} with batch norm.".format(*late)
    )


def _edge(panel: Axes, steps: int) -> None:
    """An axis of steps, the late ones grey, and a line at 1: above it a step along the sharpest direction overshoots."""
    logarithmic(panel, "x", "y")
    panel.set(xlabel="step")
    plain_numbers(panel)
    panel.axhline(1, color=INK, linewidth=0.8)
    panel.text(0.02, 0.93, "edge of stability", va="top", fontsize=SIZE, transform=panel.get_yaxis_transform())
    first, last = np.multiply(LATE, steps)
    panel.axvspan(first, last, color="grey", alpha=0.15, linewidth=0)
    panel.text(last, 1, "late", ha="right", va="top", fontsize=SIZE, transform=panel.get_xaxis_transform())


@drawn(rows=2, columns=2, height=2.5, tall=2.5)
def lengths(panels, found: Results) -> str:
    """Test accuracy along training with norms by other lengths, and their three measures over the plain net's at one loss."""
    level = found["config"]["losses"][1]
    told = [_accuracies(panels[0], found["values"])]
    for panel, (measure, title) in zip(panels[1:], MEASURES.items(), strict=True):
        panel.set_title(title)
        told.append(f"{title}: {_factors(panel, found['values'], measure, level)}")
        panel.set_xlabel(f"times the plain net's, at a loss of {level:g}")
    return f"Nets with other lengths in batch norm's place. Test accuracy at the end: {'; '.join(told)} times the plain net's."


def _accuracies(panel: Axes, values: Mapping) -> str:
    """Test accuracy along training, of nets that are told by their last."""
    for name, label in LENGTHS.items():
        band(panel, values[name]["steps"], values[name]["test"], LOOKS[name], label, each=False, within=(0, 1))
    logarithmic(panel, "x")
    panel.set(xlabel="step", ylabel="test accuracy", title="along training", **SHARES)
    plain_numbers(panel)
    percent(panel, "y")
    name_ends(panel)
    return ", ".join(f"{name} {share([curve[-1] for curve in values[name]['test']])}" for name in LENGTHS)


def _factors(panel: Axes, values: Mapping, measure: str, level: float) -> str:
    """A row for each norm: its measure over the plain net's at this loss, with a line at 1."""
    plain = _at(values["plain"], measure, level)
    logs = {name: _at(values[name], measure, level) - plain for name in LENGTHS if name != "plain"}
    for n, (name, each) in enumerate(logs.items()):
        row(panel, -n, np.exp(each), np.exp(interval(each)).tolist(), LOOKS[name])
    panel.axvline(1, color=LOOKS["plain"].colour, linestyle=LOOKS["plain"].line, linewidth=1.2)
    panel.text(0.9, 0.75, "plain", ha="right", va="center", fontsize=SIZE, color=LOOKS["plain"].colour)
    logarithmic(panel, "x")
    name_rows(panel, [LENGTHS[name] for name in logs])
    panel.set(xlim=(0.005, 2))
    return ", ".join(f"{name} {np.exp(interval(each)[0]):.2g}" for name, each in logs.items())


def _at(part: Mapping, measure: str, level: float) -> np.ndarray:
    """Each seed's log value at one loss, or nan."""
    return np.array(at_loss(part["loss"], part[measure], level), float)


def _against_loss(panel: Axes, part: Mapping, measure: str, look: Look, label: str) -> None:
    losses = passed(np.array(part["loss"], float))
    values = np.exp([_at(part, measure, level) for level in losses]).T
    band(panel, losses, values, look, label, powers=True, each=False)
    logarithmic(panel, "x", "y")
    panel.set(xlabel="training loss (falls →)")
    panel.xaxis.set_inverted(True)
    plain_numbers(panel)


def _said(slug: str) -> str:
    return slug.removeprefix("equal_").replace("_", " ") + ", at one rate" * slug.startswith("equal_")


def passed(loss: np.ndarray, count: int = 24) -> np.ndarray:
    """Losses that most seeds pass, from high to low."""
    return np.geomspace(np.nanmedian(np.nanmax(loss, 1)), np.nanmedian(np.nanmin(loss, 1)), count)

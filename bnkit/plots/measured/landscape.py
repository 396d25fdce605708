"""The loss along the gradient."""

import numpy as np

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import SEED, Results
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, plain_numbers
from bnkit.plots.picture import drawn

MEASURES = {
    "range": "range of the loss",
    "predictiveness": "change of the gradient",
    "smoothness": "change per distance",
}

SIGNS = {"l1": "ℓ₁", "l∞": "ℓ∞"}  # as the text writes them


@drawn(columns=3, height=3.0)
def landscape(panels, found: Results) -> str:
    """The three measures against the training loss, for the plain net's step sizes."""
    for panel, (measure, title) in zip(panels, MEASURES.items(), strict=True):
        for name, part in found["values"].items():
            loss, values = np.array(part["loss"], float), np.array(part[measure], float)
            look = LOOKS[name]
            grid, at_loss = matched(loss, values)
            mean, low, high = np.exp([interval(logs) for logs in at_loss.T]).T
            panel.plot(grid, np.exp(at_loss).T, color=look.colour, **SEED)
            panel.fill_between(grid, low, high, color=look.colour, alpha=0.22, linewidth=0)
            panel.plot(
                grid, mean, color=look.colour, linestyle=look.line, label=SIGNS.get(name, name).replace(", ", ",\n")
            )
        logarithmic(panel, "x", "y")
        panel.set(xlabel="training loss (falls →)", title=title)
        panel.invert_xaxis()
        plain_numbers(panel)
        name_ends(panel)
    found_at = {slug: each for slug, each in found["findings"].items() if "_at_loss_" in slug}
    told = "; ".join(f"{_said(slug)}: {np.exp(each['mean']):.2g}" for slug, each in found_at.items() if each["mean"])
    return f"Three measures along the gradient against the training loss. Batch norm's over the plain net's — {told}."


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

"""The figures of chapter 7."""

from collections.abc import Sequence

import numpy as np
from matplotlib.patches import FancyBboxPatch

from bnkit.plots.palette import BLUE, DASHED, DOTTED, GOLD, GREEN, INK, PURPLE
from bnkit.plots.panels import name_ends, plain_numbers
from bnkit.plots.picture import drawn

TABLES = {  # how many examples and channels of the 4 × 4 share a mean
    "batch": (4, 1, BLUE),
    "ghost batch": (2, 1, BLUE),
    "layer": (1, 4, GREEN),
    "group (G = 2)": (1, 2, PURPLE),
    "instance": (1, 1, GOLD),
}


@drawn(width=6.5, height=3.2)
def company(panels, sizes: Sequence[int], seen: Sequence[np.ndarray]) -> str:
    """What an example's normalized value is in many random batches, for each batch size."""
    (panel,) = panels
    low, middle, high = (np.array([np.quantile(values, share) for values in seen]) for share in (0.05, 0.5, 0.95))
    for m, values in zip(sizes, seen, strict=True):
        panel.plot([m] * 60, values[:60], "_", color=BLUE, alpha=0.25, markersize=9)
    panel.fill_between(sizes[1:], low[1:], high[1:], color=BLUE, alpha=0.2, linewidth=0)
    panel.plot(sizes[1:], high[1:], color=BLUE, linestyle=DASHED, linewidth=1.2, label="95th percentile")
    panel.plot(sizes[1:], middle[1:], color=BLUE, label="median")
    panel.plot(sizes[1:], low[1:], color=BLUE, linestyle=DASHED, linewidth=1.2, label="5th percentile")
    panel.plot(
        (sizes[0] * 1.5, sizes[-1] * 1.25), (1, 1), color=INK, linestyle=DOTTED, linewidth=1.2, label="population"
    )
    panel.set_xscale("log", base=2)
    panel.set(xlabel="batch size m", ylabel="x̂ of the same x = 1", xticks=sizes, xticklabels=sizes, ylim=(-1.3, 2.3))
    panel.minorticks_off()
    plain_numbers(panel)
    name_ends(panel)
    return (
        f"With two examples the normalized value lies between {low[0]:.1f} and {high[0]:.1f}. The range narrows as the batch"
        f" grows: {low[3]:.1f} to {high[3]:.1f} for {sizes[3]} examples, {low[-1]:.1f} to {high[-1]:.1f} for {sizes[-1]}."
    )


@drawn(columns=5, height=2.3, narrow=(3, 2), tall=2.2)
def relatives(panels) -> str:
    """Which cells of a table of examples and channels share a mean, for five normalizations."""
    for panel, (name, (high, wide, colour)) in zip(panels, TABLES.items(), strict=True):
        between = {"color": colour, "linestyle": DOTTED, "linewidth": 1}
        for number, (n, c) in enumerate(np.ndindex(4 // high, 4 // wide), 1):
            place, size = (c * wide + 0.08, 4 - (n + 1) * high + 0.08), (wide - 0.16, high - 0.16)
            shape = {"boxstyle": "round,pad=0,rounding_size=0.15", "edgecolor": colour, "linewidth": 1.5}
            fill = {"facecolor": colour, "alpha": 0.22}
            panel.add_patch(FancyBboxPatch(place, *size, **shape | fill))
            panel.add_patch(FancyBboxPatch(place, *size, **shape, facecolor="none"))
            for edge in range(1, wide):
                panel.plot([c * wide + edge] * 2, (place[1], place[1] + size[1]), **between)
            for edge in range(1, high):
                panel.plot((place[0], place[0] + size[0]), [4 - n * high - edge] * 2, **between)
            panel.text(c * wide + 0.5, 3.5 - n * high, number, ha="center", va="center", fontsize=11)
        panel.set(xlim=(0, 4), ylim=(0, 4), xticks=(), yticks=(), title=name, xlabel="channels", ylabel="examples")
        panel.set_aspect("equal")
        panel.spines[:].set_visible(False)
    return (
        "Five tables of four examples by four channels; cells in one frame share a mean, and the frames are numbered. Batch: each"
        " column. Ghost batch: each half of a column. Layer: each row. Group: each half of a row. Instance: each cell by itself."
    )

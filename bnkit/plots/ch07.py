"""The figures of chapter 7."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.patches import Rectangle

from bnkit.plots.style import BLUE, GREEN, ORANGE, PURPLE, STYLE, Picture, axes


@rc_context(STYLE)
def company(sizes: Sequence[int], seen: Sequence[np.ndarray]) -> Picture:
    """What an example's normalized value is in many random batches, for each batch size."""
    low, middle, high = (np.array([np.quantile(values, share) for values in seen]) for share in (0.05, 0.5, 0.95))
    figure, (panel,) = axes(1, width=6)
    panel.fill_between(sizes, low, high, color=BLUE, alpha=0.25, label="90% of the batches")
    panel.plot(sizes, middle, "o-", color=BLUE, label="median")
    panel.axhline(1, color=ORANGE, linestyle="--", label="over the population")
    panel.set_xscale("log", base=2)
    panel.set(xlabel="batch size m", ylabel="normalized value", xticks=sizes, xticklabels=sizes)
    panel.minorticks_off()
    panel.legend(frameon=False, loc="lower right")
    alt = (
        f"With two examples the normalized value lies between {low[0]:.1f} and {high[0]:.1f}. The range narrows as the batch"
        f" grows: {low[3]:.1f} to {high[3]:.1f} for {sizes[3]} examples, {low[-1]:.1f} to {high[-1]:.1f} for {sizes[-1]}."
    )
    return Picture(figure, alt, "The normalized value of an example with x = 1, in 2000 random batches of each size.")


@rc_context(STYLE)
def relatives() -> Picture:
    """Which cells of a table of examples and channels share a mean, for five normalizations."""
    example, channel = np.mgrid[:4, :4]
    shared = {"batch": channel, "ghost batch": 2 * channel + example // 2, "layer": example}
    shared |= {"group (G = 2)": 2 * example + channel // 2, "instance": 4 * example + channel}
    figure, panels = axes(5, height=2.2)
    colours = [ORANGE, BLUE, GREEN, PURPLE]
    for panel, (name, label) in zip(panels, shared.items(), strict=True):
        for n, c in np.ndindex(4, 4):
            box = {"width": 0.9, "height": 0.9, "alpha": 0.55, "facecolor": colours[label[n, c] % 4]}
            panel.add_patch(Rectangle((c, 3 - n), **box))
            panel.text(c + 0.45, 3.45 - n, f"{label[n, c] + 1}", ha="center", va="center", fontsize=9)
        panel.set(xlim=(0, 4), ylim=(0, 4), xticks=(), yticks=(), title=name, xlabel="channels")
        panel.set_aspect("equal")
        panel.spines[:].set_visible(False)
    panels[0].set_ylabel("examples")
    alt = (
        "Five tables of four examples by four channels; cells with one number share a mean. Batch: each column. Ghost batch:"
        " each half of a column. Layer: each row. Group: each half of a row. Instance: each cell by itself."
    )
    return Picture(figure, alt, "Each cell stands for all pixels of a channel of an example. One number: one mean.")

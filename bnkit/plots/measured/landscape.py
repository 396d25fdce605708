"""The loss along the gradient."""

import numpy as np
from matplotlib import rc_context

from bnkit.plots.measured.common import FOUR, Results, logarithmic
from bnkit.plots.style import STYLE, Picture, axes


@rc_context(STYLE)
def landscape(found: Results) -> Picture:
    """The three measures against the training loss, for the plain net's step sizes."""
    figure, panels = axes(3, width=11)
    titles = {
        "range": "range of the loss",
        "predictiveness": "change of the gradient",
        "smoothness": "change per distance",
    }
    for panel, (measure, title) in zip(panels, titles.items(), strict=True):
        for (name, part), colour in zip(found["values"].items(), FOUR, strict=True):
            loss, values = np.array(part["loss"], float), np.array(part[f"common {measure}"], float)
            panel.plot(np.nanmean(loss, 0), np.exp(np.nanmean(np.log(values), 0)), color=colour, label=name)
        logarithmic(panel, "x", "y")
        panel.set(xlabel="training loss", title=title)
        panel.invert_xaxis()
    panels[0].legend(frameon=False)
    matched = {slug: each for slug, each in found["findings"].items() if "_at_loss_" in slug}
    told = "; ".join(
        f"{slug.replace('_', ' ')}: {np.exp(each['mean']):.2g}" for slug, each in matched.items() if each["mean"]
    )
    return Picture(
        figure,
        f"Three measures along the gradient against the training loss. Batch norm's over the plain net's — {told}.",
    )

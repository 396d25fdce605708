"""Norms, dropout and wrong labels."""

import numpy as np
from matplotlib import rc_context

from bnkit.plots.measured.common import FOUR, Results, points, share
from bnkit.plots.style import INK, STYLE, Picture, axes


@rc_context(STYLE)
def regularization(found: Results) -> Picture:
    """Final test accuracy of five nets against the share of wrong labels."""
    figure, (panel,) = axes(1, width=6, height=3.6)
    wrong, told = found["config"]["wrong"], []
    names = list(dict.fromkeys(part.rsplit(", ", 1)[0] for part in found["values"]))
    for n, (name, colour) in enumerate(zip(names, (*FOUR, INK), strict=True)):
        samples = [found["values"][f"{name}, {each:.0%} wrong"]["final"] for each in wrong]
        points(panel, np.array(wrong) + 0.006 * (n - 2), samples, colour, name, "o-")
        told.append(f"{name}: " + ", ".join(f"{share(s)} at {w:.0%}" for w, s in zip(wrong, samples, strict=True)))
    panel.set(
        xlabel="share of wrong training labels",
        ylabel="test accuracy",
        xticks=wrong,
        xticklabels=[f"{w:.0%}" for w in wrong],
    )
    panel.legend(frameon=False)
    return Picture(figure, f"Test accuracy against the share of wrong labels. {'; '.join(told)}.")

"""Identities, checked numerically."""

import numpy as np

from bnkit.plots.measured.common import Results, name_rows
from bnkit.plots.palette import DASHED, INK
from bnkit.plots.panels import SIZE, logarithmic
from bnkit.plots.picture import drawn

STATEMENTS = {  # in the text's order and words
    "4.1 at eps = 0": "theorem on gradients",
    "4.1 with eps": "the same with ε > 0",
    "4.2, first identity": "theorem on curvature",
    "scale invariance": "BN(aWu) = BN(Wu)",
    "gradient at aW": "∇L(aW) = ∇L(W) / a",
}


@drawn(width=6.5, height=2.6, tall=2.6)
def theorems(panels, found: Results) -> str:
    """The largest error of each identity, for each seed."""
    (panel,) = panels
    spacing = float(np.finfo(float).eps)
    errors = [found["values"][name]["largest"] for name in STATEMENTS]
    for n, largest in enumerate(errors):
        panel.plot(largest, [-n] * len(largest), "o", color=INK, alpha=0.4, markeredgewidth=0)
    panel.axvline(spacing, color=INK, linestyle=DASHED, linewidth=1)
    panel.text(1.4 * spacing, 0.75, "float64's spacing at 1", va="center", fontsize=SIZE)
    logarithmic(panel, "x")
    name_rows(panel, list(STATEMENTS.values()))
    panel.set(xlabel="largest error of a seed", xlim=(1e-16, 1e-11))
    return f"The largest error of each identity over random shapes: at most {max(map(max, errors)):.1g}."

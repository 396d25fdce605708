"""Identities, checked numerically."""

import re

from bnkit.plots.measured.common import Results
from bnkit.plots.palette import DASHED, INK
from bnkit.plots.panels import logarithmic
from bnkit.plots.picture import drawn


@drawn(width=6.5, height=2.4)
def theorems(panels, found: Results) -> str:
    """The largest error of each identity, for each seed."""
    (panel,) = panels
    chosen = {name: part["largest"] for name, part in found["values"].items() if name != "4.1 with eps"}
    equal = found["config"]["precision"]
    for n, errors in enumerate(chosen.values()):
        panel.plot(errors, [-n] * len(errors), "o", color=INK, alpha=0.4, markeredgewidth=0)
    panel.axvline(equal, color=INK, linestyle=DASHED, linewidth=1)
    logarithmic(panel, "x")
    panel.set(
        yticks=[-n for n in range(len(chosen))],
        yticklabels=[in_words(name) for name in chosen],
        xlabel="largest error of a seed",
    )
    panel.set(ylim=(-len(chosen) + 0.4, 0.9), xlim=(1e-16, 30 * equal))
    panel.text(equal / 1.5, 0.55, "equal: left of here", ha="right", fontsize=10)
    worst = max(max(errors) for errors in chosen.values())
    return f"The largest error of each identity over random shapes: at most {worst:.1g}."


def in_words(name: str) -> str:
    """An identity's name with the text's symbols."""
    return re.sub(r"^(?=\d)", "theorem ", name).replace("eps", "ε")

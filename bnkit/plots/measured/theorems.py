"""Identities, checked numerically."""

from matplotlib import rc_context

from bnkit.plots.measured.common import Results, logarithmic
from bnkit.plots.style import BLUE, ORANGE, STYLE, Picture, axes


@rc_context(STYLE)
def theorems(found: Results) -> Picture:
    """The largest error of each identity, for each seed."""
    figure, (panel,) = axes(1, width=6)
    chosen = {name: part["largest"] for name, part in found["values"].items() if name != "4.1 with eps"}
    for n, errors in enumerate(chosen.values()):
        panel.plot(errors, [-n] * len(errors), "o", color=BLUE, alpha=0.6)
    panel.axvline(found["config"]["precision"], color=ORANGE, linestyle="--", label="what counts as equal")
    logarithmic(panel, "x")
    panel.set(yticks=[-n for n in range(len(chosen))], yticklabels=list(chosen), xlabel="largest error")
    panel.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.65, 1))
    worst = max(max(errors) for errors in chosen.values())
    return Picture(figure, f"The largest error of each identity over random shapes: at most {worst:.1g}.")

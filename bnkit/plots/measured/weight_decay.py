"""Decay and the effective learning rate."""

import math

import numpy as np
from matplotlib.axes import Axes

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, band
from bnkit.plots.palette import BLUE, DASHED, DOTTED, GOLD, INK, Look
from bnkit.plots.panels import logarithmic, name_ends, plain_numbers
from bnkit.plots.picture import drawn

NETS = {
    "undecayed": (Look(GOLD, DASHED), "no decay"),
    "decayed": (Look(BLUE), "decay"),
    "control": (Look(INK, DOTTED), "control"),
}


@drawn(columns=2, height=3.2, tall=2.9)
def weight_decay(panels, found: Results) -> str:
    """Effective rate of a net with decay and one without, and how far one without and the control are from the decayed."""
    rate = found["config"]["rates"][0]
    part = found["values"]["batch norm"]
    rates, distances = panels
    for name in ("decayed", "undecayed"):
        band(rates, part["steps"], part[f"{rate} {name} effective rate"], *NETS[name])
    raised = np.array(part[f"{rate} decayed effective rate"]) / (1 - rate * found["config"]["decay"])
    band(rates, part["steps"], raised, *NETS["control"], each=False)  # this is how the control is made
    ends = {name: f"{interval(part[f'{rate} {name} apart at the end'])[0]:.1g}" for name in ("undecayed", "control")}
    for name, end in ends.items():
        look, label = NETS[name]
        band(distances, part["steps"], part[f"{rate} {name} apart"], look, f"{label}:\n{end}", powers=True)
    logarithmic(distances, "y")
    _mark_right_angles(distances)
    rates.set(xlabel="step", ylabel="η / ‖w‖², mean of layer 1", title="effective rate")
    distances.set(xlabel="step", ylabel="distance of directions", title="how far from the net with decay")
    for panel in panels:
        plain_numbers(panel)
        name_ends(panel)
    rates.figure.get_layout_engine().set(wspace=0.08)
    return (
        "Decay raises the effective rate, and the control has nearly the same one. At the end the directions of the net without"
        f" decay lie up to {ends['undecayed']} from the decayed net's, the control's up to {ends['control']}. A line shows how"
        " far apart directions at right angles are."
    )


def _mark_right_angles(panel: Axes) -> None:
    """A line, with its name above it, at the distance of two directions at right angles; ticks are few and end at 1."""
    panel.axhline(math.sqrt(2), color=INK, linewidth=0.8)
    place = {"xy": (0.02, math.sqrt(2)), "xycoords": panel.get_yaxis_transform()}
    panel.annotate("at right angles: √2", **place, xytext=(0, 2), textcoords="offset points", va="bottom", fontsize=10)
    panel.set(ylim=(1e-4, 6), yticks=np.logspace(-4, 0, 5))

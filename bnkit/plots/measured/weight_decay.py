"""Decay and the effective learning rate."""

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import Results, band
from bnkit.plots.palette import BLUE, DASHED, DOTTED, INK, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

TITLES = {"effective rate": "effective rate", "apart": "directions apart, largest", "test": "test accuracy"}


@drawn(columns=3, height=2.8)
def weight_decay(panels, found: Results) -> str:
    """Effective rate, distance of directions and accuracy of a net with decay, one without, and the control, at one rate."""
    rate, decay = found["config"]["rates"][0], found["config"]["decay"]
    part, exact = found["values"]["batch norm"], found["values"]["batch norm, ε = 0"]
    nets = {"undecayed": (DASHED, "no decay"), "decayed": ("-", f"λ = {decay:g}"), "control": (DOTTED, "control")}
    for panel, (what, title) in zip(panels, TITLES.items(), strict=True):
        for name, (line, label) in nets.items():
            values = part.get(f"{rate} {name} {what}")
            if values and (name, what) != ("control", "effective rate"):  # its own is another
                band(panel, part["steps"], values, Look(BLUE, line), label)
        panel.set(xlabel="step", title=title)
        plain_numbers(panel)
    band(panels[1], exact["steps"], exact[f"{rate} control apart"], Look(INK, DOTTED), "control,\nε = 0")
    logarithmic(panels[1], "y")
    percent(panels[2], "y")
    panels[2].set_ylim(0.9, 1)
    for panel in panels:
        name_ends(panel)
    ends = [f"{interval(part[f'{rate} {name} apart at the end'])[0]:.1g}" for name in ("undecayed", "control")]
    return (
        "Decay raises the effective rate. At the end the directions of the net without decay lie up to"
        f" {ends[0]} from the decayed net's, the control's {ends[1]}; with ε = 0 in float64"
        f" {interval(exact[f'{rate} control apart at the end'])[0]:.0e}."
    )

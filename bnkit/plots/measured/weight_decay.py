"""Decay and the effective learning rate."""

from bnkit.plots.measured.common import Results, band, share
from bnkit.plots.palette import BLUE, DASHED, DOTTED, Look
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn

TITLES = {"length": "mean ‖w‖ of the first layer", "effective rate": "effective rate", "test": "test accuracy"}


@drawn(columns=3, height=2.8)
def weight_decay(panels, found: Results) -> str:
    """Length, effective rate and accuracy of a net with decay, without, and the control."""
    decays = found["config"]["decays"]
    decay = decays[-2] if len(decays) > 1 else decays[0]
    part = found["values"][f"batch norm, {decay}"]
    nets = {"undecayed": (DASHED, "no decay"), "decayed": ("-", f"λ = {decay:g}"), "control": (DOTTED, "control")}
    for panel, (what, title) in zip(panels, TITLES.items(), strict=True):
        for name, (line, label) in nets.items():
            if f"{name} {what}" in part:
                band(panel, part["steps"], part[f"{name} {what}"], Look(BLUE, line), label)
        panel.set(xlabel="step", title=title)
        plain_numbers(panel)
    logarithmic(panels[1], "y")
    panels[1].set_yticks([0.05, 0.1, 0.2, 0.5], ["0.05", "0.1", "0.2", "0.5"])
    percent(panels[2], "y")
    panels[2].set_ylim(0.9, 1)
    for panel in panels:
        name_ends(panel)
    agrees = share(part["control agrees"])
    return (
        "Decay shortens the weights and raises the effective rate. The control follows its accuracy, with the same answer on"
        f" {agrees} of the test images."
    )

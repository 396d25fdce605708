"""Decay and the effective learning rate."""

from matplotlib import rc_context

from bnkit.plots.measured.common import Results, band, logarithmic, share
from bnkit.plots.style import BLUE, GREEN, ORANGE, STYLE, Picture, axes


@rc_context(STYLE)
def weight_decay(found: Results) -> Picture:
    """Length, effective rate and accuracy of a net with decay, without, and the control."""
    figure, panels = axes(3, width=11)
    decay = found["config"]["decays"][-2] if len(found["config"]["decays"]) > 1 else found["config"]["decays"][0]
    part = found["values"][f"batch norm, {decay}"]
    titles = {"length": "mean ‖w‖ of the first layer", "effective rate": "effective rate", "test": "test accuracy"}
    for panel, (what, title) in zip(panels, titles.items(), strict=True):
        for name, colour, line in (("undecayed", ORANGE, "-"), ("decayed", BLUE, "-"), ("control", GREEN, "--")):
            if f"{name} {what}" not in part:
                continue
            label = {"undecayed": "no decay", "decayed": f"decay {decay:g}"}.get(name, "control")
            band(panel, part["steps"], part[f"{name} {what}"], colour, label, line)
        panel.set(xlabel="step", title=title)
    logarithmic(panels[1], "y")
    panels[1].set_yticks([0.05, 0.1, 0.2, 0.5], ["0.05", "0.1", "0.2", "0.5"])
    panels[0].legend(frameon=False)
    alt = (
        "Decay shortens the weights and raises the effective rate. The control follows its accuracy, with the same answer on"
        f" {share(part['control agrees'])} of the test images."
    )
    return Picture(
        figure, alt, "Batch norm. The control has no decay, but the decayed net's effective rate at every step."
    )

"""Norms, dropout and wrong labels."""

from bnkit.plots.measured.common import Results, points, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(width=6.5, height=3.8, tall=3.6)
def regularization(panels, found: Results) -> str:
    """Final test accuracy of five nets against the share of wrong labels."""
    (panel,) = panels
    wrong, told = found["config"]["wrong"], []
    for n, name in enumerate(dict.fromkeys(part.rsplit(", ", 1)[0] for part in found["values"])):
        samples = [found["values"][f"{name}, {each:.0%} wrong"]["final"] for each in wrong]
        points(panel, [each + 0.006 * (n - 2) for each in wrong], samples, LOOKS[name], name)
        told.append(f"{name}: " + ", ".join(f"{share(s)} at {w:.0%}" for w, s in zip(wrong, samples, strict=True)))
    panel.set(xlabel="share of wrong training labels", ylabel="test accuracy", xticks=wrong)
    plain_numbers(panel)
    percent(panel, "x", "y")
    name_ends(panel)
    return f"Test accuracy against the share of wrong labels. {'; '.join(told)}."

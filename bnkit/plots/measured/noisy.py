"""Batch norm whose statistics are disturbed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bnkit.findings.finding import interval
from bnkit.plots.measured.common import SHARES, Results, band, share
from bnkit.plots.palette import LOOKS
from bnkit.plots.panels import logarithmic, name_ends, percent, plain_numbers
from bnkit.plots.picture import drawn


@drawn(columns=2, height=3.2, tall=3.0)
def noisy(panels, found: Results) -> str:
    """Test accuracy and jitter of the four nets along training."""
    accuracy, jitter = panels
    for name, part in found["values"].items():
        label = name.replace(", ", ",\n")
        band(accuracy, part["steps"], part["test"], LOOKS[name], label)
        band(jitter, part["steps"], part["jitter along training"], LOOKS[name], label, powers=True)
    accuracy.set(**SHARES, ylabel="test accuracy")
    logarithmic(jitter, "y")
    jitter.set(ylabel="jitter")
    for panel in panels:
        logarithmic(panel, "x")
        panel.set(xlabel="step")
        plain_numbers(panel)
        name_ends(panel)
    percent(accuracy, "y")
    told = (f"{name} {_ends(part)}" for name, part in found["values"].items())
    return f"Test accuracy along training, and the jitter of the units: {'; '.join(told)}."


def _ends(part: Mapping[str, Any]) -> str:
    """Accuracy and jitter at the first and at the last checkpoint."""
    accuracies, jitters = (np.array(part[name]).T[[0, -1]] for name in ("test", "jitter along training"))
    first, last = (np.exp(interval(np.log(seeds))[0]) for seeds in jitters)
    return f"from {share(accuracies[0])} to {share(accuracies[1])}, jitter from {first:.2g} to {last:.2g}"

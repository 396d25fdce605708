"""What the experiments measured, drawn: a function for each, with 95% intervals over the seeds."""

from bnkit.plots.measured.common import results
from bnkit.plots.measured.depth import depth, gradients
from bnkit.plots.measured.folding import folding
from bnkit.plots.measured.interactions import interactions
from bnkit.plots.measured.landscape import landscape, lengths
from bnkit.plots.measured.learning_rates import learning_rates
from bnkit.plots.measured.noisy import noisy
from bnkit.plots.measured.regularization import regularization
from bnkit.plots.measured.shift import shift
from bnkit.plots.measured.small_batch import recurrent, small_batch
from bnkit.plots.measured.speed import gains, speed
from bnkit.plots.measured.theorems import theorems
from bnkit.plots.measured.weight_decay import weight_decay

__all__ = [
    "depth",
    "folding",
    "gains",
    "gradients",
    "interactions",
    "landscape",
    "learning_rates",
    "lengths",
    "noisy",
    "recurrent",
    "regularization",
    "results",
    "shift",
    "small_batch",
    "speed",
    "theorems",
    "weight_decay",
]

"""# Covariate shift

A model meets inputs that are distributed otherwise than those it learned from. That is *covariate shift*, and it has a classical
cure: weigh each training example by how much more often it will be met. Here you write the cure, and then the tools that look
for something similar inside a network: where a sigmoid is flat, how much of a batch lies there, and how a unit's values drift
while it trains.
"""

from bnkit.authoring import Question

from . import activation_percentiles, density_ratio, saturated_fraction, sigmoid_slope, weighted_least_squares

EXERCISES = [
    density_ratio.EXERCISE,
    weighted_least_squares.EXERCISE,
    sigmoid_slope.EXERCISE,
    saturated_fraction.EXERCISE,
    activation_percentiles.EXERCISE,
]

QUESTIONS = [
    Question(
        "what_shifts",
        "In covariate shift the inputs' distribution changes. What changes in *internal* covariate shift, and what makes it change?",
        "The distribution of a layer's inputs changes during training (1 point), because the parameters of the layers before it"
        " change (1 point); the network's own input may stay as it is.",
        after="activation_percentiles",
    ),
]

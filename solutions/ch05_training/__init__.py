"""# Training with batch norm

Your pieces are enough to train a network. Here you write the step that moves the weights, the yardstick that compares two runs,
and the two small formulas behind much of what batch norm does to training: a layer before it does not care how long its weights
are, but its gradient does.
"""

from bnkit.authoring import Hunt, Question

from . import effective_learning_rate, rescaled_gradient, sgd_step, steps_to_accuracy

EXERCISES = [
    sgd_step.EXERCISE,
    steps_to_accuracy.EXERCISE,
    rescaled_gradient.EXERCISE,
    effective_learning_rate.EXERCISE,
]

HUNTS = [
    Hunt(
        "expose_sgd_step",
        "expose",
        "sgd_step",
        "decay_on_gradient",
        graded=True,
        intended=dict(w=[2.0, -1.0], dw=[0.5, 4.0], lr=0.1, weight_decay=0.2),
    ),
    Hunt("name_sgd_step", "name", "sgd_step", "decay_without_lr"),
    Hunt("mend_learning_rate", "mend", "effective_learning_rate", "sum_squared"),
]

QUESTIONS = [
    Question(
        "decay_and_norm",
        "A layer stands before batch norm. Weight decay makes its weights shorter. What does that change in the function that the"
        " network computes, and what in its training?",
        "The function stays the same, because BN(aWu) = BN(Wu) up to eps (1 point). The gradient grows as 1/‖w‖, so the direction"
        " turns faster: decay raises the effective learning rate lr/‖w‖² (1 point).",
    ),
]

"""# The algorithm

Batch normalization takes a layer's activations, one feature at a time, and gives them mean 0 and variance 1 over the
batch; then a learned scale and shift, $\\gamma$ and $\\beta$, take over. Here you write it: for a table of examples, with
what the backward pass will need, for images, and beside it what it was meant to replace, whitening.

Write a piece, run the cell below it, and read the verdict. `m` is the number of values per feature, and the variance of
a batch divides by `m`.
"""

from bnkit.authoring import Hunt, Question

from . import batch_norm, batch_norm_forward, batch_norm_images, identity_parameters, whiten

EXERCISES = [
    whiten.EXERCISE,
    batch_norm.EXERCISE,
    batch_norm_forward.EXERCISE,
    identity_parameters.EXERCISE,
    batch_norm_images.EXERCISE,
]

HUNTS = [
    Hunt("expose_batch_norm", "expose", "batch_norm", "eps_outside_root"),
    Hunt(
        "expose_with_four",
        "expose",
        "batch_norm",
        "one_scalar_mean",
        numbers=4,
        graded=True,
        intended=dict(x=[[1.0, 5.0], [3.0, 9.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0]),
    ),
    Hunt(
        "most_batch_norm",
        "most",
        "batch_norm",
        graded=True,
        intended=dict(
            x=[[4.0, -1.0, 6.0], [7.0, 2.0, 5.0], [1.0, 3.0, 9.0], [3.0, 8.0, -2.0]],
            gamma=[1.5, -0.5, 2.5],
            beta=[0.3, -1.2, 0.8],
            eps=2.0,
        ),
    ),
    Hunt("name_batch_norm", "name", "batch_norm", "shift_before_scale"),
    Hunt("mend_batch_norm", "mend", "batch_norm", "only_x_scaled"),
]

QUESTIONS = [
    Question(
        "useless_bias",
        "A layer computes Wx + b and batch norm follows it directly. What does b do to the output of batch norm, and to the"
        " training of the network? What takes over its task?",
        "b is added to every example's value of a feature, so it is part of the batch's mean and is subtracted again: the"
        " output does not depend on it (1 point), its gradient is zero and it stays at its initial value; beta takes over"
        " (1 point).",
        points=2,
        after="identity_parameters",
    ),
]

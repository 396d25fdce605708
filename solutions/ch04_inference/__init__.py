"""# Inference and folding

In training batch normalization looks at a batch. In use there may be a single example, and its answer must not depend on who
else is in the room. Here you keep the statistics that take the batch's place, write the layer with its two modes, merge the
statistics of several devices, and fold the whole thing into the weights next to it until nothing is left.

`momentum` is the weight of the *new* batch. The variance that normalizes divides by `m`; the variance that is stored divides
by `m − 1`.
"""

from bnkit.authoring import Hunt, Question

from . import (
    batch_norm_inference,
    batch_norm_inference_backward,
    batch_norm_layer,
    fold_conv,
    fold_into_next_linear,
    fold_linear,
    merge_statistics,
    population_statistics,
    update_running_stats,
)

EXERCISES = [
    update_running_stats.EXERCISE,
    population_statistics.EXERCISE,
    merge_statistics.EXERCISE,
    batch_norm_inference.EXERCISE,
    batch_norm_inference_backward.EXERCISE,
    batch_norm_layer.EXERCISE,
    fold_linear.EXERCISE,
    fold_conv.EXERCISE,
    fold_into_next_linear.EXERCISE,
]

HUNTS = [
    Hunt(
        "expose_inference",
        "expose",
        "batch_norm_inference",
        "batch_mean_in_eval",
        numbers=4,
        graded=True,
        intended=dict(x=[[2.0], [4.0]], gamma=[1.0], beta=[0.0], mean=[1.0], var=[1.0]),
    ),
    Hunt(
        "most_inference",
        "most",
        "batch_norm_inference",
        graded=True,
        intended=dict(
            x=[[2.0, -3.0], [5.0, 1.0], [4.0, 7.0]],
            gamma=[2.0, -0.5],
            beta=[0.4, -1.1],
            mean=[1.0, 0.7],
            var=[3.0, 0.5],
            eps=0.6,
        ),
    ),
    Hunt("mend_running_stats", "mend", "update_running_stats", "correction_inverted"),
    Hunt("name_running_stats", "name", "update_running_stats", "biased_running_variance"),
]

QUESTIONS = [
    Question(
        "why_m_minus_one",
        "The variance that normalizes divides by m; the one that is stored divides by m − 1. Why are both right?",
        "The first describes the batch itself: with it the batch gets variance 1, up to eps (1 point). The second estimates the"
        " population's variance; a batch's spread about its own mean is (m − 1)/m of that on average, because the mean was"
        " fitted to the same examples (1 point).",
        after="population_statistics",
    ),
    Question(
        "shifted_test_set",
        "A network is used on images that are darker than those it was trained on. What differs between normalizing with the"
        " batch's statistics and with the stored ones? Name an advantage and a danger of each.",
        "Stored statistics: answers do not depend on company and are repeatable, but the inputs of every layer are shifted"
        " (1 point). Batch statistics: they adapt to the shift, but an answer changes with the other examples, and small or"
        " one-sided batches give poor statistics (1 point).",
    ),
]

DEMONSTRATIONS = {
    "variance_starts_at_zero": "the initial values are arguments of the piece",
    "folds_batch_statistics": "folding is given its statistics and sees no batch",
    "fold_before_padded_conv": "no piece folds batch norm into a convolution after it, because zero padding makes that impossible",
}

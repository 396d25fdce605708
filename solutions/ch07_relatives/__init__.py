"""# Limits and relatives

Batch norm needs a batch. Its relatives take their statistics elsewhere: over the features of one example (layer norm), over
groups of its channels (group norm), or over a part of a batch (ghost batch norm). The formula stays the same; what changes is
*which* values share a mean and a variance. You write the three, one that does without the mean (RMS norm), and the backward passes
of two, where one step that batch norm let you take is no longer allowed.

`m` is the number of values that share a mean.
"""

from bnkit.authoring import Hunt, Question

from . import ghost_batch_norm, group_norm, group_norm_backward, layer_norm, layer_norm_backward, rms_norm

EXERCISES = [
    layer_norm.EXERCISE,
    layer_norm_backward.EXERCISE,
    rms_norm.EXERCISE,
    group_norm.EXERCISE,
    group_norm_backward.EXERCISE,
    ghost_batch_norm.EXERCISE,
]

HUNTS = [
    Hunt(
        "expose_rms_norm",
        "expose",
        "rms_norm",
        "divides_by_std",
        graded=True,
        intended=dict(x=[[2.0, 5.0]], gamma=[1.0, 1.0]),
    ),
    Hunt("mend_layer_norm_backward", "mend", "layer_norm_backward", "dgamma_averaged"),
    Hunt("name_group_norm", "name", "group_norm", "groups_interleaved"),
]

QUESTIONS = [
    Question(
        "which_norm_when",
        "You train a detector whose images are so large that two fit on a device. Which normalization would you choose, and why?"
        " What would you give up?",
        "With two examples batch norm's statistics are very noisy in dense layers, and differ from the stored ones (1 point)."
        " Group norm (or synchronized batch norm) does not depend on the batch's size; one gives up the noise that regularizes,"
        " and, with group norm, folding into the weights (1 point).",
    ),
]

DEMONSTRATIONS = {
    "instance_norm": "group norm with a group for each channel: groups_are_channels names it",
}

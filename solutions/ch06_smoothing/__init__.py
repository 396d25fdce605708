"""# The smoothing argument

In 2018 it was argued that batch norm does not help by steadying the distributions of activations, but by making the loss
smoother. Whether one agrees or not depends on what was measured. Here you write the measurements themselves; the book's
experiments run on these very functions.

`loss` and `grad` are functions of a flat vector of all weights, on one fixed batch. `g` is the gradient at `w`, and a step of
size `s` goes from `w` to `w − s·g`.
"""

from bnkit.authoring import Hunt, Question

from . import (
    effective_smoothness,
    gradient_predictiveness,
    internal_covariate_shift,
    loss_range_along_gradient,
    noisy_batch_norm,
    smoothing_bound,
)

EXERCISES = [
    noisy_batch_norm.EXERCISE,
    internal_covariate_shift.EXERCISE,
    loss_range_along_gradient.EXERCISE,
    gradient_predictiveness.EXERCISE,
    effective_smoothness.EXERCISE,
    smoothing_bound.EXERCISE,
]

HUNTS = [
    Hunt(
        "expose_noise",
        "expose",
        "noisy_batch_norm",
        "shift_scaled_too",
        graded=True,
        intended=dict(x=[[0.0], [2.0]], gamma=[1.0], beta=[0.0], shift=[[1.0], [3.0]], scale=[[2.0], [0.5]]),
    ),
    Hunt("mend_smoothness", "mend", "effective_smoothness", "divided_by_step_alone"),
    Hunt("name_smoothing_bound", "name", "smoothing_bound", "bound_not_divided_by_m"),
]

QUESTIONS = [
    Question(
        "what_noise_shows",
        "Noisy batch norm trains about as well as batch norm, though its activations are unsteady. What does that show about"
        " internal covariate shift, and what does it not show?",
        "It shows that steady distributions of activations are not needed for the gain (1 point). It does not show that a shift"
        " caused by the layers' own updates is harmless: the injected noise is independent of them (1 point).",
        after="noisy_batch_norm",
    ),
]

DEMONSTRATIONS = {
    "landscape_across_runs": "the range over separately trained runs is no function of one point",
    "ics_other_batch": "grad has its batch built in: a piece cannot change it",
    "noise_constant_in_time": "the noise is an argument, drawn by the caller: a piece cannot freeze it",
}

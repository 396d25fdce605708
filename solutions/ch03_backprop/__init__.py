"""# Backpropagation

Batch normalization mixes the examples of a batch, so the gradient at one example's output reaches every example's input.
Here you follow it: first to $\\beta$ and $\\gamma$, then node by node to $x$, then in one closed formula, then for images; and
you write the tool that checks all of it, the numerical gradient.

Each backward piece is given the cache of a *right* forward pass, so nothing here depends on what you wrote before. `dy` is
the gradient of the loss with respect to `y`; the result has the shape of what it is the gradient of.
"""

from bnkit.authoring import Hunt, Question

from . import (
    batch_norm_backward,
    batch_norm_images_backward,
    grad_beta,
    grad_gamma,
    grad_mean,
    grad_var,
    grad_x_hat,
    grad_x_staged,
    numerical_gradient,
)

EXERCISES = [
    numerical_gradient.EXERCISE,
    grad_beta.EXERCISE,
    grad_gamma.EXERCISE,
    grad_x_hat.EXERCISE,
    grad_var.EXERCISE,
    grad_mean.EXERCISE,
    grad_x_staged.EXERCISE,
    batch_norm_backward.EXERCISE,
    batch_norm_images_backward.EXERCISE,
]

HUNTS = [
    Hunt("mend_grad_var", "mend", "grad_var", "power_minus_half", graded=True),
    Hunt(
        "expose_grad_mean",
        "expose",
        "grad_mean",
        "dvar_added_to_dmean",
        graded=True,
        intended=dict(dx_hat=[[0.0], [1.0]], dvar=[2.0], x_centered=[[-1.0], [1.0]], inv_std=[0.5]),
    ),
    Hunt("name_batch_norm_backward", "name", "batch_norm_backward", "mean_path_missing"),
]

QUESTIONS = [
    Question(
        "vanishing_sums",
        "The sum of dx over the batch is zero, whatever dy is. Explain why without the formula: what happens to the loss when"
        " the same number is added to every x of a feature?",
        "Adding a constant to every x changes the mean by that constant, so x − mean and with it the output and the loss stay"
        " the same (1 point). The derivative of the loss along that direction is Σ_i dx_i, so it is zero (1 point).",
        after="batch_norm_backward",
    ),
]

DEMONSTRATIONS = {
    "batch_size_hard_coded": "what a literal batch size gives depends on the literal; where it differs the values are wrong"
    " by m over a constant, and the verdict says in which cases",
    "train_uses_eval_formula": "gives the same numbers as statistics_constant on every input",
    "gamma_outside_sums": "right for batch norm: gamma is constant along the batch. It is a mistake in chapter 7's layer norm",
}

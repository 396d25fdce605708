"""# The smoothing argument

In 2018 it was argued that batch norm does not help by steadying the distributions of activations, but by making the loss
smoother. Whether one agrees or not depends on what was measured. Here you write the measurements themselves; the book's
experiments run on these very functions.

`loss` and `grad` are functions of a flat vector of all weights, on one fixed batch. `g` is the gradient at `w`, and a step of
size `s` goes from `w` to `w − s·g`.
"""

import functools
from itertools import pairwise

import numpy as np
from ch02_algorithm import STATISTICS, batch_norm, batch_norm_forward, forward_cases

from bnkit.authoring.exercise import Case, Exercise, Question
from bnkit.judging.functions import chain_gradients, slope_and_walls, slope_and_walls_gradient

# The right answers


def noisy_batch_norm(x, gamma, beta, shift, scale, eps=1e-5):
    """Batch norm with noise *after* it: the distribution is made unsteady again.

        y     = batch norm of x, with gamma and beta
        noisy = scale · y + shift

    The noise is drawn anew at every step by whoever calls this.

    x             array of shape (N, D)
    gamma, beta   scale and shift of batch norm, of shape (D,)
    shift, scale  the noise, arrays of shape (N, D)
    eps           a small number > 0

    Returns the noisy activations, of shape (N, D).
    """
    y = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
    return scale * y + shift


def internal_covariate_shift(grad, weights, new_weights, layer):
    """How much the update of the layers *before* it changes a layer's gradient (Definition 2.1 of the 2018 paper).

        G      = layer's gradient at the old weights
        G'     = layer's gradient when layers 0 … layer − 1 have their new weights,
                 and this layer and all after it still have the old ones
        l2     = ‖G − G'‖
        cosine = ⟨G, G'⟩ / (‖G‖ · ‖G'‖)

    grad                  a function of a list of arrays, one for each layer, that
                          returns the list of their gradients, on one fixed batch
    weights, new_weights  lists of arrays: before and after a step
    layer                 which layer, counted from 0

    Returns (l2, cosine), two numbers.
    """
    G = grad(weights)[layer]
    G_new = grad(new_weights[:layer] + weights[layer:])[layer]
    return np.linalg.norm(G - G_new), (G * G_new).sum() / (np.linalg.norm(G) * np.linalg.norm(G_new))


def loss_range_along_gradient(loss, w, g, steps):
    """The smallest and the largest loss that steps along the gradient lead to.

        losses = loss(w − s·g)        for each s in steps

    loss   a function of a vector that returns a number
    w      the weights, a vector
    g      the gradient at w
    steps  array of step sizes

    Returns (low, high), two numbers.
    """
    losses = [loss(w - s * g) for s in steps]
    return min(losses), max(losses)


def gradient_predictiveness(grad, w, g, steps):
    """How far the gradient has turned or grown after a step: how well g predicts it.

        ‖g − grad(w − s·g)‖        for each s in steps

    grad   a function of a vector that returns the gradient there
    w      the weights, a vector
    g      the gradient at w
    steps  array of step sizes

    Returns an array with a number for each step.
    """
    return np.array([np.linalg.norm(g - grad(w - s * g)) for s in steps])


def effective_smoothness(grad, w, g, steps):
    """The largest change of the gradient per distance moved: a Lipschitz constant along the line.

        max over s of  ‖g − grad(w − s·g)‖ / ‖s·g‖

    grad   a function of a vector that returns the gradient there
    w      the weights, a vector
    g      the gradient at w
    steps  array of step sizes > 0

    Returns a number.
    """
    return max(np.linalg.norm(g - grad(w - s * g)) / np.linalg.norm(s * g) for s in steps)


def smoothing_bound(dy, x_hat, gamma, var):
    """The right side of Theorem 4.1, for each feature: what bounds ‖dx‖² through batch norm.

        gamma²/var · (‖dy‖² − (1/m) (Σ_i dy_i)² − (1/m) (Σ_i dy_i · x_hat_i)²)

    dy     gradient at batch norm's output, of shape (N, D), so m = N
    x_hat  normalized input, of shape (N, D)
    gamma  scale, of shape (D,)
    var    the batch's variance, of shape (D,); eps is 0

    Returns an array of shape (D,).
    """
    m = len(dy)
    inner = (dy**2).sum(axis=0) - dy.sum(axis=0) ** 2 / m - (dy * x_hat).sum(axis=0) ** 2 / m
    return gamma**2 / var * inner


# Mistakes in noisy batch norm


def noise_before_normalizing(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise in before batch norm, which removes the part of it that the batch shares. It comes after."""
    return batch_norm(scale * x + shift, gamma, beta, eps)


def noise_before_scale_and_shift(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise on x_hat, before gamma and beta. It comes after them."""
    _, cache = batch_norm_forward(x, gamma, beta, eps)
    return gamma * (scale * cache.x_hat + shift) + beta


def shift_scaled_too(x, gamma, beta, shift, scale, eps=1e-5):
    """You added the noise's shift before you multiplied by its scale. Scale first: scale · y + shift."""
    return scale * (batch_norm(x, gamma, beta, eps) + shift)


def noise_without_shift(x, gamma, beta, shift, scale, eps=1e-5):
    """The noise's shift is missing: scale · y + shift."""
    return scale * batch_norm(x, gamma, beta, eps)


def noise_without_scale(x, gamma, beta, shift, scale, eps=1e-5):
    """The noise's scale is missing: scale · y + shift."""
    return batch_norm(x, gamma, beta, eps) + shift


def noise_left_out(x, gamma, beta, shift, scale, eps=1e-5):
    """Your result has no noise."""
    return batch_norm(x, gamma, beta, eps)


def shift_and_scale_swapped(x, gamma, beta, shift, scale, eps=1e-5):
    """You multiplied by shift and added scale. It is the other way round."""
    return shift * batch_norm(x, gamma, beta, eps) + scale


def batch_norm_left_out(x, gamma, beta, shift, scale, eps=1e-5):
    """You put the noise on x itself. It goes on batch norm's output."""
    return scale * x + shift


def one_noise_for_the_batch(x, gamma, beta, shift, scale, eps=1e-5):
    """You used the first example's noise for all of them. Each example has its own row."""
    return scale[0] * batch_norm(x, gamma, beta, eps) + shift[0]


def in_noisy(slip):
    """A slip in chapter 2's statistics as one of `noisy_batch_norm`."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, shift, scale, eps=1e-5):
        mean, inv_std = slip(x, eps)
        return scale * (gamma * (x - mean) * inv_std + beta) + shift

    return mistake


NOISY = (
    noise_before_normalizing,
    noise_before_scale_and_shift,
    shift_scaled_too,
    noise_without_shift,
    noise_without_scale,
    noise_left_out,
    shift_and_scale_swapped,
    batch_norm_left_out,
    one_noise_for_the_batch,
    *map(in_noisy, STATISTICS),
)


# Mistakes in the shift


def compared(G, G_new):
    """(l2, cosine) of two gradients."""
    return np.linalg.norm(G - G_new), (G * G_new).sum() / (np.linalg.norm(G) * np.linalg.norm(G_new))


def ics_after_own_update(grad, weights, new_weights, layer):
    """You gave the layer its own new weights too. Only the layers before it move: new_weights[:layer]."""
    return compared(grad(weights)[layer], grad(new_weights[: layer + 1] + weights[layer + 1 :])[layer])


def ics_all_layers_moved(grad, weights, new_weights, layer):
    """You moved all layers. Only those before the layer move."""
    return compared(grad(weights)[layer], grad(new_weights)[layer])


def ics_later_layers_moved(grad, weights, new_weights, layer):
    """You moved the layers after it. It is those before it that move."""
    return compared(grad(weights)[layer], grad(weights[: layer + 1] + new_weights[layer + 1 :])[layer])


def ics_of_all_layers(grad, weights, new_weights, layer):
    """You compared the gradients of all layers. Compare those of this layer alone."""
    moved = new_weights[:layer] + weights[layer:]
    flat = lambda gradients: np.concatenate([g.ravel() for g in gradients])  # noqa: E731
    return compared(flat(grad(weights)), flat(grad(moved)))


def ics_squared(grad, weights, new_weights, layer):
    """You did not take the root: l2 is ‖G − G'‖, not its square."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2**2, cosine


def ics_relative(grad, weights, new_weights, layer):
    """You divided l2 by ‖G‖. That is a useful number too, but Definition 2.1 does not divide."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2 / np.linalg.norm(grad(weights)[layer]), cosine


def cosine_distance(grad, weights, new_weights, layer):
    """You returned 1 − cosine. Return the cosine."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2, 1 - cosine


def cosine_not_divided(grad, weights, new_weights, layer):
    """You returned the inner product. Divide it by both norms."""
    G, G_new = grad(weights)[layer], grad(new_weights[:layer] + weights[layer:])[layer]
    return np.linalg.norm(G - G_new), (G * G_new).sum()


def angle_for_cosine(grad, weights, new_weights, layer):
    """You returned the angle. Return its cosine."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2, np.arccos(cosine)


SHIFT = (
    ics_after_own_update,
    ics_all_layers_moved,
    ics_later_layers_moved,
    ics_of_all_layers,
    ics_squared,
    ics_relative,
    cosine_distance,
    cosine_not_divided,
    angle_for_cosine,
)


# Mistakes in the landscape's measures: a slip in the step, or in what is done with the values


def stepped(w, g, s):
    """w − s·g."""
    return w - s * g


def step_uphill(w, g, s):
    """You stepped along +g, uphill. The step goes from w to w − s·g."""
    return w + s * g


def gradient_normalized_first(w, g, s):
    """You stepped along the unit gradient. The step is s·g, with g as long as it is."""
    return w - s * g / np.linalg.norm(g)


def step_of_signs(w, g, s):
    """You stepped along the signs of g. The step is s·g."""
    return w - s * np.sign(g)


STEPPING = (step_uphill, gradient_normalized_first, step_of_signs)


def in_range(slip):
    """A slip in the step as one of `loss_range_along_gradient`."""

    @functools.wraps(slip)
    def mistake(loss, w, g, steps):
        losses = [loss(slip(w, g, s)) for s in steps]
        return min(losses), max(losses)

    return mistake


def in_predictiveness(slip):
    """A slip in the step as one of `gradient_predictiveness`."""

    @functools.wraps(slip)
    def mistake(grad, w, g, steps):
        return np.array([np.linalg.norm(g - grad(slip(w, g, s))) for s in steps])

    return mistake


def in_smoothness(slip):
    """A slip in the step as one of `effective_smoothness`; the distance is that of the slip's step."""

    @functools.wraps(slip)
    def mistake(grad, w, g, steps):
        points = [slip(w, g, s) for s in steps]
        return max(np.linalg.norm(g - grad(point)) / np.linalg.norm(point - w) for point in points)

    return mistake


def high_before_low(loss, w, g, steps):
    """You returned (high, low). The order is (low, high)."""
    low, high = loss_range_along_gradient(loss, w, g, steps)
    return high, low


def starting_point_included(loss, w, g, steps):
    """You counted the loss at w itself. The range is over the steps alone."""
    return loss_range_along_gradient(loss, w, g, [0.0, *steps])


def first_and_last(loss, w, g, steps):
    """You returned the losses of the first and the last step. The smallest and the largest may lie between them."""
    return loss(w - steps[0] * g), loss(w - steps[-1] * g)


def change_of_the_loss(loss, w, g, steps):
    """You subtracted the loss at w. Return the losses themselves."""
    low, high = loss_range_along_gradient(loss, w, g, steps)
    return low - loss(w), high - loss(w)


def steps_taken_in_turn(loss, w, g, steps):
    """You took each step from where the last one ended. Each starts at w."""
    return loss_range_along_gradient(loss, w, g, np.cumsum(steps))


RANGE = (
    *map(in_range, STEPPING),
    starting_point_included,
    first_and_last,
    high_before_low,
    change_of_the_loss,
    steps_taken_in_turn,
)


def predictiveness_of_successive_steps(grad, w, g, steps):
    """You compared each gradient with the one of the step before. Compare each with g, the gradient at w."""
    gradients = [g, *(grad(w - s * g) for s in steps)]
    return np.array([np.linalg.norm(a - b) for a, b in pairwise(gradients)])


def predictiveness_squared(grad, w, g, steps):
    """You did not take the root: it is the norm, not its square."""
    return gradient_predictiveness(grad, w, g, steps) ** 2


def difference_of_norms(grad, w, g, steps):
    """You compared the lengths of the gradients. Take the length of their difference: they may turn."""
    return np.array([abs(np.linalg.norm(g) - np.linalg.norm(grad(w - s * g))) for s in steps])


def largest_predictiveness(grad, w, g, steps):
    """You returned the largest number alone. Return one for each step."""
    return gradient_predictiveness(grad, w, g, steps).max()


def predictiveness_relative(grad, w, g, steps):
    """You divided by ‖g‖. The measure is not relative."""
    return gradient_predictiveness(grad, w, g, steps) / np.linalg.norm(g)


def cosine_of_gradients(grad, w, g, steps):
    """You returned the cosine of the two gradients. It is the length of their difference that is asked for."""
    gradients = [grad(w - s * g) for s in steps]
    return np.array([G @ g / np.linalg.norm(G) / np.linalg.norm(g) for G in gradients])


def divided_by_distance(grad, w, g, steps):
    """You divided by the distance moved; that is the effective smoothness. Here the change itself is asked for."""
    return gradient_predictiveness(grad, w, g, steps) / (steps * np.linalg.norm(g))


PREDICTIVENESS = (
    *map(in_predictiveness, STEPPING),
    predictiveness_of_successive_steps,
    divided_by_distance,
    predictiveness_squared,
    difference_of_norms,
    largest_predictiveness,
    predictiveness_relative,
    cosine_of_gradients,
)


def smoothness_not_divided(grad, w, g, steps):
    """You took the largest change of the gradient and did not divide it by the distance moved, ‖s·g‖."""
    return gradient_predictiveness(grad, w, g, steps).max()


def divided_by_step_alone(grad, w, g, steps):
    """You divided by s. The distance moved is s·‖g‖."""
    return (gradient_predictiveness(grad, w, g, steps) / steps).max()


def mean_smoothness(grad, w, g, steps):
    """You took the mean over the steps. It is the largest that counts."""
    return (gradient_predictiveness(grad, w, g, steps) / (steps * np.linalg.norm(g))).mean()


def smallest_smoothness(grad, w, g, steps):
    """You took the smallest over the steps. It is the largest that counts."""
    return (gradient_predictiveness(grad, w, g, steps) / (steps * np.linalg.norm(g))).min()


def smoothness_of_each_step(grad, w, g, steps):
    """You returned a number for each step. Return the largest."""
    return gradient_predictiveness(grad, w, g, steps) / (steps * np.linalg.norm(g))


def largest_change_over_largest_distance(grad, w, g, steps):
    """You divided the largest change by the longest distance. Divide at each step, then take the largest."""
    return gradient_predictiveness(grad, w, g, steps).max() / (np.max(steps) * np.linalg.norm(g))


SMOOTHNESS = (
    smoothness_not_divided,
    divided_by_step_alone,
    *map(in_smoothness, STEPPING),
    mean_smoothness,
    smallest_smoothness,
    smoothness_of_each_step,
    largest_change_over_largest_distance,
)


# Mistakes in the bound


def bound(dy, x_hat, gamma, var, front=None, mean=1.0, inner=1.0):
    """The bound with its parts multiplied."""
    m = len(dy)
    front = gamma**2 / var if front is None else front
    return front * ((dy**2).sum(axis=0) - mean * dy.sum(axis=0) ** 2 / m - inner * (dy * x_hat).sum(axis=0) ** 2 / m)


def bound_without_inner_product(dy, x_hat, gamma, var):
    """The term with ⟨dy, x_hat⟩² is missing: it is what the variance's path takes away."""
    return bound(dy, x_hat, gamma, var, inner=0)


def bound_without_mean(dy, x_hat, gamma, var):
    """The term with (Σ dy)² is missing: it is what the mean's path takes away."""
    return bound(dy, x_hat, gamma, var, mean=0)


def bound_gamma_not_squared(dy, x_hat, gamma, var):
    """In front you have gamma/std. The bound is on the square of the norm: gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma / np.sqrt(var))


def bound_gamma_over_var(dy, x_hat, gamma, var):
    """gamma is not squared: in front stands gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma / var)


def bound_std_for_var(dy, x_hat, gamma, var):
    """You divided by the standard deviation. In front stands gamma²/var."""
    return bound(dy, x_hat, gamma, var, front=gamma**2 / np.sqrt(var))


def bound_without_front(dy, x_hat, gamma, var):
    """The factor gamma²/var is missing."""
    return bound(dy, x_hat, gamma, var, front=1.0)


def bound_not_divided_by_m(dy, x_hat, gamma, var):
    """The two terms that are subtracted are divided by m."""
    return bound(dy, x_hat, gamma, var, mean=len(dy), inner=len(dy))


def bound_with_means(dy, x_hat, gamma, var):
    """You squared means over the batch. It is the sums that are squared, then divided by m."""
    return bound(dy, x_hat, gamma, var, mean=1 / len(dy), inner=1 / len(dy))


def bound_terms_added(dy, x_hat, gamma, var):
    """You added the two terms. They are subtracted."""
    return bound(dy, x_hat, gamma, var, mean=-1, inner=-1)


def bound_rooted(dy, x_hat, gamma, var):
    """You took the root. The theorem bounds the square of the norm."""
    return np.sqrt(bound(dy, x_hat, gamma, var))


def bound_of_everything(dy, x_hat, gamma, var):
    """You summed over the features. Each feature has its own bound."""
    return bound(dy, x_hat, gamma, var).sum()


BOUND = (
    bound_without_inner_product,
    bound_gamma_not_squared,
    bound_without_mean,
    bound_gamma_over_var,
    bound_std_for_var,
    bound_without_front,
    bound_not_divided_by_m,
    bound_with_means,
    bound_terms_added,
    bound_rooted,
    bound_of_everything,
)


# The inputs


def noisy_cases(seed):
    """Chapter 2's batches with noise of its own for each example."""
    random = np.random.default_rng([seed, 60])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise:
            x = case.args["x"]
            noise = dict(shift=random.uniform(-1, 1, x.shape), scale=random.uniform(0.5, 1.5, x.shape))
            digits = 1 if "small" in case.name else 12
            noise = {name: array.round(digits).astype(x.dtype) for name, array in noise.items()}
            args = {name: case.args[name] for name in ("x", "gamma", "beta")} | noise
            yield Case(case.name, args | {name: v for name, v in case.args.items() if name == "eps"}, case.tolerance)


def shift_cases(seed):
    """Chains of three and four layers of unequal widths; a layer in the middle, where before and after differ."""
    random = np.random.default_rng([seed, 61])
    kinds = (
        ("the first of two layers moves", (2, 2, 1), 1),
        ("the layer is in the middle of four", (3, 4, 2, 3, 2), 2),
        ("the layer is the last but one", (2, 3, 3, 2), 1),
        ("all layers are square", (3, 3, 3, 3), 1),
    )
    for name, widths, layer in kinds:
        weights = [random.normal(size=shape) for shape in pairwise(widths)]
        new_weights = [W + 0.4 * random.normal(size=W.shape) for W in weights]
        args = dict(grad=chain_gradients, weights=weights, new_weights=new_weights, layer=layer)
        yield Case(name, args)


def lines(seed, **function):
    """Points, their gradients and steps; the loss along the line falls and rises again."""
    random = np.random.default_rng([seed, 62])
    kinds = (
        ("there are two weights", 2, [0.1, 0.4, 0.7]),
        ("there are many weights", 7, [0.05, 0.2, 0.35, 0.6]),
        ("there is one step", 3, [0.3]),
        ("the steps are not in order", 4, [0.5, 0.1, 0.8, 0.3]),
        ("the steps are long", 3, [0.2, 1.0, 3.0]),  # the smallest ratio is not that of the largest change
    )
    for name, size, steps in kinds:
        w = (random.uniform(0.8, 1.4, size) * random.choice([-1, 1], size)).round(1 if size == 2 else 12)
        steps = np.array(steps) * random.uniform(0.8, 1.2)
        yield Case(name, function | dict(w=w, g=slope_and_walls_gradient(w), steps=steps))


def loss_lines(seed):
    """The lines with their loss."""
    return lines(seed, loss=slope_and_walls)


def gradient_lines(seed):
    """The lines with their gradient."""
    return lines(seed, grad=slope_and_walls_gradient)


def bound_cases(seed):
    """Chapter 2's batches with eps = 0, and a dy that is in no special direction."""
    random = np.random.default_rng([seed, 63])
    for case in forward_cases(seed):
        if not case.advice and not case.may_raise and case.tolerance < 1e-5:
            x, gamma = case.args["x"], case.args["gamma"]
            _, cache = batch_norm_forward(x, gamma, case.args["beta"], 0.0)
            dy = random.normal(size=x.shape).round(1 if "small" in case.name else 12)
            name = case.name if "eps" not in case.name else f"x has shape {x.shape}"
            yield Case(name, dict(dy=dy, x_hat=cache.x_hat, gamma=gamma, var=x.var(axis=0)))


def noisy_scales(x, gamma, beta, shift, scale, eps=1e-5):
    """(|gamma|·max|x_hat| + |beta|)·max|scale| + max|shift|."""
    x_hat = batch_norm_forward(x, gamma, beta, eps)[1].x_hat
    y = np.abs(gamma) * np.abs(x_hat).max(axis=0) + np.abs(beta)
    return {"noisy": y * np.abs(scale).max() + np.abs(shift).max()}


DEMONSTRATIONS = {
    "landscape_across_runs": "the range over separately trained runs is no function of one point",
    "ics_other_batch": "grad has its batch built in: a piece cannot change it",
    "noise_constant_in_time": "the noise is an argument, drawn by the caller: a piece cannot freeze it",
}

EXERCISES = [
    Exercise(
        noisy_batch_norm,
        cases=noisy_cases,
        outputs=("noisy",),
        mistakes=NOISY,
        scales=noisy_scales,
        points=1,
        section="noisy-batch-norm",
        purpose="The experiment against the first explanation: keep batch norm, and spoil the steadiness that it was praised for.",
        hints=(
            "If the noise came before batch norm, what would batch norm do to a shift that all examples share?",
            "Normalize, scale by gamma, shift by beta; only then comes the noise.",
            "scale · y + shift.",
        ),
        use="""random = np.random.default_rng(0)
x = random.normal(size=(1000, 1))
y = noisy_batch_norm(x, np.ones(1), np.zeros(1), np.full(x.shape, 0.5), np.full(x.shape, 1.25))
print("mean and standard deviation after the noise:", y.mean().round(2), y.std().round(2))""",
    ),
    Exercise(
        internal_covariate_shift,
        cases=shift_cases,
        outputs=("l2", "cosine"),
        mistakes=SHIFT,
        points=2,
        section="measuring-the-shift",
        purpose="To argue about internal covariate shift one must first say what it is. This is the 2018 paper's definition.",
        hints=(
            "Which layers have new weights when G' is taken?",
            "new_weights[:layer] + weights[layer:] is a list of all layers' weights.",
            "l2 = ‖G − G'‖, cosine = ⟨G, G'⟩ / (‖G‖ ‖G'‖), both for entry `layer` of what grad returns.",
        ),
    ),
    Exercise(
        loss_range_along_gradient,
        cases=loss_lines,
        outputs=("low", "high"),
        mistakes=RANGE,
        points=1,
        section="landscape",
        purpose="The first measure of the landscape: how much the loss varies along the direction in which one is about to step.",
        hints=(
            "Where does a step of size s lead?",
            "Evaluate the loss at each of these points, always starting from the same w.",
            "losses = [loss(w − s·g) for s in steps].",
        ),
    ),
    Exercise(
        gradient_predictiveness,
        cases=gradient_lines,
        outputs=("distances",),
        mistakes=PREDICTIVENESS,
        points=1,
        section="landscape",
        purpose="The second: a gradient is a prediction for the neighbourhood. How wrong is it a step further on?",
        hints=(
            "Which two gradients are compared? Does the first one change with s?",
            "The length of the difference, not the difference of the lengths.",
            "np.linalg.norm(g − grad(w − s·g)) for each s.",
        ),
    ),
    Exercise(
        effective_smoothness,
        cases=gradient_lines,
        outputs=("smoothness",),
        mistakes=SMOOTHNESS,
        points=1,
        section="landscape",
        purpose="The third: the change of the gradient per distance. Without the division, nets with long gradients look rough.",
        hints=(
            "How far is it from w to w − s·g?",
            "Divide each change by its own distance, then look for the largest.",
            "max of np.linalg.norm(g − grad(w − s·g)) / np.linalg.norm(s·g).",
        ),
        use="""f = lambda w: np.array([1.0, 10.0]) * w
w = np.array([1.0, 1.0])
print("on the bowl (w0² + 10 w1²)/2 the largest curvature is 10")
print("along the gradient it is", effective_smoothness(f, w, f(w), [0.01]).round(3))""",
    ),
    Exercise(
        smoothing_bound,
        cases=bound_cases,
        outputs=("bound",),
        mistakes=BOUND,
        scales=lambda dy, x_hat, gamma, var: {"bound": gamma**2 / var * (dy**2).sum(axis=0)},
        symbols=lambda dy, x_hat, gamma, var: {"m": len(dy), "gamma": gamma},
        points=2,
        section="theorems",
        purpose="The theorem at the heart of the argument. Compute its right side, and compare it with your own backward pass.",
        hints=(
            "Which two parts of dy does batch norm's backward pass take away?",
            "Both are squared sums over the batch, divided by m.",
            "gamma²/var · (Σ dy² − (Σ dy)²/m − (Σ dy·x_hat)²/m).",
        ),
        use="""from bnkit import pieces

random = np.random.default_rng(0)
x, dy, gamma = random.normal(3, 2, size=(8, 3)), random.normal(size=(8, 3)), np.array([0.5, 1.0, 3.0])
y, cache = pieces.batch_norm_forward(x, gamma, np.zeros(3), eps=1e-12)
dx, _, _ = pieces.batch_norm_backward(dy, cache)
print("the backward pass is", pieces.whose("batch_norm_backward"))
print("‖dx‖² by the backward pass:", (dx**2).sum(axis=0).round(6))
print("the bound of the theorem:  ", smoothing_bound(dy, cache.x_hat, gamma, x.var(axis=0)).round(6))""",
    ),
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

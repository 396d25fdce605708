"""The third measure of the landscape: the gradient's change per distance."""

import functools

import numpy as np

from bnkit.authoring import Exercise

from .gradient_predictiveness import gradient_predictiveness
from .quantities import line_quantities
from .steps import STEPPING, gradient_lines


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


def in_smoothness(slip):
    """A slip in the step as one of `effective_smoothness`; the distance is that of the slip's step."""

    @functools.wraps(slip)
    def mistake(grad, w, g, steps):
        points = [slip(w, g, s) for s in steps]
        return max(np.linalg.norm(g - grad(point)) / np.linalg.norm(point - w) for point in points)

    return mistake


def smoothness_not_divided(grad, w, g, steps):
    """You took the largest change of the gradient and did not divide it by the distance moved, ‖s·g‖."""
    return gradient_predictiveness(grad, w, g, steps).max()


def divided_by_step_alone(grad, w, g, steps):
    """You divided by s. The distance moved is s·‖g‖."""
    return (gradient_predictiveness(grad, w, g, steps) / steps).max()


def steps_taken_in_turn(grad, w, g, steps):
    """You took each step from where the last one ended. Each starts at w."""
    return (gradient_predictiveness(grad, w, g, np.cumsum(steps)) / (steps * np.linalg.norm(g))).max()


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


EXERCISE = Exercise(
    effective_smoothness,
    cases=gradient_lines,
    outputs=("smoothness",),
    mistakes=(
        smoothness_not_divided,
        divided_by_step_alone,
        *map(in_smoothness, STEPPING),
        mean_smoothness,
        steps_taken_in_turn,
        smallest_smoothness,
        smoothness_of_each_step,
        largest_change_over_largest_distance,
    ),
    quantities=line_quantities,
    points=1,
    section="landscape",
    purpose="The third: the change of the gradient per distance. Without the division, nets with long gradients look rough.",
    hints=(
        "Is the change per distance largest where the change is largest?",
        "Not always. Divide each change by its own distance first, then look for the largest.",
        "With `there = grad(w - s * g)` for each s of a loop: `np.linalg.norm(there - g) / np.linalg.norm(s * "
        "g)`, and `max` of them all.",
    ),
    use="""f = lambda w: np.array([1.0, 10.0]) * w
w = np.array([1.0, 1.0])
print("on the bowl (w0² + 10 w1²)/2 the largest curvature is 10")
print("along the gradient it is", effective_smoothness(f, w, f(w), [0.01]).round(3))""",
)

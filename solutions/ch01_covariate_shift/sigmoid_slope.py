"""The slope of the sigmoid: what it lets through on the way back."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import sigmoid_quantities


def sigmoid_slope(z):
    """The slope of the sigmoid: how fast s(z) grows with z.

        s(z) = 1 / (1 + exp(−z))

    z  array of any shape: the sigmoid's input

    Returns the slope, of the shape of z.
    """
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


def sigmoid_for_slope(z):
    """You returned the sigmoid itself. Its slope is s·(1 − s)."""
    return 1 / (1 + np.exp(-z))


def input_for_output(z):
    """You took z·(1 − z). The formula s·(1 − s) is about the sigmoid's *output*: compute s = 1/(1 + exp(−z)) first."""
    return z * (1 - z)


def tanh_slope(z):
    """You took the slope of tanh, 1 − tanh². The sigmoid's is s·(1 − s)."""
    return 1 - np.tanh(z) ** 2


def one_minus_s(z):
    """You returned 1 − s. Multiply it by s."""
    return 1 - sigmoid_for_slope(z)


def one_minus_z(z):
    """You took s·(1 − z). It is one minus the sigmoid's output: s·(1 − s)."""
    return sigmoid_for_slope(z) * (1 - z)


@functools.wraps(one_minus_z)
def of_falling_sigmoid(z):
    """The same with 1/(1 + exp(z)), whose slope is as steep."""
    return sigmoid_for_slope(-z) * (1 - z)


def slope_negated(z):
    """Your slope has the other sign. The sigmoid rises: exp(−z) falls, but it stands in the denominator."""
    return -sigmoid_slope(z)


def square_inside(z):
    """You squared exp(−z) alone. Square all of the denominator: exp(−z) / (1 + exp(−z))²."""
    return np.exp(-z) / (1 + np.exp(-2 * z))


def s_squared(z):
    """You took s − s³, or s²·(1 − s). The slope is s·(1 − s)."""
    s = sigmoid_for_slope(z)
    return s**2 * (1 - s)


def overflowing_slope(z):
    """Your slope is NaN for inputs far below zero, where exp(−z) overflows. s·(1 − s) with s = 1/(1 + exp(−z)) does not. Your
    points are not affected."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def slope_cases(seed):
    """Both signs; and inputs where exp(−z) overflows, for a note only."""
    random = np.random.default_rng([seed, 32])
    yield Case("z has four entries", dict(z=np.array([-3.0, -0.5, 0.0, 2.0]) + random.normal(size=4).round(1)))
    yield Case("z is a table", dict(z=random.normal(0, 3, (5, 4))))
    yield Case("z is far from 0", dict(z=random.normal(0, 9, 12)), tolerance=1e-7)
    yield Case("z is below −710", dict(z=np.array([-800.0, -1.0, 800.0])), advice=overflowing_slope.__name__)


EXERCISE = Exercise(
    sigmoid_slope,
    cases=slope_cases,
    outputs=("slope",),
    mistakes=(
        input_for_output,
        sigmoid_for_slope,
        tanh_slope,
        one_minus_s,
        s_squared,
        one_minus_z,
        square_inside,
        slope_negated,
    ),
    variants=(of_falling_sigmoid,),
    fragile=(overflowing_slope,),
    scales=lambda z: {"slope": np.exp(-np.abs(z)) + 1e-6},
    quantities=sigmoid_quantities,
    points=1,
    section="saturation",
    purpose="What a sigmoid lets through on the way back.",
    hints=(
        "What does the chain rule give for the derivative of s? Can you write the result with s alone?",
        "The derivative is exp(−z) · s². Give exp(−z) one of the two factors: exp(−z) · s is 1 − s.",
        "`s * (1 - s)`, where s is the sigmoid of z.",
    ),
)

"""Layer norm without the mean."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise

from .layer_norm import layer_cases, layer_norm


def rms_norm(x, gamma, eps=1e-5):
    """Divide each example by its root mean square over the features, then scale each feature.

        ms_n = (1/m) Σ_d x[n, d]²                  for each example n, m = D
        y    = gamma · x / √(ms + eps)

    x      array of shape (N, D)
    gamma  scale, of shape (D,)
    eps    a small number > 0

    Returns y, of shape (N, D).
    """
    return gamma * x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)


def divided_by(size):
    """A mistake that divides by another `size`, of shape (N, 1), computed from x and eps."""

    @functools.wraps(size)
    def mistake(x, gamma, eps=1e-5):
        return gamma * x / size(x, eps)

    return mistake


def mean_square(x):
    """Of each row, of shape (N, 1)."""
    return (x**2).mean(axis=1, keepdims=True)


def mean_subtracted(x, gamma, eps=1e-5):
    """You subtracted the mean; that is layer norm. RMS norm leaves the mean where it is."""
    return layer_norm(x, gamma, 0.0, eps)


def divides_by_std(x, eps):
    """You divided by the standard deviation. Without subtracting the mean first: divide by the root of the mean of x²."""
    return np.sqrt(x.var(axis=1, keepdims=True) + eps)


def rms_over_batch(x, eps):
    """You took the mean of x² over the batch. Take it over the features of each example."""
    return np.sqrt((x**2).mean(axis=0) + eps)


def one_scalar_rms(x, eps):
    """You used one root mean square for the whole array. Each example has its own."""
    return np.sqrt((x**2).mean() + eps)


def sum_of_squares(x, eps):
    """You added the squares. Take their mean: divide the sum by the number of features."""
    return np.sqrt((x**2).sum(axis=1, keepdims=True) + eps)


def divides_by_d_minus_one(x, eps):
    """You divided the sum of squares by m − 1. Divide by m."""
    return np.sqrt(mean_square(x) * x.shape[1] / (x.shape[1] - 1) + eps)


def root_missing(x, eps):
    """You divided by the mean of x², without the root."""
    return mean_square(x) + eps


def square_of_mean(x, eps):
    """You squared the mean. Square first, then take the mean."""
    return np.sqrt(x.mean(axis=1, keepdims=True) ** 2 + eps)


def mean_absolute_value(x, eps):
    """You divided by the mean of |x|. Square first, then the mean, then the root."""
    return abs(x).mean(axis=1, keepdims=True) + eps


def eps_outside_rms(x, eps):
    """You added eps to the root. It is added to the mean of the squares, inside the root."""
    return np.sqrt(mean_square(x)) + eps


def eps_missing_in_rms(x, eps):
    """Your result does not depend on eps. Add it to the mean of the squares."""
    return np.sqrt(mean_square(x))


def eps_hard_coded_in_rms(x, eps):
    """You used eps = 1e-5 whatever was passed. Use the argument eps."""
    return np.sqrt(mean_square(x) + 1e-5)


def eps_squared_in_rms(x, eps):
    """You added eps². Add eps itself to the mean of the squares."""
    return np.sqrt(mean_square(x) + eps**2)


def gamma_left_out(x, gamma, eps=1e-5):
    """The scale gamma is missing from your result."""
    return rms_norm(x, 1.0, eps)


def one_plus_gamma(x, gamma, eps=1e-5):
    """You multiplied by 1 + gamma, as code does that stores gamma − 1. Here gamma is the factor itself."""
    return rms_norm(x, 1 + gamma, eps)


def x_changed_in_place(x, gamma, eps=1e-5):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y = rms_norm(x, gamma, eps)
    x /= np.sqrt(mean_square(x) + eps)
    return y


def rms_cases(seed):
    """Layer norm's batches without beta: eps near the mean square, beyond it and at its default; equal N and D; large means."""
    for case in layer_cases(seed):
        yield Case(case.name, {name: each for name, each in case.args.items() if name != "beta"}, case.tolerance)


SIZES = (
    divides_by_std,
    rms_over_batch,
    one_scalar_rms,
    sum_of_squares,
    divides_by_d_minus_one,
    root_missing,
    mean_absolute_value,
    square_of_mean,
    eps_outside_rms,
    eps_missing_in_rms,
    eps_hard_coded_in_rms,
    eps_squared_in_rms,
)

EXERCISE = Exercise(
    rms_norm,
    cases=rms_cases,
    outputs=("y",),
    mistakes=(mean_subtracted, *map(divided_by, SIZES), gamma_left_out, one_plus_gamma, x_changed_in_place),
    symbols=lambda x, gamma, eps=1e-5: {"m": x.shape[1], "gamma": gamma},
    section="rms-norm",
    purpose="What most large language models use today: layer norm that leaves the mean alone, and needs no shift.",
    hints=(
        "What is the axis of the mean, and what shape must it have to divide x?",
        "The mean of the squares runs over an example's features, axis 1; keepdims=True gives it the shape (N, 1).",
        "`np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)` divides `gamma * x`.",
    ),
    use="""x = np.random.default_rng(0).normal(size=(4, 6))
y = rms_norm(x, np.ones(6))
print("ten times the example gives nearly the same:", np.allclose(rms_norm(10 * x, np.ones(6)), y, atol=1e-4))""",
)

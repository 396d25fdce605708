"""How much of a layer lies where the sigmoid is flat."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pair

from .quantities import saturation_quantities
from .sigmoid_slope import sigmoid_slope


def saturated_fraction(z, slope=0.05):
    """The share of inputs at which the sigmoid is nearly flat.

        fraction = (number of entries of z where s'(z) < slope) / (number of entries)

    z      array of any shape: the sigmoid's input
    slope  what counts as flat

    Returns a number from 0 to 1.
    """
    s = 1 / (1 + np.exp(-z))
    return np.mean(s * (1 - s) < slope)


def saturation_by_input(z, slope=0.05):
    """You compared |z| with the threshold. An input is saturated where the sigmoid's *slope* is below it."""
    return np.mean(np.abs(z) > slope)


def saturation_by_output(z, slope=0.05):
    """You compared the sigmoid's output with the threshold. It is the slope, s·(1 − s), that must be below it."""
    s = 1 / (1 + np.exp(-z))
    return np.mean((s < slope) | (s > 1 - slope))


@functools.wraps(saturation_by_output)
def lower_output(z, slope=0.05):
    """The same at the lower end alone."""
    return np.mean(1 / (1 + np.exp(-z)) < slope)


@functools.wraps(saturation_by_output)
def upper_output(z, slope=0.05):
    """The same at the upper end alone."""
    return np.mean(1 / (1 + np.exp(-z)) > 1 - slope)


def divided_by_rows(z, slope=0.05):
    """You divided by len(z), the number of rows. Divide by the number of entries, z.size."""
    return np.sum(sigmoid_slope(z) < slope) / len(z)


def divided_to_integers(z, slope=0.05):
    """You divided to whole numbers: //. A share needs /."""
    return np.sum(sigmoid_slope(z) < slope) // z.size


def integers_of_rows(z, slope=0.05):
    """Whole numbers, and by rows."""
    return np.sum(sigmoid_slope(z) < slope) // len(z)


def steep_fraction(z, slope=0.05):
    """You counted where the slope is above the threshold. Saturated is where it is below."""
    return 1 - saturated_fraction(z, slope)


def count_of_saturated(z, slope=0.05):
    """You returned how many are saturated. Divide by the number of entries."""
    return np.sum(sigmoid_slope(z) < slope)


def percent_of_saturated(z, slope=0.05):
    """You returned percent. The share goes from 0 to 1."""
    return 100 * saturated_fraction(z, slope)


def low_end_only(z, slope=0.05):
    """You counted the lower end only. The sigmoid is flat for large inputs too."""
    return np.mean((sigmoid_slope(z) < slope) & (z < 0))


def high_end_only(z, slope=0.05):
    """You counted the upper end only. The sigmoid is flat for inputs far below zero too."""
    return np.mean((sigmoid_slope(z) < slope) & (z > 0))


def slope_hard_coded(z, slope=0.05):
    """Your threshold is 0.05 whatever slope is. Use the argument."""
    return saturated_fraction(z)


def fraction_of_each_column(z, slope=0.05):
    """You returned a share for each column. It is one number for all entries."""
    return np.mean(sigmoid_slope(z) < slope, axis=0)


def saturation_cases(seed):
    """Unequal numbers at the two ends, and thresholds away from the default.

    Where the slope is 0.2 an output is between 0.2 and 0.28: some inputs there, set by hand, show saturation_by_output.
    """
    random = np.random.default_rng([seed, 33])
    table = random.normal(-2, 3, (30, 4))
    table[:3] = random.uniform(-1.3, -1.0, (3, 4))
    ends = np.array([-6.0, -5.0, -4.5, 0.0, 0.5, 3.3, 7.0, -0.4])
    yield Case("z has eight entries", dict(z=ends + 0.1 * random.normal(size=8).round(1), slope=0.05))
    yield Case("z is a table", dict(z=table, slope=0.2))
    yield Case("slope is left at its default", dict(z=random.normal(1, 4, 101)))
    yield Case("slope is small", dict(z=random.normal(-1, 5, (20, 5)), slope=0.004))


EXERCISE = Exercise(
    saturated_fraction,
    cases=saturation_cases,
    outputs=("fraction",),
    mistakes=(
        saturation_by_input,
        saturation_by_output,
        low_end_only,
        high_end_only,
        steep_fraction,
        count_of_saturated,
        percent_of_saturated,
        slope_hard_coded,
        fraction_of_each_column,
        divided_by_rows,
        divided_to_integers,
    ),
    variants=(
        lower_output,
        upper_output,
        pair(divided_by_rows, divided_to_integers, integers_of_rows),
    ),
    quantities=saturation_quantities,
    points=1,
    section="saturation",
    purpose="One number for how much of a layer is asleep.",
    hints=(
        "At which inputs is the slope small: at large ones, at small ones, or at both?",
        "At both. So compare the slope with the threshold, not the input.",
        "The mean of a boolean array is the share of True: `np.mean(s * (1 - s) < slope)`, where s is the sigmoid "
        "of z.",
    ),
    use="""random = np.random.default_rng(0)
for mean in (0, -2, -4, -6):
    print(f"inputs from N({mean}, 1): {saturated_fraction(random.normal(mean, 1, 100000)):.0%} saturated")""",
)

"""How much more often an input is met in the test than in training."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import ratio_quantities


def density_ratio(x, train_mean, train_std, test_mean, test_std):
    """How much more often x is met in the test than in training, when both are normal.

        ratio = p_test(x) / p_train(x)
        p(x)  = 1 / (std · √(2π)) · exp(−(x − mean)² / (2·std²))

    x                      array of any shape
    train_mean, train_std  of the training inputs, numbers
    test_mean, test_std    of the test inputs, numbers

    Returns the ratio, of the shape of x.
    """
    z_train, z_test = (x - train_mean) / train_std, (x - test_mean) / test_std
    return train_std / test_std * np.exp((z_train**2 - z_test**2) / 2)


def ratio_inverted(x, train_mean, train_std, test_mean, test_std):
    """You divided training by test. An example counts for more where the test meets it more often: p_test / p_train."""
    return 1 / density_ratio(x, train_mean, train_std, test_mean, test_std)


def ratio_without_std(x, train_mean, train_std, test_mean, test_std):
    """The factors 1/std of the densities are missing. They do not cancel: train_std / test_std stays in front."""
    return density_ratio(x, train_mean, train_std, test_mean, test_std) * test_std / train_std


def std_factor_inverted(x, train_mean, train_std, test_mean, test_std):
    """The factor in front is upside down: each density has 1/std, so train_std / test_std is left."""
    return density_ratio(x, train_mean, train_std, test_mean, test_std) * (test_std / train_std) ** 2


def std_not_squared(x, train_mean, train_std, test_mean, test_std):
    """In the exponent you divided by 2·std. It is 2·std²."""
    exponent = (x - train_mean) ** 2 / train_std - (x - test_mean) ** 2 / test_std
    return train_std / test_std * np.exp(exponent / 2)


def std_multiplied(x, train_mean, train_std, test_mean, test_std):
    """In the exponents you multiplied by std²: / 2 * std**2 divides by 2 alone. Put brackets: / (2 * std**2)."""
    exponent = (x - train_mean) ** 2 * train_std**2 - (x - test_mean) ** 2 * test_std**2
    return train_std / test_std * np.exp(exponent / 2)


def half_missing(x, train_mean, train_std, test_mean, test_std):
    """The factor 1/2 is missing in the exponent."""
    return train_std / test_std * np.exp(((x - train_mean) / train_std) ** 2 - ((x - test_mean) / test_std) ** 2)


def log_of_ratio(x, train_mean, train_std, test_mean, test_std):
    """You returned the logarithm of the ratio."""
    return np.log(density_ratio(x, train_mean, train_std, test_mean, test_std))


def exponents_swapped(x, train_mean, train_std, test_mean, test_std):
    """The exponents are swapped, or have lost their minus: the test's density is in the numerator, and its exponent has a minus."""
    z_train, z_test = (x - train_mean) / train_std, (x - test_mean) / test_std
    return train_std / test_std * np.exp((z_test**2 - z_train**2) / 2)


def test_density_only(x, train_mean, train_std, test_mean, test_std):
    """You returned the test's density. Divide it by the training density."""
    return np.exp(-(((x - test_mean) / test_std) ** 2) / 2) / (test_std * np.sqrt(2 * np.pi))


def ratio_cases(seed):
    """Different means and different standard deviations, neither of them 1."""
    random = np.random.default_rng([seed, 30])
    for name, size, digits in (("x has three entries", 3, 1), ("x is long", 20, 12), ("x is a table", (4, 3), 12)):
        numbers = dict(train_mean=0.5, train_std=1.4, test_mean=1.7, test_std=0.6) if digits == 1 else {}
        numbers = numbers or {
            "train_mean": float(random.normal()),
            "train_std": float(random.uniform(1.2, 2)),
            "test_mean": float(random.normal(1)),
            "test_std": float(random.uniform(0.4, 0.8)),
        }
        yield Case(name, dict(x=random.normal(size=size).round(digits)) | numbers)


EXERCISE = Exercise(
    density_ratio,
    cases=ratio_cases,
    outputs=("ratio",),
    mistakes=(
        ratio_inverted,
        ratio_without_std,
        std_factor_inverted,
        std_not_squared,
        std_multiplied,
        half_missing,
        exponents_swapped,
        log_of_ratio,
        test_density_only,
    ),
    scales=lambda x, **numbers: {"ratio": density_ratio(x, **numbers)},
    quantities=ratio_quantities,
    points=1,
    section="the-classical-cure",
    purpose="How much should a training example count, if the test meets inputs like it more often, or less?",
    hints=(
        "What becomes of √(2π) when one density is divided by the other, and what of the two standard deviations?",
        "√(2π) cancels, the standard deviations do not. And exp(a) / exp(b) is exp(a − b), which is right far out, too, "
        "where both densities round to 0.",
        "With z_train and z_test for (x − mean) / std of each: `train_std / test_std * np.exp((z_train**2 - "
        "z_test**2) / 2)`.",
    ),
)

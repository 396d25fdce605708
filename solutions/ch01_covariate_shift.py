"""# Covariate shift

A model meets inputs that are distributed otherwise than those it learned from. That is *covariate shift*, and it has a classical
cure: weigh each training example by how much more often it will be met. Here you write the cure, and then the tools that look
for something similar inside a network: where a sigmoid is flat, how much of a batch lies there, and how a unit's values drift
while it trains.
"""

import numpy as np

from bnkit.authoring.exercise import Case, Exercise, Question

# The right answers


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


def weighted_least_squares(X, y, w):
    """The linear model with the smallest weighted squared error.

        minimize   Σ_i w_i · (y_i − X_i · b)²
        so that    (Xᵀ W X) b = Xᵀ W y        with W = diag(w)

    X  array of shape (N, D); a column of ones, if there is to be an intercept
    y  array of shape (N,)
    w  weights > 0, of shape (N,)

    Returns b, of shape (D,).
    """
    return np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y))


def sigmoid_slope(z):
    """The slope of the sigmoid.

        s(z)  = 1 / (1 + exp(−z))
        s'(z) = s(z) · (1 − s(z))

    z  array of any shape: the sigmoid's input

    Returns the slope, of the shape of z.
    """
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


def saturated_fraction(z, slope=0.05):
    """The share of inputs at which the sigmoid is nearly flat.

        fraction = (number of entries of z where s'(z) < slope) / (number of entries)

    z      array of any shape: the sigmoid's input
    slope  what counts as flat

    Returns a number from 0 to 1.
    """
    s = 1 / (1 + np.exp(-z))
    return np.mean(s * (1 - s) < slope)


def activation_percentiles(activations, q=(15, 50, 85)):
    """How a unit's values spread, at each step of training.

    activations  array of shape (T, N): at each of T steps, the unit's value for N examples
    q            which percentiles, in percent

    Percentiles interpolate linearly between neighbours, as np.percentile does.

    Returns an array of shape (T, len(q)): the percentiles over the examples.
    """
    return np.percentile(activations, q, axis=1).T


# Mistakes in the ratio


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


def half_missing(x, train_mean, train_std, test_mean, test_std):
    """The factor 1/2 is missing in the exponent."""
    return train_std / test_std * np.exp(((x - train_mean) / train_std) ** 2 - ((x - test_mean) / test_std) ** 2)


def log_of_ratio(x, train_mean, train_std, test_mean, test_std):
    """You returned the logarithm of the ratio."""
    return np.log(density_ratio(x, train_mean, train_std, test_mean, test_std))


def exponents_swapped(x, train_mean, train_std, test_mean, test_std):
    """The exponents are swapped: the test's density is in the numerator, so its exponent keeps its minus."""
    z_train, z_test = (x - train_mean) / train_std, (x - test_mean) / test_std
    return train_std / test_std * np.exp((z_test**2 - z_train**2) / 2)


def test_density_only(x, train_mean, train_std, test_mean, test_std):
    """You returned the test's density. Divide it by the training density."""
    return np.exp(-(((x - test_mean) / test_std) ** 2) / 2) / (test_std * np.sqrt(2 * np.pi))


RATIO = (
    ratio_inverted,
    ratio_without_std,
    std_factor_inverted,
    std_not_squared,
    half_missing,
    exponents_swapped,
    log_of_ratio,
    test_density_only,
)


# Mistakes in the weighted fit


def weights_squared(X, y, w):
    """You weighted two times: W² stands in your equations. If you multiply X and y by weights first, use √w."""
    return weighted_least_squares(X, y, w**2)


def weights_rooted(X, y, w):
    """You used √w as the weights. Scale X and y by √w, or put w into the normal equations; not a mixture."""
    return weighted_least_squares(X, y, np.sqrt(w))


def weights_on_x_only(X, y, w):
    """You multiplied X by √w and left y as it was. Both sides of each equation get the factor."""
    scaled = np.sqrt(w)[:, None] * X
    return np.linalg.solve(scaled.T @ scaled, scaled.T @ y)


def weights_ignored(X, y, w):
    """Your result does not depend on w: it is the ordinary fit."""
    return weighted_least_squares(X, y, np.ones_like(w))


def weights_inverted(X, y, w):
    """You divided by the weights. An example with a larger weight counts for more."""
    return weighted_least_squares(X, y, 1 / w)


def weights_left_only(X, y, w):
    """The weights are missing on the right: (Xᵀ W X) b = Xᵀ W y."""
    return np.linalg.solve(X.T @ (w[:, None] * X), X.T @ y)


def weights_right_only(X, y, w):
    """The weights are missing on the left: (Xᵀ W X) b = Xᵀ W y."""
    return np.linalg.solve(X.T @ X, X.T @ (w * y))


WEIGHTS = (
    weights_squared,
    weights_on_x_only,
    weights_rooted,
    weights_ignored,
    weights_inverted,
    weights_left_only,
    weights_right_only,
)


# Mistakes in the slope and in what is flat


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


def s_squared(z):
    """You took s − s³, or s²·(1 − s). The slope is s·(1 − s)."""
    s = sigmoid_for_slope(z)
    return s**2 * (1 - s)


def overflowing_slope(z):
    """Your slope is NaN for inputs far below zero, where exp(−z) overflows. s·(1 − s) with s = 1/(1 + exp(−z)) does not. Your
    points are not affected."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


SLOPE = (input_for_output, sigmoid_for_slope, tanh_slope, one_minus_s, s_squared)


def saturation_by_input(z, slope=0.05):
    """You compared |z| with the threshold. An input is saturated where the sigmoid's *slope* is below it."""
    return np.mean(np.abs(z) > slope)


def saturation_by_output(z, slope=0.05):
    """You compared the sigmoid's output with the threshold. It is the slope, s·(1 − s), that must be below it."""
    s = sigmoid_for_slope(z)
    return np.mean((s < slope) | (s > 1 - slope))


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


SATURATED = (
    saturation_by_input,
    saturation_by_output,
    low_end_only,
    high_end_only,
    steep_fraction,
    count_of_saturated,
    percent_of_saturated,
    slope_hard_coded,
    fraction_of_each_column,
)


# Mistakes in the percentiles


def percentiles_over_time(activations, q=(15, 50, 85)):
    """You took the percentiles over the steps. At each step they are over the examples: axis 1."""
    return np.percentile(activations, q, axis=0).T


def percentiles_not_transposed(activations, q=(15, 50, 85)):
    """Your rows are the percentiles. np.percentile puts them first; a row is a step: transpose."""
    return np.percentile(activations, q, axis=1)


def percent_for_fraction(activations, q=(15, 50, 85)):
    """You divided q by 100 and gave it to np.percentile, which takes percent (np.quantile takes fractions)."""
    return np.percentile(activations, np.divide(q, 100), axis=1).T


def q_hard_coded(activations, q=(15, 50, 85)):
    """Your percentiles are 15, 50 and 85 whatever q is. Use the argument."""
    return np.percentile(activations, (15, 50, 85), axis=1).T


def percentiles_of_everything(activations, q=(15, 50, 85)):
    """You took the percentiles of all steps together. Each step has its own: axis=1."""
    return np.percentile(activations, q)


def percentiles_not_interpolated(activations, q=(15, 50, 85)):
    """You took the next lower value. Percentiles here interpolate linearly between neighbours."""
    return np.percentile(activations, q, axis=1, method="lower").T


def gaussian_percentiles(activations, q=(15, 50, 85)):
    """You took the mean and 1.036 standard deviations to both sides, which are these percentiles of a Gaussian only."""
    mean, std = activations.mean(axis=1), activations.std(axis=1)
    return np.stack([mean - 1.036 * std, mean, mean + 1.036 * std], axis=1)


PERCENTILES = (
    percentiles_over_time,
    percentiles_not_transposed,
    percent_for_fraction,
    percentiles_of_everything,
    percentiles_not_interpolated,
    gaussian_percentiles,
    q_hard_coded,
)


# The inputs


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


def least_squares_cases(seed):
    """Curved data that no line fits, with weights that differ: there the weights matter."""
    random = np.random.default_rng([seed, 31])
    for name, N, D in (
        ("there are few examples", 4, 2),
        ("there are many examples", 30, 3),
        ("there is one column", 6, 1),
    ):
        digits = 1 if N == 4 else 12
        x = random.normal(size=(N, D)).round(digits)
        x[:, 0] = 1
        y = (x.sum(axis=1) ** 3 + random.normal(size=N)).round(digits)
        yield Case(name, dict(X=x, y=y, w=random.uniform(0.3, 3, N).round(digits)))


def slope_cases(seed):
    """Both signs; and inputs where exp(−z) overflows, for a note only."""
    random = np.random.default_rng([seed, 32])
    yield Case("z has four entries", dict(z=np.array([-3.0, -0.5, 0.0, 2.0]) + random.normal(size=4).round(1)))
    yield Case("z is a table", dict(z=random.normal(0, 3, (5, 4))))
    yield Case("z is far from 0", dict(z=random.normal(0, 9, 12)), tolerance=1e-7)
    yield Case("z is below −710", dict(z=np.array([-800.0, -1.0, 800.0])), advice=overflowing_slope.__name__)


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


def percentile_cases(seed):
    """T ≠ N and T = N, skewed values, and other percentiles."""
    random = np.random.default_rng([seed, 34])
    skewed = lambda T, N: random.gamma(2.0, size=(T, N)) + random.normal(size=(T, 1))  # noqa: E731
    yield Case("there are two steps and four examples", dict(activations=skewed(2, 4).round(1), q=(15, 50, 85)))
    yield Case("q is left at its default", dict(activations=skewed(5, 12)))
    yield Case("q has other percentiles", dict(activations=skewed(6, 9), q=(10, 40, 99)))
    yield Case("there are as many steps as examples", dict(activations=skewed(7, 7), q=(25, 50, 75)))
    yield Case("there are as many steps as percentiles", dict(activations=skewed(3, 8), q=(5, 50, 95)))


EXERCISES = [
    Exercise(
        density_ratio,
        cases=ratio_cases,
        outputs=("ratio",),
        mistakes=RATIO,
        scales=lambda x, **numbers: {"ratio": density_ratio(x, **numbers)},
        points=1,
        section="the-classical-cure",
        purpose="How much should a training example count, if the test meets inputs like it more often, or less?",
        hints=(
            "Which density is in the numerator, if frequent test inputs are to count for more?",
            "Divide the two formulas: √(2π) cancels, the standard deviations do not.",
            "train_std / test_std · exp(z_train²/2 − z_test²/2), with z = (x − mean) / std of each.",
        ),
    ),
    Exercise(
        weighted_least_squares,
        cases=least_squares_cases,
        outputs=("b",),
        mistakes=WEIGHTS,
        points=2,
        section="the-classical-cure",
        purpose="The cure itself: fit the model where it will be used.",
        hints=(
            "Set the derivative of Σ w_i (y_i − X_i · b)² with respect to b to zero.",
            "The weights stand on both sides of the equation. No (N, N) matrix is needed: w[:, None] * X does the same.",
            "np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y)).",
        ),
        use="""random = np.random.default_rng(0)
x, test = random.normal(0.3, 0.5, 200), random.normal(1.2, 0.3, 200)
f = lambda x: np.sin(2 * x)
X, T = (np.stack([np.ones(200), each], 1) for each in (x, test))
for name, w in (("unweighted", np.ones(200)), ("weighted", density_ratio(x, 0.3, 0.5, 1.2, 0.3))):
    error = np.mean((f(test) - T @ weighted_least_squares(X, f(x) + 0.1 * random.normal(size=200), w)) ** 2)
    print(f"{name:10} test error {error:.3f}")""",
    ),
    Exercise(
        sigmoid_slope,
        cases=slope_cases,
        outputs=("slope",),
        mistakes=SLOPE,
        fragile=(overflowing_slope,),
        scales=lambda z: {"slope": np.exp(-np.abs(z)) + 1e-6},
        points=1,
        section="saturation",
        purpose="What a sigmoid lets through on the way back.",
        hints=(
            "Differentiate 1 / (1 + exp(−z)). Can you write the result with s alone?",
            "s' = exp(−z) / (1 + exp(−z))², and exp(−z) / (1 + exp(−z)) is 1 − s.",
            "s · (1 − s).",
        ),
    ),
    Exercise(
        saturated_fraction,
        cases=saturation_cases,
        outputs=("fraction",),
        mistakes=SATURATED,
        points=1,
        section="saturation",
        purpose="One number for how much of a layer is asleep.",
        hints=(
            "At which inputs is the slope small: at large ones, at small ones, or at both?",
            "Compare the slope with the threshold, not the input.",
            "The mean of a boolean array is the share of True.",
        ),
        use="""random = np.random.default_rng(0)
for mean in (0, -2, -4, -6):
    print(f"inputs from N({mean}, 1): {saturated_fraction(random.normal(mean, 1, 100000)):.0%} saturated")""",
    ),
    Exercise(
        activation_percentiles,
        cases=percentile_cases,
        outputs=("percentiles",),
        mistakes=PERCENTILES,
        points=1,
        section="percentiles-that-drift",
        purpose="The picture of the 2015 paper: how the inputs of one unit move while the network trains.",
        hints=(
            "At one step there are N values. Which axis are they along?",
            "np.percentile takes several percentiles and an axis. Look at the shape of what it returns.",
            "np.percentile(activations, q, axis=1).T.",
        ),
        use="""random = np.random.default_rng(0)
drifting = np.linspace(0, 3, 6)[:, None] + np.linspace(1, 2, 6)[:, None] * random.normal(size=(6, 1000))
print(activation_percentiles(drifting).round(2))""",
    ),
]

QUESTIONS = [
    Question(
        "what_shifts",
        "In covariate shift the inputs' distribution changes. What changes in *internal* covariate shift, and what makes it change?",
        "The distribution of a layer's inputs changes during training (1 point), because the parameters of the layers before it"
        " change (1 point); the network's own input may stay as it is.",
        after="activation_percentiles",
    ),
]

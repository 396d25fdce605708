"""The cure for covariate shift: a fit where the model will be used."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .quantities import least_squares_quantities


def weighted_least_squares(X, y, w):
    """The linear model with the smallest weighted squared error.

        minimize   Σ_i w_i · (y_i − X_i · b)²        X_i is row i of X

    X  array of shape (N, D); a column of ones, if there is to be an intercept
    y  array of shape (N,)
    w  weights > 0, of shape (N,)

    Returns b, of shape (D,).
    """
    return np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y))


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


EXERCISE = Exercise(
    weighted_least_squares,
    cases=least_squares_cases,
    outputs=("b",),
    mistakes=(
        weights_squared,
        weights_on_x_only,
        weights_rooted,
        weights_ignored,
        weights_inverted,
        weights_left_only,
        weights_right_only,
    ),
    quantities=least_squares_quantities,
    points=2,
    section="the-classical-cure",
    purpose="The cure itself: fit the model where it will be used.",
    hints=(
        "Where the error is smallest, its derivative with respect to b is zero. What equation for b is that?",
        "It is linear in b, and a weight stands on both sides of it. No (N, N) matrix is needed: multiply each "
        "row of X by its weight.",
        "(Xᵀ W X) b = Xᵀ W y with W = diag(w): `np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y))`.",
    ),
    use="""random = np.random.default_rng(0)
x, test = random.normal(0.3, 0.5, 200), random.normal(1.2, 0.3, 200)
f = lambda x: np.sin(2 * x)
X, T = (np.stack([np.ones(200), each], 1) for each in (x, test))
for name, w in (("unweighted", np.ones(200)), ("weighted", density_ratio(x, 0.3, 0.5, 1.2, 0.3))):
    error = np.mean((f(test) - T @ weighted_least_squares(X, f(x) + 0.1 * random.normal(size=200), w)) ** 2)
    print(f"{name:10} test error {error:.3f}")""",
)

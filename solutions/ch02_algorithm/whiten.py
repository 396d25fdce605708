"""What batch norm was meant to replace: whitening."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pair

from .batches import without_eps
from .quantities import whitening_quantities


def whiten(x, eps=1e-5):
    """Whiten a batch: no correlations, and each feature has variance (almost) 1.

        C = (1/m) Σ_i (x_i − mean)(x_i − mean)ᵀ        the covariance, (D, D)
        y = (x − mean) (C + eps·I)^(−1/2)

    The root is the symmetric one (ZCA), whose eigenvalues are positive.

    x    array of shape (N, D)
    eps  a small number > 0

    Returns y, of shape (N, D).
    """
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return centered @ (V / np.sqrt(eigenvalues + eps)) @ V.T


def centered(x):
    """x − mean."""
    return x - x.mean(axis=0)


def scaled_by(x, scale, moved=centered):
    """(x − mean) V diag(scale(λ)) Vᵀ, with the eigenvalues λ of the covariance; with `moved`, something else than x − mean."""
    eigenvalues, V = np.linalg.eigh(centered(x).T @ centered(x) / len(x))
    return moved(x) @ (V * scale(eigenvalues)) @ V.T


def right_root(eigenvalues, eps):
    """1 / √(λ + eps)."""
    return 1 / np.sqrt(eigenvalues + eps)


def in_root(slip):
    """A slip in the inverse root of the eigenvalues, (λ, eps) -> factors, as one of `whiten`."""

    @functools.wraps(slip)
    def mistake(x, eps=1e-5, moved=centered):
        return scaled_by(x, lambda eigenvalues: slip(eigenvalues, eps), moved)

    return mistake


def in_covariance(slip):
    """A slip in what the covariance is multiplied by, (m, D) -> factor, as one of `whiten`."""

    @functools.wraps(slip)
    def mistake(x, eps=1e-5, root=right_root, moved=centered):
        return scaled_by(x, lambda eigenvalues: root(eigenvalues * slip(*x.shape), eps), moved)

    return mistake


def with_covariance(covariance, root):
    """A slip in the covariance and one in its root together."""
    return pair(covariance, root, lambda x, eps=1e-5: covariance(x, eps, root.__wrapped__))


def of_input_as_it_is(slip):
    """A slip in the covariance or its root together with `input_not_centered`."""
    return pair(input_not_centered, slip, lambda x, eps=1e-5: slip(x, eps, moved=lambda x: x))


def correlation_left(x, eps=1e-5):
    """You standardized each feature by itself. The features are still correlated: use the whole covariance matrix."""
    return centered(x) / np.sqrt(x.var(axis=0) + eps)


def whitens_rows(x, eps=1e-5):
    """Your covariance is over the examples, of shape (N, N). It is over the features, of shape (D, D)."""
    return whiten(x.T, eps).T


@in_root
def eigenvalues_not_rooted(eigenvalues, eps):
    """You divided by the eigenvalues. Divide by their square roots."""
    return 1 / (eigenvalues + eps)


@in_covariance
def unbiased_covariance(m, D):
    """Your covariance divides by m − 1 (np.cov does so unless you say bias=True). Divide by m."""
    return m / (m - 1)


@in_root
def eps_outside_root_of_eigenvalues(eigenvalues, eps):
    """You added eps to the roots of the eigenvalues. It is added to the eigenvalues, inside the root."""
    return 1 / (np.sqrt(np.maximum(eigenvalues, 0)) + eps)


@in_root
def eps_missing_in_whitening(eigenvalues, eps):
    """Your result does not depend on eps. It is added to the covariance's diagonal, and so to each eigenvalue."""
    return 1 / np.sqrt(eigenvalues)


@in_covariance
def covariance_not_divided(m, D):
    """Your covariance is a sum. Divide it by m."""
    return m


@in_covariance
def covariance_divided_by_features(m, D):
    """Your covariance divides by the number of features, shape[1]. Divide by the number of examples, m."""
    return m / D


@in_root
def eigenvalues_clipped(eigenvalues, eps):
    """You raised the eigenvalues to at least eps. eps is added to each of them."""
    return 1 / np.sqrt(np.maximum(eigenvalues, eps))


def input_not_centered(x, eps=1e-5):
    """You took the covariance of the centered batch and then multiplied the batch as it came. Subtract the mean there too."""
    return scaled_by(x, lambda eigenvalues: right_root(eigenvalues, eps), moved=lambda x: x)


def covariance_not_centered(x, eps=1e-5):
    """You used xᵀx / m as the covariance. Subtract the mean before you multiply."""
    eigenvalues, V = np.linalg.eigh(x.T @ x / len(x))
    return centered(x) @ (V / np.sqrt(eigenvalues + eps)) @ V.T


def cholesky_whitening(x, eps=1e-5):
    """You whitened with a Cholesky factor. That decorrelates too, but it is another rotation: use the symmetric root."""
    L = np.linalg.cholesky(centered(x).T @ centered(x) / len(x) + eps * np.eye(x.shape[1]))
    return np.linalg.solve(L, centered(x).T).T


def pca_whitening(x, eps=1e-5):
    """V.T is missing at the end: you whitened along the eigenvectors and stayed there (PCA whitening), or turned the result in
    another way. Rotate back: the root is the symmetric one."""
    eigenvalues, V = np.linalg.eigh(centered(x).T @ centered(x) / len(x))
    V = V * np.sign(V[np.abs(V).argmax(axis=0), np.arange(len(V))])  # an eigenvector's sign is arbitrary
    return centered(x) @ (V / np.sqrt(eigenvalues + eps))


def elementwise_root(x, eps=1e-5):
    """You raised each entry of C + eps·I to the power −1/2. It is the matrix that has a root: take that of its eigenvalues."""
    return centered(x) @ (centered(x).T @ centered(x) / len(x) + eps * np.eye(x.shape[1])) ** -0.5


def eps_on_every_entry(x, eps=1e-5):
    """You added eps to every entry of the covariance. It belongs on the diagonal: eps · np.eye(D), or to each eigenvalue."""
    eigenvalues, V = np.linalg.eigh(centered(x).T @ centered(x) / len(x) + eps)
    return centered(x) @ (V / np.sqrt(eigenvalues)) @ V.T


def one_feature_breaks(x, eps=1e-5):
    """With one feature it fails: np.cov then gives a number, not a matrix. np.atleast_2d makes one of it, and
    centered.T @ centered / m is one from the start."""
    return whiten(x, eps) if x.shape[1] > 1 else np.linalg.eigh(np.cov(x.T, bias=True))


@in_root
def eps_hard_coded_in_whitening(eigenvalues, eps):
    """Your result uses a constant of its own, such as 1e-5, whatever eps is. Use the argument."""
    return 1 / np.sqrt(eigenvalues + 1e-5)


def eigenvalues_of_standardized(x, eps=1e-5):
    """You divided by the standard deviations before you took the covariance. Subtract the mean, and nothing more."""
    return whiten(centered(x) / np.sqrt(x.var(axis=0) + eps), eps)


def another_default_of_eps(x, eps=1e-3):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return whiten(x, eps)


@in_root
def colors(eigenvalues, eps):
    """You multiplied by the root of the covariance, which correlates the features further. Use its inverse."""
    return np.sqrt(eigenvalues + eps)


COVARIANCES = (unbiased_covariance, covariance_not_divided, covariance_divided_by_features)
ROOTS = (
    eps_missing_in_whitening,
    eps_hard_coded_in_whitening,
    eigenvalues_not_rooted,
    eps_outside_root_of_eigenvalues,
    colors,
    eigenvalues_clipped,
)
OTHER_CONSTANTS = tuple(
    in_root(functools.wraps(eps_hard_coded_in_whitening)(lambda eigenvalues, eps, c=c: 1 / np.sqrt(eigenvalues + c)))
    for c in (1e-9, 1e-8, 1e-6, 0.1)
)
PAIRS = tuple(with_covariance(slip, root) for slip in COVARIANCES for root in (*ROOTS, *OTHER_CONSTANTS))


def whitening_cases(seed):
    """Correlated batches: a random mixing of independent features."""
    random = np.random.default_rng(seed)

    def batch(name, N, D, eps, std=1.0):
        mixing = np.eye(D) + 0.6 * random.normal(size=(D, D))
        return Case(name, dict(x=random.normal(size=D) + std * random.normal(size=(N, D)) @ mixing, eps=eps))

    small = batch("the batch is small", 5, 2, eps=0.1)
    yield small.also(x=small.args["x"].round(1))
    yield batch("eps is of the order of the variance", 12, 3, eps=0.13, std=0.4)
    yield batch("eps is larger than the variance", 9, 3, eps=1.7, std=0.8)
    yield without_eps(batch("eps is left at its default", 12, 3, eps=None, std=0.03))
    yield batch("there are as many examples as features", 4, 4, eps=0.3)  # whitens_rows
    yield batch("there is one feature", 6, 1, eps=0.2)
    yield batch("there are many examples", 20, 2, eps=0.1)


EXERCISE = Exercise(
    whiten,
    cases=whitening_cases,
    outputs=("y",),
    mistakes=(
        correlation_left,
        unbiased_covariance,
        eps_missing_in_whitening,
        eigenvalues_not_rooted,
        cholesky_whitening,
        whitens_rows,
        eps_outside_root_of_eigenvalues,
        input_not_centered,
        covariance_not_centered,
        covariance_not_divided,
        colors,
        pca_whitening,
        elementwise_root,
        eps_on_every_entry,
        one_feature_breaks,
        eps_hard_coded_in_whitening,
        eigenvalues_of_standardized,
        covariance_divided_by_features,
        eigenvalues_clipped,
        another_default_of_eps,
    ),
    variants=(*OTHER_CONSTANTS, *PAIRS, *map(of_input_as_it_is, (*ROOTS, *OTHER_CONSTANTS, *COVARIANCES))),
    up_to={"pca_whitening": "gram"},
    quantities=whitening_quantities,
    points=2,
    section="whitening",
    purpose="What one would like to do to a layer's input before every step. Write it once, and see what it costs.",
    hints=(
        "What does a symmetric matrix do to its eigenvectors? And what does its inverse root do to them?",
        "`np.linalg.eigh` gives the eigenvalues λ and eigenvectors V of C. The root has the same eigenvectors: it "
        "rotates, scales along them, and rotates back.",
        "It is V diag(1/√(λ + eps)) Vᵀ, in code `(V / np.sqrt(eigenvalues + eps)) @ V.T`.",
    ),
    use="""random = np.random.default_rng(0)
x = random.normal(size=(500, 2)) @ [[2.0, 1.5], [0.0, 0.5]]
print("correlation before", np.corrcoef(x.T)[0, 1].round(3), "after", np.corrcoef(whiten(x).T)[0, 1].round(3))""",
)

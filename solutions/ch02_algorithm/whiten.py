"""What batch norm was meant to replace: whitening."""

import numpy as np

from bnkit.authoring import Case, Exercise

from .batches import without_eps
from .quantities import whitening_quantities


def whiten(x, eps=1e-5):
    """Whiten a batch: no correlations, and each feature has variance (almost) 1.

        C = (1/m) Σ_i (x_i − mean)(x_i − mean)ᵀ        the covariance, (D, D)
        y = (x − mean) (C + eps·I)^(−1/2)

    The root is the symmetric one (ZCA): with C = V diag(λ) Vᵀ it is
    V diag(1/√(λ + eps)) Vᵀ, which rotates, scales and rotates back.

    x    array of shape (N, D)
    eps  a small number > 0

    Returns y, of shape (N, D).
    """
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return centered @ (V / np.sqrt(eigenvalues + eps)) @ V.T


def scaled_by(x, scale):
    """(x − mean) V diag(scale(λ)) Vᵀ, with the eigenvalues λ of the covariance."""
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return centered @ (V * scale(eigenvalues)) @ V.T


def whitening_matrix(x, eps):
    """(Σ + eps·I)^(−1/2)."""
    centered = x - x.mean(axis=0)
    eigenvalues, V = np.linalg.eigh(centered.T @ centered / len(x))
    return (V / np.sqrt(eigenvalues + eps)) @ V.T


def correlation_left(x, eps=1e-5):
    """You standardized each feature by itself. The features are still correlated: use the whole covariance matrix."""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)


def whitens_rows(x, eps=1e-5):
    """Your covariance is over the examples, of shape (N, N). It is over the features, of shape (D, D)."""
    return whiten(x.T, eps).T


def eigenvalues_not_rooted(x, eps=1e-5):
    """You divided by the eigenvalues. Divide by their square roots."""
    return scaled_by(x, lambda eigenvalues: 1 / (eigenvalues + eps))


def unbiased_covariance(x, eps=1e-5):
    """Your covariance divides by m − 1 (np.cov does so unless you say bias=True). Divide by m."""
    m = len(x)
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues * m / (m - 1) + eps))


def eps_outside_root_of_eigenvalues(x, eps=1e-5):
    """You added eps to the roots of the eigenvalues. It is added to the eigenvalues, inside the root."""
    return scaled_by(x, lambda eigenvalues: 1 / (np.sqrt(np.maximum(eigenvalues, 0)) + eps))


def eps_missing_in_whitening(x, eps=1e-5):
    """Your result does not depend on eps. It is added to the covariance's diagonal, and so to each eigenvalue."""
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues))


def covariance_not_divided(x, eps=1e-5):
    """Your covariance is a sum. Divide it by m."""
    return scaled_by(x, lambda eigenvalues: 1 / np.sqrt(eigenvalues * len(x) + eps))


def input_not_centered(x, eps=1e-5):
    """You took the covariance of the centered batch and then multiplied the batch as it came. Subtract the mean there too."""
    return whiten(x, eps) + x.mean(axis=0) @ whitening_matrix(x, eps)


def covariance_not_centered(x, eps=1e-5):
    """You used xᵀx / m as the covariance. Subtract the mean before you multiply."""
    eigenvalues, V = np.linalg.eigh(x.T @ x / len(x))
    return (x - x.mean(axis=0)) @ (V / np.sqrt(eigenvalues + eps)) @ V.T


def cholesky_whitening(x, eps=1e-5):
    """You whitened with a Cholesky factor. That decorrelates too, but it is another rotation: use the symmetric root."""
    centered = x - x.mean(axis=0)
    L = np.linalg.cholesky(centered.T @ centered / len(x) + eps * np.eye(x.shape[1]))
    return np.linalg.solve(L, centered.T).T


def colors(x, eps=1e-5):
    """You multiplied by the root of the covariance, which correlates the features further. Use its inverse."""
    return scaled_by(x, lambda eigenvalues: np.sqrt(eigenvalues + eps))


def whitening_cases(seed):
    """Correlated batches: a random mixing of independent features."""
    random = np.random.default_rng(seed)

    def batch(name, N, D, eps, std=1.0):
        mixing = np.eye(D) + 0.6 * random.normal(size=(D, D))
        return Case(name, dict(x=random.normal(size=D) + std * random.normal(size=(N, D)) @ mixing, eps=eps))

    small = batch("the batch is small", 5, 2, eps=0.1)
    yield Case(small.name, small.args | dict(x=small.args["x"].round(1)))
    yield batch("eps is of the order of the variance", 12, 3, eps=0.13, std=0.4)
    yield batch("eps is larger than the variance", 9, 3, eps=1.7, std=0.8)
    yield without_eps(batch("eps is left at its default", 12, 3, eps=None, std=0.03))
    yield batch("there are as many examples as features", 4, 4, eps=0.3)  # whitens_rows
    yield batch("there is one feature", 6, 1, eps=0.2)


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
    ),
    quantities=whitening_quantities,
    points=2,
    section="whitening",
    purpose="What one would like to do to a layer's input before every step. Write it once, and see what it costs.",
    hints=(
        "What is the covariance of (x − mean) A, if Σ is the covariance of x? Which A makes it the identity?",
        "np.linalg.eigh gives the eigenvalues and eigenvectors of a symmetric matrix. Scale along the eigenvectors.",
        "V diag(1/√(λ + eps)) Vᵀ is (V / np.sqrt(eigenvalues + eps)) @ V.T.",
    ),
    use="""random = np.random.default_rng(0)
x = random.normal(size=(500, 2)) @ [[2.0, 1.5], [0.0, 0.5]]
print("correlation before", np.corrcoef(x.T)[0, 1].round(3), "after", np.corrcoef(whiten(x).T)[0, 1].round(3))""",
)

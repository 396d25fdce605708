"""What a normalization computes on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities


def normalizing(x, gamma, beta, eps, axis, keepdims=True):
    """The quantities of `gamma · (x − mean) / √(var + eps) + beta` with the statistics over `axis`.

    gamma and beta fit x. Statistics keep their axes where keepdims says so.
    """
    statistics = normal_statistics(x, eps, axis, keepdims)
    mean, var, inv_std = statistics.right["the mean"], statistics.right["the variance"], statistics.right["inv_std"]
    x_hat, scale = (x - mean) * inv_std, gamma * inv_std
    right = {
        "x_hat": x_hat,
        "gamma · x_hat": gamma * x_hat,
        "gamma · (x − mean)": gamma * (x - mean),
        "gamma · inv_std": scale,
        "mean · inv_std": mean * inv_std,
        "x · inv_std": x * inv_std,
        "gamma · x": gamma * x,
        "x · gamma · inv_std": x * scale,
        "mean · gamma · inv_std": mean * scale,
        "beta − mean · gamma · inv_std": beta - mean * scale,
    }
    mistaken = {
        "(x − mean) / (var + eps)": (x - mean) / (var + eps),
        "x_hat + beta": x_hat + beta,
        "x_hat without eps": (x - mean) / np.sqrt(var),
    }
    return Quantities(statistics.right | right, statistics.mistaken | mistaken)


def normal_statistics(x, eps, axis, keepdims=True):
    """The quantities of the mean and of 1/√(var + eps)."""
    along = dict(axis=axis, keepdims=keepdims)
    mean, var = x.mean(**along), x.var(**along)
    centered, m = x - x.mean(axis=axis, keepdims=True), x.size / mean.size
    right = {
        "m": m,
        **sizes(x),
        "x": x,
        "the sum of x": x.sum(**along),
        "the mean": mean,
        "−mean": -mean,
        "x − mean": centered,
        "(x − mean)²": centered**2,
        "the sum of (x − mean)²": (centered**2).sum(**along),
        "x²": x**2,
        "the sum of x²": (x**2).sum(**along),
        "the mean of x²": (x**2).mean(**along),
        "the mean's square": mean**2,
        "the variance": var,
        "var + eps": var + eps,
        "√(var + eps)": np.sqrt(var + eps),
        "inv_std": 1 / np.sqrt(var + eps),
    }
    mistaken = {
        "√var, without eps": np.sqrt(var),
        "1/√var, without eps": 1 / np.sqrt(var),
        "√var + eps": np.sqrt(var) + eps,
        "1/(√var + eps)": 1 / (np.sqrt(var) + eps),
        "√var + √eps": np.sqrt(var) + np.sqrt(eps),
        "var − eps": var - eps,
        "var + eps²": var + eps**2,
        "var + 2·eps": var + 2 * eps,
        "var · m/(m − 1) + eps": var * m / (m - 1) + eps if m > 1 else var,
        "the mean of the whole array": x.mean(),
        "the variance of the whole array": x.var(),
        "the sum of all (x − mean)²": (centered**2).sum(),
        "the mean of |x − mean|": np.abs(centered).mean(**along),
        "|x − mean|": np.abs(centered),
        "x + mean": x + x.mean(axis=axis, keepdims=True),
        "the mean of x² + eps": (x**2).mean(**along) + eps,
    }
    return Quantities(right, mistaken | over_other_axes(x, axis))


def sizes(x):
    """N and D of rows, N and C of images."""
    letter = {2: "D", 4: "C"}.get(x.ndim)
    return {"N": len(x), letter: x.shape[1]} if letter else {}


def over_other_axes(x, axis):
    """Means and variances over axes that are not meant, for rows and for images."""
    if x.ndim == 2:
        return {
            "the mean over the other axis": x.mean(axis=1 - axis),
            "the variance over the other axis": x.var(axis=1 - axis),
        }
    if x.ndim == 4:
        return {
            "a mean for each pixel": x.mean(axis=0),
            "a variance for each pixel": x.var(axis=0),
            "a mean for each image": x.mean(axis=(2, 3), keepdims=True),
            "a variance for each image": x.var(axis=(2, 3), keepdims=True),
        }
    return {}


def batch_quantities(x, gamma, beta, eps=1e-5):
    """Those of batch norm on rows."""
    return normalizing(x, gamma, beta, eps, axis=0, keepdims=False)


def image_quantities(x, gamma, beta, eps=1e-5):
    """Those of batch norm on images."""
    return normalizing(x, gamma[:, None, None], beta[:, None, None], eps, axis=(0, 2, 3))


def identity_quantities(x, eps=1e-5):
    """Those of the statistics alone."""
    return normal_statistics(x, eps, axis=0, keepdims=False)


def whitening_quantities(x, eps=1e-5):
    """Those of whitening. Eigenvectors are left out: their signs are anyone's choice."""
    m, centered = len(x), x - x.mean(axis=0)
    C, identity = centered.T @ centered / m, np.eye(x.shape[1])
    eigenvalues, V = np.linalg.eigh(C)
    right = {
        "m": m,
        "the mean": x.mean(axis=0),
        "x − mean": centered,
        "the sum of (x − mean)(x − mean)ᵀ": centered.T @ centered,
        "the covariance": C,
        "eps·I": eps * identity,
        "the covariance + eps·I": C + eps * identity,
        "the eigenvalues": eigenvalues,
        "the eigenvalues + eps": eigenvalues + eps,
        "√(eigenvalues + eps)": np.sqrt(eigenvalues + eps),
        "1/√(eigenvalues + eps)": 1 / np.sqrt(eigenvalues + eps),
        "diag(1/√(eigenvalues + eps))": np.diag(1 / np.sqrt(eigenvalues + eps)),
        "the inverse root of the covariance + eps·I": V / np.sqrt(eigenvalues + eps) @ V.T,
    }
    mistaken = {
        "the covariance of the examples": centered @ centered.T / m,
        "the covariance with m − 1": centered.T @ centered / max(m - 1, 1),
        "xᵀx / m, not centered": x.T @ x / m,
        "xᵀx, not centered": x.T @ x,
        "the covariance + eps in every entry": C + eps,
        "the variances": x.var(axis=0),
    }
    return Quantities(right, mistaken)

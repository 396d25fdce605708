"""What covariate shift and saturation compute on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities


def ratio_quantities(x, train_mean, train_std, test_mean, test_std):
    """Those of both densities and their quotient."""
    train, test = (
        of_density(x, train_mean, train_std, "train"),
        of_density(x, test_mean, test_std, "test"),
    )
    exponents = [((x - mean) / std) ** 2 for mean, std in ((train_mean, train_std), (test_mean, test_std))]
    right = {
        "train_std / test_std": train_std / test_std,
        "z_train² − z_test²": exponents[0] - exponents[1],
        "z_test² − z_train²": exponents[1] - exponents[0],
        "z_train²/2 − z_test²/2": (exponents[0] - exponents[1]) / 2,
        "exp(z_train²/2 − z_test²/2)": np.exp((exponents[0] - exponents[1]) / 2),
    }
    mistaken = {
        "test_std / train_std": test_std / train_std,
        "p_train / p_test": train.right["p_train"] / test.right["p_test"],
    }
    return Quantities(train.right | test.right | right, train.mistaken | test.mistaken | mistaken)


def of_density(x, mean, std, which):
    """Those of a normal density."""
    centered = x - mean
    z, front = centered / std, std * np.sqrt(2 * np.pi)
    right = {
        f"x − {which}_mean": centered,
        f"(x − {which}_mean)²": centered**2,
        f"−(x − {which}_mean)²": -(centered**2),
        f"z_{which}": z,
        f"z_{which}²": z**2,
        f"z_{which}²/2": z**2 / 2,
        f"−z_{which}²": -(z**2),
        f"−z_{which}²/2": -(z**2) / 2,
        f"exp(−z_{which}²/2)": np.exp(-(z**2) / 2),
        f"{which}_std²": std**2,
        f"2·{which}_std²": 2 * std**2,
        f"{which}_std · √(2π)": front,
        f"1 / ({which}_std · √(2π))": 1 / front,
        f"p_{which}": np.exp(-(z**2) / 2) / front,
    }
    mistaken = {
        f"(x − {which}_mean)² / {which}_std": centered**2 / std,
        f"(x − {which}_mean)² / (2·{which}_std)": centered**2 / (2 * std),
        f"−(x − {which}_mean)² / 2 · {which}_std²": -(centered**2) / 2 * std**2,
        f"(x − {which}_mean)² / 2 · {which}_std²": centered**2 / 2 * std**2,
        f"exp(z_{which}²/2), without the minus": np.exp(z**2 / 2),
        f"exp(−z_{which}²), without the 1/2": np.exp(-(z**2)),
        f"x + {which}_mean": x + mean,
    }
    return Quantities(right, mistaken)


def least_squares_quantities(X, y, w):
    """Those of the weighted normal equations."""
    rows, root = w[:, None] * X, np.sqrt(w)
    right = {
        "√w": root,
        "diag(w)": np.diag(w),
        "w · X": rows,
        "Xᵀ W": rows.T,
        "√w · X": root[:, None] * X,
        "w · y": w * y,
        "√w · y": root * y,
        "Xᵀ W X": X.T @ rows,
        "Xᵀ W y": X.T @ (w * y),
        "the inverse of Xᵀ W X": np.linalg.inv(X.T @ rows),
    }
    mistaken = {
        "XᵀX, without weights": X.T @ X,
        "Xᵀy, without weights": X.T @ y,
        "Xᵀ W² X": X.T @ (w[:, None] ** 2 * X),
        "Xᵀ W² y": X.T @ (w**2 * y),
        "1/w": 1 / w,
        "diag(1/w)": np.diag(1 / w),
    }
    return Quantities(right, mistaken)


def sigmoid_quantities(z):
    """Those of the sigmoid and its slope."""
    e, tail = np.exp(-z), np.exp(-np.abs(z))
    s = 1 / (1 + e)
    right = {
        "−z": -z,
        "exp(−z)": e,
        "1 + exp(−z)": 1 + e,
        "(1 + exp(−z))²": (1 + e) ** 2,
        "s(z)": s,
        "1 − s(z)": 1 - s,
        "s(z)²": s**2,
        "exp(z)": np.exp(z),
        "1 + exp(z)": 1 + np.exp(z),
        "(1 + exp(z))²": (1 + np.exp(z)) ** 2,
        "|z|": np.abs(z),
        "−|z|": -np.abs(z),
        "exp(−|z|)": tail,
        "1 + exp(−|z|)": 1 + tail,
        "(1 + exp(−|z|))²": (1 + tail) ** 2,
    }
    mistaken = {
        "1 + exp(−z)²": 1 + e**2,
        "1 + exp(z)²": 1 + np.exp(z) ** 2,
        "1 + exp(−|z|)²": 1 + tail**2,
        "1 − exp(−z)": 1 - e,
        "(1 − exp(−z))²": (1 - e) ** 2,
        "(1 − exp(−|z|))²": (1 - tail) ** 2,
        "1 − z": 1 - z,
        "1 + s(z)": 1 + s,
        "tanh(z)": np.tanh(z),
    }
    return Quantities(right, mistaken)


def saturation_quantities(z, slope=0.05):
    """Those of the sigmoid, and its slope."""
    found, s = sigmoid_quantities(z), 1 / (1 + np.exp(-z))
    return Quantities(found.right | {"s(z) · (1 − s(z))": s * (1 - s)}, found.mistaken)

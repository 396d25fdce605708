"""What the pieces about smoothing compute on the way, by the text's names."""

from bnkit.authoring import Quantities
from ch02_algorithm.quantities import batch_quantities


def noisy_quantities(x, gamma, beta, shift, scale, eps=1e-5):
    """Those of batch norm, its output, and the output scaled."""
    found = batch_quantities(x, gamma, beta, eps)
    y = found.right["gamma · x_hat"] + beta
    return Quantities(found.right | {"y": y, "scale · y": scale * y}, found.mistaken)


def bound_quantities(dy, x_hat, gamma, var):
    """Those of the bound's three terms."""
    m, square = len(dy), (dy**2).sum(axis=0)
    mean, inner = dy.sum(axis=0) ** 2 / m, (dy * x_hat).sum(axis=0) ** 2 / m
    right = {
        "m": m,
        "dy²": dy**2,
        "‖dy‖²": square,
        "Σ dy": dy.sum(axis=0),
        "(Σ dy)²": m * mean,
        "(Σ dy)² / m": mean,
        "dy · x_hat": dy * x_hat,
        "Σ dy · x_hat": (dy * x_hat).sum(axis=0),
        "(Σ dy · x_hat)²": m * inner,
        "(Σ dy · x_hat)² / m": inner,
        "‖dy‖² − (Σ dy)² / m": square - mean,
        "‖dy‖² − (Σ dy)² / m − (Σ dy · x_hat)² / m": square - mean - inner,
        "gamma²": gamma**2,
        "gamma²/var": gamma**2 / var,
    }
    mistaken = {"‖dy‖": square**0.5, "gamma/√var": gamma / var**0.5, "Σ x_hat": x_hat.sum(axis=0)}
    return Quantities(right, mistaken)

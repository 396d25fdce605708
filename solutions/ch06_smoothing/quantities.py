"""What the pieces about smoothing compute on the way, by the text's names."""

import numpy as np

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
    mistaken |= {
        "‖dy‖² / m": square / m,
        "Σ dy / m": dy.mean(axis=0),
        "Σ dy · x_hat / m": (dy * x_hat).mean(axis=0),
        "(Σ dy · x_hat / m)²": (dy * x_hat).mean(axis=0) ** 2,
        "Σ (dy · x_hat)²": ((dy * x_hat) ** 2).sum(axis=0),
    }
    return Quantities(right, mistaken)


def line_quantities(grad, w, g, steps):
    """Those of the measures of the gradient along a line, an entry or a row for each step."""
    moved = steps[:, None] * g
    gradients = np.array([grad(w - s * g) for s in steps])
    apart = g - gradients
    distances = np.linalg.norm(apart, axis=1)
    right = {
        "s·g": moved,
        "w − s·g": w - moved,
        "grad(w − s·g)": gradients,
        "g − grad(w − s·g)": apart,
        "grad(w − s·g) − g": -apart,
        "(g − grad(w − s·g))²": apart**2,
        "‖g − grad(w − s·g)‖²": distances**2,
        "‖g − grad(w − s·g)‖": distances,
        "‖g‖": np.linalg.norm(g),
        "‖s·g‖": steps * np.linalg.norm(g),
        "‖s·g‖²": steps**2 * (g**2).sum(),
        "‖g − grad(w − s·g)‖² / ‖s·g‖²": distances**2 / (steps**2 * (g**2).sum()),
        "‖g − grad(w − s·g)‖ / ‖s·g‖": distances / (steps * np.linalg.norm(g)),
    }
    return Quantities(right, {"w + s·g": w + moved, "grad(w + s·g)": np.array([grad(w + s * g) for s in steps])})


def range_quantities(loss, w, g, steps):
    """Those of the loss along the gradient."""
    moved = steps[:, None] * g
    ahead, behind = np.array([loss(w - s * g) for s in steps]), np.array([loss(w + s * g) for s in steps])
    right = {"s·g": moved, "w − s·g": w - moved, "loss(w − s·g)": ahead}
    return Quantities(right, {"w + s·g": w + moved, "loss(w + s·g)": behind})


def shift_quantities(grad, weights, new_weights, layer):
    """Those of a layer's two gradients."""
    G, moved = grad(weights)[layer], grad(new_weights[:layer] + weights[layer:])[layer]
    apart, norms = G - moved, (np.linalg.norm(G), np.linalg.norm(moved))
    right = {
        "G": G,
        "G'": moved,
        "G − G'": apart,
        "G' − G": -apart,
        "(G − G')²": apart**2,
        "‖G − G'‖²": (apart**2).sum(),
        "‖G − G'‖": np.linalg.norm(apart),
        "G · G'": G * moved,
        "⟨G, G'⟩": (G * moved).sum(),
        "‖G‖": norms[0],
        "‖G'‖": norms[1],
        "‖G‖ · ‖G'‖": norms[0] * norms[1],
        "‖G‖²": norms[0] ** 2,
        "‖G'‖²": norms[1] ** 2,
    }
    mistaken = {
        "G' with the layer's own update": grad(new_weights[: layer + 1] + weights[layer + 1 :])[layer],
        "G' with all layers moved": grad(new_weights)[layer],
        "G' with the later layers moved": grad(weights[: layer + 1] + new_weights[layer + 1 :])[layer],
    }
    return Quantities(right, mistaken)

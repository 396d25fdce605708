"""The theorems of the smoothing paper and scale invariance, checked to machine precision over random shapes.

Theorem 4.1 bounds the gradient before batch norm by the one after it; with eps = 0 it is an equality, with eps > 0 it leaves
a gap that can be told. The first part of Theorem 4.2 relates the curvatures along that gradient. Both are for one feature at a time.
"""

import numpy as np
import torch

from bnkit.experiments.pieces import piece
from bnkit.experiments.run import Run
from bnkit.findings.finding import Finding

CONFIG = {"shapes": 200, "most_examples": 40, "most_features": 12, "precision": 1e-10}
QUICK = {"shapes": 20}
SEEDS = 8


def parts(config: dict) -> dict[str, dict]:
    """Each identity."""
    return {name: {"identity": name} for name in IDENTITIES}


def measure(settings: dict, run: Run) -> dict:
    """For each seed, the largest error over its random shapes."""
    error = IDENTITIES[settings["identity"]](run)
    return {"largest": [max(error(batch) for batch in batches(seed, run.config)) for seed in run.seeds]}


class Batch:
    """Random x and dy of shape (m, D), gamma of both signs, W for D inputs, eps of the order of the variance."""

    def __init__(self, rng: np.random.Generator, config: dict):
        m, D = rng.integers(4, config["most_examples"]), rng.integers(2, config["most_features"])
        self.x, self.dy = rng.normal(rng.normal(0, 3, D), rng.uniform(0.5, 2, D), (m, D)), rng.normal(size=(m, D))
        self.gamma, self.beta, self.W = rng.normal(size=D), rng.normal(size=D), rng.normal(size=(D, D))
        self.eps, self.a = rng.uniform(0.1, 0.5), rng.uniform(0.1, 10)
        self.center = rng.normal(size=(m, D))


def batches(seed: int, config: dict):
    """The seed's random batches."""
    rng = np.random.default_rng(seed)
    return (Batch(rng, config) for _ in range(config["shapes"]))


def bound_without_eps(run: Run):
    """|bound − ‖dx‖²| / bound of Theorem 4.1 at eps = 0."""
    return lambda batch: np.abs(gap(run, batch, 0.0)).max()


def bound_with_eps(run: Run):
    """|gap − (1 − r)⟨x̂, g⟩²/m / bound| for eps > 0, with σ² + eps in the place of σ², r = σ² / (σ² + eps) and g = dy.

    The bound here is without its factor γ² / (σ² + eps).
    """

    def error(batch: Batch) -> float:
        m, var, g = len(batch.x), batch.x.var(axis=0), batch.dy
        x_hat = (batch.x - batch.x.mean(axis=0)) / np.sqrt(var + batch.eps)
        along = (x_hat * g).sum(axis=0) ** 2 / m
        bound = (g**2).sum(axis=0) - g.sum(axis=0) ** 2 / m - along
        left = batch.eps / (var + batch.eps) * along / bound
        return np.abs(gap(run, batch, batch.eps) - left).max()

    return error


def gap(run: Run, batch: Batch, eps: float) -> np.ndarray:
    """(bound − ‖dx‖²) / bound for each feature."""
    forward, backward = (piece(run.pieces, f"batch_norm_{way}") for way in ("forward", "backward"))
    _, cache = forward(batch.x, batch.gamma, batch.beta, eps)
    dx = backward(batch.dy, cache)[0]
    bound = piece(run.pieces, "smoothing_bound")(batch.dy, cache.x_hat, batch.gamma, batch.x.var(axis=0) + eps)
    return (bound - (dx**2).sum(axis=0)) / bound


def curvature(run: Run):
    """|left − right| / (size of the right side's terms) of Theorem 4.2's first identity, at eps = 0, for the first feature.

    vᵀĤv = (γ²/σ²) vᵀHv − (γ/(mσ²)) ⟨g, x̂⟩ ‖v‖², where Ĥ, H are the loss's second derivatives before and after batch norm, g
    is the gradient after it and v the gradient before it. The loss is Σ cosh(y − center).
    """

    def error(batch: Batch) -> float:
        x, center, gamma = torch.tensor(batch.x[:, 0]), torch.tensor(batch.center[:, 0]), float(batch.gamma[0])
        x_hat = (x - x.mean()) / x.std(correction=0)
        y = gamma * x_hat
        v, before = along(lambda x: gamma * (x - x.mean()) / x.std(correction=0), center, x)
        g = torch.sinh(y - center)
        var = x.var(correction=0)
        after = gamma**2 / var * (v**2 * torch.cosh(y - center)).sum()
        turned = gamma / (len(x) * var) * (g @ x_hat) * (v @ v)
        return float((before - after + turned).abs() / (after.abs() + turned.abs()))

    return error


def along(normalize, center: torch.Tensor, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """(v, vᵀĤv) of x ↦ Σ cosh(normalize(x) − center), v its gradient, by automatic differentiation."""
    x = x.clone().requires_grad_()
    (v,) = torch.autograd.grad(torch.cosh(normalize(x) - center).sum(), x, create_graph=True)
    (Hv,) = torch.autograd.grad((v * v.detach()).sum(), x)
    return v.detach(), v.detach() @ Hv


def invariance(run: Run):
    """max |BN(aWu) − BN(Wu)| at eps = 0."""
    norm = piece(run.pieces, "batch_norm")

    def error(batch: Batch) -> float:
        z = batch.x @ batch.W
        return np.abs(norm(batch.a * z, batch.gamma, batch.beta, 0.0) - norm(z, batch.gamma, batch.beta, 0.0)).max()

    return error


def inverse_gradient(run: Run):
    """max |gradient at aW − (1/a) · gradient at W| over the largest entry of the latter, at eps = 0."""
    rescaled = piece(run.pieces, "rescaled_gradient")

    def error(batch: Batch) -> float:
        expected = rescaled(weight_gradient(run, batch, 1.0), batch.a)
        return np.abs(weight_gradient(run, batch, batch.a) - expected).max() / np.abs(expected).max()

    return error


def weight_gradient(run: Run, batch: Batch, a: float) -> np.ndarray:
    """The gradient with respect to aW, in BN(aWu) with the gradient dy after it."""
    forward, backward = (piece(run.pieces, f"batch_norm_{way}") for way in ("forward", "backward"))
    _, cache = forward(batch.x @ (a * batch.W), batch.gamma, batch.beta, 0.0)
    return batch.x.T @ backward(batch.dy, cache)[0]


IDENTITIES = {
    "4.1 at eps = 0": bound_without_eps,
    "4.1 with eps": bound_with_eps,
    "4.2, first identity": curvature,
    "scale invariance": invariance,
    "gradient at aW": inverse_gradient,
}


STATEMENTS = {
    "equality": ("4.1 at eps = 0", "Theorem 4.1 is an equality at eps = 0: the largest relative error."),
    "with_eps": ("4.1 with eps", "With eps > 0 its bound leaves (1 − r)⟨x̂, g⟩²/m: the largest error over the bound."),
    "curvature": ("4.2, first identity", "The first identity of Theorem 4.2 holds: the largest relative error."),
    "scale_invariance": ("scale invariance", "BN(aWu) = BN(Wu): the largest difference."),
    "inverse_gradient": ("gradient at aW", "The gradient at aW is 1/a of that at W: the largest relative error."),
}


def conclude(values: dict) -> dict[str, Finding]:
    """Equalities to within 1e-10."""
    return {
        name: Finding(text, values[part]["largest"], (None, CONFIG["precision"]))
        for name, (part, text) in STATEMENTS.items()
    }

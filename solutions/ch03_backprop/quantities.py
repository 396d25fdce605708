"""What a backward pass computes on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities
from ch02_algorithm.quantities import sizes


def differentiating(dy, x, x_hat, inv_std, gamma, eps, axis, keepdims=True, sums=None):
    """The quantities of dx, dgamma and dbeta where the values along `axis` share a mean.

    gamma and inv_std fit x. Sums over the batch run over `sums`, by default `axis`, and keep their axes where keepdims says so.
    """
    along, m = dict(axis=axis, keepdims=keepdims), x.size / inv_std.size
    over = dict(axis=axis if sums is None else sums)
    dx_hat, centered = dy * gamma, x - x.mean(axis=axis, keepdims=True)
    var = inv_std**-2 - eps
    staged = through_statistics(dx_hat, centered, inv_std, m, along)
    right = {"the variance": var, "the mean": x.mean(**along), "inv_std": inv_std} | staged.right
    right |= sizes(x) | {"x": x, "dy": dy, "x_hat": x_hat}
    right |= {
        "gamma · inv_std": gamma * inv_std,
        "gamma · inv_std / m": gamma * inv_std / m,
        "inv_std / m": inv_std / m,
    }
    right |= centring("dy", dy, x_hat, m, along, over) | centring("dx_hat", dx_hat, x_hat, m, along, along)
    right |= taken_off(dy, x_hat, m, along)
    mistaken = staged.mistaken | off_the_way(dy, x, centered, var, eps, over)
    mistaken |= {"dy + mean(dy)": dy + dy.mean(**along)} | summed_for_mean("dy", dy, m, along)
    mistaken |= summed_for_mean("dx_hat", dx_hat, m, along)
    if x.ndim == 2:
        mistaken |= over_the_other_axis(dy, dx_hat, x_hat, 1 - axis)
    return Quantities(right, mistaken)


def centring(name, g, x_hat, m, along, over):
    """The terms of dx by a gradient g: g − mean(g) − x_hat · mean(g · x_hat), and m times that. `over` is for the bare sum."""
    mean, inner = g.mean(**along), (g * x_hat).mean(**along)
    return {
        f"{name} · x_hat": g * x_hat,
        f"Σ {name} · x_hat": (g * x_hat).sum(**over),
        f"Σ {name}": g.sum(**over),
        f"the mean of {name}": mean,
        f"the mean of {name} · x_hat": inner,
        f"x_hat · mean({name} · x_hat)": x_hat * inner,
        f"x_hat · Σ {name} · x_hat": x_hat * inner * m,
        f"m · {name}": m * g,
        f"{name} − mean({name})": g - mean,
        f"m · {name} − Σ {name}": m * (g - mean),
        f"{name} − mean({name}) − x_hat · mean({name} · x_hat)": g - mean - x_hat * inner,
        f"m · {name} − Σ {name} − x_hat · Σ {name} · x_hat": m * (g - mean - x_hat * inner),
    }


def taken_off(dy, x_hat, m, along):
    """What the closed form of dx takes off dy."""
    both = dy.mean(**along) + x_hat * (dy * x_hat).mean(**along)
    return {"mean(dy) + x_hat · mean(dy · x_hat)": both, "Σ dy + x_hat · Σ dy · x_hat": m * both}


def off_the_way(dy, x, centered, var, eps, over):
    """What is taken for dy · x_hat, for its sum, and for √(var + eps)."""
    root = np.sqrt(np.maximum(var, 0))
    return {
        "dy · x": dy * x,
        "dy · (x − mean)": dy * centered,
        "Σ dy · x": (dy * x).sum(**over),
        "Σ dy · (x − mean)": (dy * centered).sum(**over),
        "√var, without eps": root,
        "√var + eps": root + eps,
    }


def summed_for_mean(name, g, m, along):
    """A gradient from which the sum is taken in the mean's place."""
    return {f"{name} − Σ {name}": g - m * g.mean(**along)}


def over_the_other_axis(dy, dx_hat, x_hat, axis):
    """Sums and a mean over each example's features in place of the batch."""
    return {
        "dy summed over the other axis": dy.sum(axis=axis),
        "dy · x_hat summed over the other axis": (dy * x_hat).sum(axis=axis),
        "dx_hat's mean over the other axis": dx_hat.mean(axis=axis),
    }


def through_statistics(dx_hat, centered, inv_std, m, along):
    """The quantities of the way through x_hat = x_centered · inv_std, node by node."""
    dvar = -0.5 * (dx_hat * centered).sum(**along) * inv_std**3
    dmean = -(dx_hat * inv_std).sum(**along)
    right = statistics(centered, inv_std, m) | {"dx_hat": dx_hat, "dvar": dvar, "dmean": dmean}
    right |= to_variance(dx_hat, centered, inv_std, along) | to_mean(dx_hat, inv_std, along)
    right |= to_x(dx_hat, centered, inv_std, dvar, dmean, m)
    mistaken = {
        "−½ · Σ dx_hat · (x − mean) · inv_std": dvar / inv_std**2,
        "−Σ dx_hat, without inv_std": -dx_hat.sum(**along),
        "dvar summed over the features too": dvar.sum(),
        "dmean summed over the features too": dmean.sum(),
    }
    return Quantities(right, mistaken)


def statistics(centered, inv_std, m):
    """What the forward pass leaves, and its derivatives: of the variance by x, 2 · (x − mean) / m, and of inv_std by var."""
    return {
        "m": m,
        "1/m": 1 / m,
        "2/m": 2 / m,
        "x − mean": centered,
        "2 · (x − mean)": 2 * centered,
        "−2 · (x − mean)": -2 * centered,
        "2 · (x − mean) / m": 2 * centered / m,
        "var + eps": inv_std**-2.0,
        "√(var + eps)": 1 / inv_std,
        "inv_std²": inv_std**2,
        "inv_std³": inv_std**3,
        "½ · inv_std³": 0.5 * inv_std**3,
        "−½ · inv_std³": -0.5 * inv_std**3,
    }


def to_variance(dx_hat, centered, inv_std, along):
    """Back to dvar = −½ · Σ dx_hat · (x − mean) · inv_std³, its factors in any order."""
    products, d_inv_std = dx_hat * centered, (dx_hat * centered).sum(**along)
    return {
        "−½ · dx_hat": -0.5 * dx_hat,
        "dx_hat · (x − mean)": products,
        "Σ dx_hat · (x − mean)": d_inv_std,
        "d_inv_std": d_inv_std,
        "−Σ dx_hat · (x − mean)": -d_inv_std,
        "½ · Σ dx_hat · (x − mean)": 0.5 * d_inv_std,
        "the gradient at √(var + eps)": -d_inv_std * inv_std**2,
        "−½ · dx_hat · (x − mean)": -0.5 * products,
        "−½ · Σ dx_hat · (x − mean)": -0.5 * d_inv_std,
        "dx_hat · (x − mean) · inv_std³": products * inv_std**3,
        "−½ · dx_hat · (x − mean) · inv_std³": -0.5 * products * inv_std**3,
    }


def to_mean(dx_hat, inv_std, along):
    """Back to dmean = −Σ dx_hat · inv_std."""
    direct = dx_hat * inv_std
    return {
        "−dx_hat": -dx_hat,
        "Σ dx_hat": dx_hat.sum(**along),
        "−Σ dx_hat": -dx_hat.sum(**along),
        "dx_hat · inv_std": direct,
        "−dx_hat · inv_std": -direct,
        "Σ dx_hat · inv_std": direct.sum(**along),
    }


def to_x(dx_hat, centered, inv_std, dvar, dmean, m):
    """Back to dx = dx_hat · inv_std + dvar · 2 · (x − mean) / m + dmean / m, its three ways and their pairs."""
    direct, through_var = dx_hat * inv_std, 2 * dvar * centered / m
    return {
        "dvar / m": dvar / m,
        "2 · dvar": 2 * dvar,
        "2 · dvar / m": 2 * dvar / m,
        "the gradient at (x − mean)²": np.ones_like(dx_hat) * dvar / m,
        "dvar · (x − mean)": dvar * centered,
        "dvar · 2 · (x − mean)": 2 * dvar * centered,
        "dvar · 2 · (x − mean) / m": through_var,
        "dmean / m": dmean / m,
        "dx_hat · inv_std + dvar · 2 · (x − mean) / m": direct + through_var,
        "dx_hat · inv_std + dmean / m": direct + dmean / m,
        "dvar · 2 · (x − mean) / m + dmean / m": through_var + dmean / m,
    }


def backward_quantities(dy, cache):
    """Those of batch norm's backward pass on rows."""
    return differentiating(dy, cache.x, cache.x_hat, cache.inv_std, cache.gamma, cache.eps, axis=0, keepdims=False)


def images_backward_quantities(dy, cache):
    """Those of the backward pass for images; a channel's values also as rows."""
    inv_std, gamma, axes = cache.inv_std[:, None, None], cache.gamma[:, None, None], (0, 2, 3)
    return differentiating(dy, cache.x, cache.x_hat, inv_std, gamma, cache.eps, axis=axes, sums=axes)


def staged_quantities(dx_hat, x_centered, inv_std, dvar=None, dmean=None):
    """Those of the pieces that take the backward pass node by node."""
    return through_statistics(dx_hat, x_centered, inv_std, len(dx_hat), dict(axis=0))


def beta_quantities(dy):
    """The means and sums of dy."""
    right = {"m": len(dy), "the mean of dy": dy.mean(axis=0)}
    mistaken = {"dy summed over the other axis": dy.sum(axis=1), "dy summed over everything": dy.sum()}
    return Quantities(right, mistaken)


def x_hat_quantities(dy, gamma):
    """dy times what gamma is taken for; what is right has no step in between."""
    mistaken = {
        "dy / gamma": np.divide(dy, gamma, out=np.full_like(dy, np.nan), where=gamma != 0),
        "gamma²": gamma**2,
        "dy + gamma": dy + gamma,
        "dy · gamma summed over the features": (dy * gamma).sum(axis=1),
        "dy · gamma summed over the batch": (dy * gamma).sum(axis=0),
    }
    return Quantities({"dx_hat": dy * gamma}, mistaken)

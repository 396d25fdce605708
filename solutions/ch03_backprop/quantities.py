"""What a backward pass computes on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities
from ch02_algorithm.quantities import sizes


def differentiating(dy, x, x_hat, inv_std, gamma, eps, axis, keepdims=True, sums=None):
    """The quantities of dx, dgamma and dbeta where the values along `axis` share a mean.

    gamma and inv_std fit x. Sums over the batch run over `sums`, by default `axis`, and keep their axes where keepdims says so.
    """
    along, m = dict(axis=axis, keepdims=keepdims), x.size / inv_std.size
    dx_hat, centered = dy * gamma, x - x.mean(axis=axis, keepdims=True)
    staged = through_statistics(dx_hat, centered, inv_std, m, along)
    over = dict(axis=axis if sums is None else sums)
    dgamma, dbeta, mean, mean_g = (dy * x_hat).sum(**over), dy.sum(**over), dy.mean(**along), dx_hat.mean(**along)
    inner, inner_g = (dy * x_hat).mean(**along), (dx_hat * x_hat).mean(**along)
    right = {
        **sizes(x),
        "x": x,
        "dy": dy,
        "x_hat": x_hat,
        "gamma · inv_std": gamma * inv_std,
        "gamma · inv_std / m": gamma * inv_std / m,
        "inv_std / m": inv_std / m,
        "dy · x_hat": dy * x_hat,
        "Σ dy · x_hat": dgamma,
        "Σ dy": dbeta,
        "the mean of dy": mean,
        "the mean of dy · x_hat": inner,
        "the mean of dx_hat": mean_g,
        "dx_hat · x_hat": dx_hat * x_hat,
        "Σ dx_hat · x_hat": (dx_hat * x_hat).sum(**along),
        "the mean of dx_hat · x_hat": inner_g,
        "x_hat · mean(dy · x_hat)": x_hat * inner,
        "x_hat · mean(dx_hat · x_hat)": x_hat * inner_g,
        "x_hat · Σ dy · x_hat": x_hat * inner * m,
        "x_hat · Σ dx_hat · x_hat": x_hat * inner_g * m,
        "m · dy": m * dy,
        "m · dx_hat": m * dx_hat,
        "dy − mean(dy)": dy - mean,
        "dx_hat − mean(dx_hat)": dx_hat - mean_g,
        "m · dy − Σ dy": m * (dy - mean),
        "m · dx_hat − Σ dx_hat": m * (dx_hat - mean_g),
        "mean(dy) + x_hat · mean(dy · x_hat)": mean + x_hat * inner,
        "Σ dy + x_hat · Σ dy · x_hat": m * (mean + x_hat * inner),
        "dy − mean(dy) − x_hat · mean(dy · x_hat)": dy - mean - x_hat * inner,
        "m · dy − Σ dy − x_hat · Σ dy · x_hat": m * (dy - mean - x_hat * inner),
        "dx_hat − mean(dx_hat) − x_hat · mean(dx_hat · x_hat)": dx_hat - mean_g - x_hat * inner_g,
        "m · dx_hat − Σ dx_hat − x_hat · Σ dx_hat · x_hat": m * (dx_hat - mean_g - x_hat * inner_g),
    }
    mistaken = {
        "dy · x": dy * x,
        "dy · (x − mean)": dy * centered,
        "Σ dy · x": (dy * x).sum(**over),
        "Σ dy · (x − mean)": (dy * centered).sum(**over),
        "dy + mean(dy)": dy + mean,
        "dy − Σ dy": dy - m * mean,
        "dx_hat − Σ dx_hat": dx_hat - m * mean_g,
        "√var, without eps": np.sqrt(np.maximum(inv_std**-2 - eps, 0)),
        "√var + eps": np.sqrt(np.maximum(inv_std**-2 - eps, 0)) + eps,
    }
    if x.ndim == 2:
        other = dict(axis=1 - axis)
        mistaken |= {
            "dy summed over the other axis": dy.sum(**other),
            "dy · x_hat summed over the other axis": (dy * x_hat).sum(**other),
            "dx_hat's mean over the other axis": dx_hat.mean(**other),
        }
    var = inv_std**-2 - eps
    forward = {"the variance": var, "var + eps": var + eps, "√(var + eps)": np.sqrt(var + eps)}
    forward |= {"the mean": x.mean(**along), "inv_std": inv_std}
    return Quantities(forward | staged.right | right, staged.mistaken | mistaken)


def through_statistics(dx_hat, centered, inv_std, m, along):
    """The quantities of the way through x_hat = x_centered · inv_std, node by node."""
    d_inv_std, direct = (dx_hat * centered).sum(**along), dx_hat * inv_std
    dvar, dmean = -0.5 * d_inv_std * inv_std**3, -direct.sum(**along)
    through_var = 2 * dvar * centered / m
    right = {
        "m": m,
        "dx_hat": dx_hat,
        "x − mean": centered,
        "2 · (x − mean)": 2 * centered,
        "2 · (x − mean) / m": 2 * centered / m,
        "var + eps": inv_std**-2.0,
        "√(var + eps)": 1 / inv_std,
        "inv_std²": inv_std**2,
        "inv_std³": inv_std**3,
        "−½ · inv_std³": -0.5 * inv_std**3,
        "−½ · dx_hat": -0.5 * dx_hat,
        "1/m": 1 / m,
        "Σ dx_hat": dx_hat.sum(**along),
        "−dx_hat": -dx_hat,
        "−Σ dx_hat": -dx_hat.sum(**along),
        "−Σ dx_hat · (x − mean)": -d_inv_std,
        "½ · inv_std³": 0.5 * inv_std**3,
        "½ · Σ dx_hat · (x − mean)": 0.5 * d_inv_std,
        "2/m": 2 / m,
        "−2 · (x − mean)": -2 * centered,
        "dx_hat · inv_std": direct,
        "−dx_hat · inv_std": -direct,
        "Σ dx_hat · inv_std": direct.sum(**along),
        "dx_hat · (x − mean)": dx_hat * centered,
        "Σ dx_hat · (x − mean)": d_inv_std,
        "d_inv_std": d_inv_std,
        "the gradient at √(var + eps)": -d_inv_std * inv_std**2,
        "−½ · dx_hat · (x − mean)": -0.5 * dx_hat * centered,
        "−½ · Σ dx_hat · (x − mean)": -0.5 * d_inv_std,
        "dx_hat · (x − mean) · inv_std³": dx_hat * centered * inv_std**3,
        "−½ · dx_hat · (x − mean) · inv_std³": -0.5 * dx_hat * centered * inv_std**3,
        "dvar": dvar,
        "dmean": dmean,
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
    mistaken = {
        "−½ · Σ dx_hat · (x − mean) · inv_std": -0.5 * d_inv_std * inv_std,
        "−Σ dx_hat, without inv_std": -dx_hat.sum(**along),
        "dvar summed over the features too": dvar.sum(),
        "dmean summed over the features too": dmean.sum(),
    }
    return Quantities(right, mistaken)


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

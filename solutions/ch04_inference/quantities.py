"""What inference and folding compute on the way, by the text's names, and what people take for it."""

import numpy as np

from bnkit.authoring import Quantities
from ch02_algorithm.quantities import batch_quantities


def stored(gamma, beta, mean, var, eps):
    """The quantities that stored statistics give before any x is seen."""
    inv_std = 1 / np.sqrt(var + eps)
    scale = gamma * inv_std
    right = {
        "var + eps": var + eps,
        "√(var + eps)": np.sqrt(var + eps),
        "inv_std": inv_std,
        "gamma · inv_std": scale,
        "mean · inv_std": mean * inv_std,
        "gamma · mean": gamma * mean,
        "mean · gamma · inv_std": mean * scale,
        "beta − mean · gamma · inv_std": beta - mean * scale,
    }
    mistaken = {
        "√var, without eps": np.sqrt(var),
        "1/√var, without eps": 1 / np.sqrt(var),
        "√var + eps": np.sqrt(var) + eps,
        "1/(√var + eps)": 1 / (np.sqrt(var) + eps),
        "gamma / √var, without eps": gamma / np.sqrt(var),
        "gamma / (var + eps)": gamma / (var + eps),
        "beta + mean · gamma · inv_std": beta + mean * scale,
    }
    return Quantities(right, mistaken)


def inference_quantities(x, gamma, beta, mean, var, eps=1e-5):
    """Those of batch norm with stored statistics."""
    found = stored(gamma, beta, mean, var, eps)
    inv_std, scale = found.right["inv_std"], found.right["gamma · inv_std"]
    right = {
        "x − mean": x - mean,
        "x_hat": (x - mean) * inv_std,
        "gamma · x_hat": (x - mean) * scale,
        "gamma · (x − mean)": gamma * (x - mean),
        "x · inv_std": x * inv_std,
        "gamma · x": gamma * x,
        "x · gamma · inv_std": x * scale,
    }
    mistaken = {
        "the batch's own mean": x.mean(axis=0),
        "the batch's own variance": x.var(axis=0),
        "x − the batch's own mean": x - x.mean(axis=0),
        "x + mean": x + mean,
    }
    return Quantities(found.right | right, found.mistaken | mistaken)


def inference_backward_quantities(dy, x, gamma, mean, var, eps=1e-5):
    """Those of the backward pass with stored statistics."""
    found = inference_quantities(x, gamma, np.zeros_like(gamma), mean, var, eps)
    inv_std = found.right["inv_std"]
    backward = {
        "dx_hat": dy * gamma,
        "dy · inv_std": dy * inv_std,
        "dy · x_hat": dy * found.right["x_hat"],
        "dy · (x − mean)": dy * (x - mean),
        "Σ dy · (x − mean)": (dy * (x - mean)).sum(axis=0),
        "Σ dy · x_hat": (dy * found.right["x_hat"]).sum(axis=0),
        "Σ dy": dy.sum(axis=0),
    }
    kept = {name: each for name, each in found.right.items() if not name.startswith(("beta", "gamma · x", "x · "))}
    return Quantities(kept | backward, found.mistaken | {"dy · x": dy * x})


def layer_quantities(x, gamma, beta, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    """Those of the layer in the mode that it is in."""
    if not training:
        found = inference_quantities(x, gamma, beta, running_mean, running_var, eps)
        return Quantities(
            {name.replace("var + eps", "var + eps"): v for name, v in found.right.items()}, found.mistaken
        )
    batch, moved = batch_quantities(x, gamma, beta, eps), update_quantities(running_mean, running_var, x, momentum)
    return Quantities(batch.right | moved.right, batch.mistaken | moved.mistaken)


def update_quantities(running_mean, running_var, x, momentum=0.1):
    """Those of the running statistics' update."""
    m, mean, var = len(x), x.mean(axis=0), x.var(axis=0)
    unbiased = var * m / (m - 1) if m > 1 else var
    right = {
        "m": m,
        "the mean": mean,
        "x − mean": x - mean,
        "(x − mean)²": (x - mean) ** 2,
        "the sum of x": x.sum(axis=0),
        "the sum of (x − mean)²": ((x - mean) ** 2).sum(axis=0),
        "the variance": var,
        "m · the variance": m * var,
        "m/(m − 1)": m / (m - 1) if m > 1 else 1.0,
        "the variance · m/(m − 1)": unbiased,
        "1 − momentum": 1 - momentum,
        "(1 − momentum) · running_mean": (1 - momentum) * running_mean,
        "(1 − momentum) · running_var": (1 - momentum) * running_var,
        "momentum · mean": momentum * mean,
        "momentum · var": momentum * var,
        "momentum · var · m/(m − 1)": momentum * unbiased,
        "mean − running_mean": mean - running_mean,
        "var − running_var": unbiased - running_var,
        "momentum · (mean − running_mean)": momentum * (mean - running_mean),
        "momentum · (var − running_var)": momentum * (unbiased - running_var),
    }
    mistaken = {
        "momentum · running_mean": momentum * running_mean,
        "momentum · running_var": momentum * running_var,
        "(1 − momentum) · mean": (1 - momentum) * mean,
        "(1 − momentum) · var": (1 - momentum) * var,
        "the variance · (m − 1)/m": var * (m - 1) / m,
        "√var": np.sqrt(var),
        "the mean over the features": x.mean(axis=1),
        "the variance over the features": x.var(axis=1),
        "the mean of the whole array": x.mean(),
        "the variance of the whole array": x.var(),
    }
    return Quantities(right, mistaken)


def fold_quantities(W, b, gamma, beta, mean, var, eps=1e-5):
    """Those of folding into the layer before."""
    found, bias = stored(gamma, beta, mean, var, eps), np.zeros(len(W)) if b is None else b
    scale = found.right["gamma · inv_std"]
    right = {
        "gamma · W": gamma.reshape(-1, *[1] * (W.ndim - 1)) * W,
        "b − mean": bias - mean,
        "gamma · (b − mean)": gamma * (bias - mean),
        "(b − mean) · gamma · inv_std": (bias - mean) * scale,
        "b · gamma · inv_std": bias * scale,
    }
    return Quantities(found.right | right, found.mistaken | {"b + mean": bias + mean, "mean − b": mean - bias})


def fold_next_quantities(W, b, gamma, beta, mean, var, eps=1e-5):
    """Those of folding into the layer after."""
    found = stored(gamma, beta, mean, var, eps)
    shift, scale = found.right["beta − mean · gamma · inv_std"], found.right["gamma · inv_std"]
    right = {
        "W (beta − mean · gamma · inv_std)": W @ shift,
        "W beta": W @ beta,
        "W (mean · gamma · inv_std)": W @ (mean * scale),
    }
    return Quantities(
        found.right | right, found.mistaken | {"W_new (beta − mean · gamma · inv_std)": (W * scale) @ shift}
    )


def merge_quantities(counts, means, variances):
    """Those of merging several devices' statistics."""
    n, weights = counts.sum(), (counts / counts.sum())[:, None]
    mean = (weights * means).sum(axis=0)
    apart = means - mean
    right = {
        "n": n,
        "n_k / n": weights,
        "n_k · mean_k": counts[:, None] * means,
        "Σ n_k · mean_k": (counts[:, None] * means).sum(axis=0),
        "n_k/n · mean_k": weights * means,
        "the mean": mean,
        "mean_k − mean": apart,
        "(mean_k − mean)²": apart**2,
        "var_k + (mean_k − mean)²": variances + apart**2,
        "n_k · var_k": counts[:, None] * variances,
        "n_k · (mean_k − mean)²": counts[:, None] * apart**2,
        "n_k · (var_k + (mean_k − mean)²)": counts[:, None] * (variances + apart**2),
        "Σ n_k · (var_k + (mean_k − mean)²)": (counts[:, None] * (variances + apart**2)).sum(axis=0),
        "n_k/n · (var_k + (mean_k − mean)²)": weights * (variances + apart**2),
        "Σ n_k · var_k": (counts[:, None] * variances).sum(axis=0),
        "Σ n_k/n · var_k": (weights * variances).sum(axis=0),
        "Σ n_k · (mean_k − mean)²": (counts[:, None] * apart**2).sum(axis=0),
        "Σ n_k/n · (mean_k − mean)²": (weights * apart**2).sum(axis=0),
    }
    mistaken = {
        "the means' average with equal weights": means.mean(axis=0),
        "the variances' average with equal weights": variances.mean(axis=0),
        "(mean_k − mean)² with equal weights": (apart**2).mean(axis=0),
    }
    return Quantities(right, mistaken)


def population_quantities(batches):
    """Those of Algorithm 2."""
    m, means, variances = len(batches[0]), [x.mean(axis=0) for x in batches], [x.var(axis=0) for x in batches]
    right = {
        "m": m,
        "m/(m − 1)": m / (m - 1),
        "the batches' means": np.array(means),
        "the batches' variances": np.array(variances),
        "the batches' variances · m/(m − 1)": np.array(variances) * m / (m - 1),
        "the sum of the batches' means": np.sum(means, axis=0),
        "the sum of the batches' variances": np.sum(variances, axis=0),
        "the average of the batches' variances": np.mean(variances, axis=0),
    }
    mistaken = {
        "the variance of all examples": np.concatenate(batches).var(axis=0),
        "the batches' standard deviations": np.sqrt(variances),
    }
    return Quantities(right, mistaken)

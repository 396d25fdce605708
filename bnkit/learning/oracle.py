"""torch's answers with the pieces' names and arguments: the oracle of the tests, and a stand-in for pieces not yet written.

NumPy arrays in, NumPy arrays out, in float64.
"""

import numpy as np
import torch
from torch.nn import functional

from bnkit.judging.cache import Cache

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_forward",
    "batch_norm_images",
    "batch_norm_inference",
    "batch_norm_layer",
]


def tensor(array) -> torch.Tensor:
    """A float64 tensor of `array`."""
    return torch.tensor(np.asarray(array), dtype=torch.float64)


def batch_norm(x, gamma, beta, eps=1e-5):
    """torch's batch norm in training mode; x of shape (N, D) or (N, C, H, W)."""
    return functional.batch_norm(tensor(x), None, None, tensor(gamma), tensor(beta), training=True, eps=eps).numpy()


batch_norm_images = batch_norm


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """(y, cache), both from torch."""
    inv_std = torch.rsqrt(tensor(x).var(0, correction=0) + eps).numpy()
    x_hat = batch_norm(x, np.ones_like(gamma), np.zeros_like(beta), eps)
    return batch_norm(x, gamma, beta, eps), Cache(x, x_hat, inv_std, gamma, eps)


def batch_norm_backward(dy, cache):
    """(dx, dgamma, dbeta) by torch's automatic differentiation."""
    x, gamma = tensor(cache.x).requires_grad_(), tensor(cache.gamma).requires_grad_()
    beta = torch.zeros_like(gamma).requires_grad_()
    y = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=cache.eps)
    return tuple(gradient.numpy() for gradient in torch.autograd.grad(y, (x, gamma, beta), tensor(dy)))


def batch_norm_inference(x, gamma, beta, mean, var, eps=1e-5):
    """torch's batch norm with given statistics."""
    return functional.batch_norm(tensor(x), tensor(mean), tensor(var), tensor(gamma), tensor(beta), eps=eps).numpy()


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """(y, running_mean, running_var) after torch's layer has seen x."""
    mean, var = tensor(running_mean), tensor(running_var)
    y = functional.batch_norm(tensor(x), mean, var, tensor(gamma), tensor(beta), training, momentum, eps)
    return y.numpy(), mean.numpy(), var.numpy()

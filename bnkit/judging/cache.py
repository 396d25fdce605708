"""What the forward pass keeps for the backward pass."""

from typing import Any, NamedTuple


class Cache(NamedTuple):
    """What `batch_norm_forward` keeps for `batch_norm_backward`.

    x        the input, of shape (N, D)
    x_hat    the normalized input, (x - mean) * inv_std, of shape (N, D)
    inv_std  1 / sqrt(var + eps), of shape (D,)
    gamma    the scale, of shape (D,)
    eps      the constant added to the variance
    """

    x: Any
    x_hat: Any
    inv_std: Any
    gamma: Any
    eps: float

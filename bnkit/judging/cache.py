"""What the forward pass keeps for the backward pass."""

from collections.abc import Mapping
from types import SimpleNamespace
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

    @classmethod
    def of(cls, kept: Any) -> "Cache":
        """The same as a Cache, where the fields were kept in a tuple in this order, in a mapping or in a namespace."""
        fields = vars(kept) if isinstance(kept, SimpleNamespace) else kept
        return cls(**{name: fields[name] for name in cls._fields}) if isinstance(fields, Mapping) else cls(*fields)

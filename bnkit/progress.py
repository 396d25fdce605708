"""What a notebook ends with: `bnkit.progress.here()` tells which pieces are right, and what to write next."""

from bnkit.learning.progress import here

__all__ = ["here"]

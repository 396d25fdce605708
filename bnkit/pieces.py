"""The learner's own accepted pieces, importable: `from bnkit.pieces import batch_norm_forward`.

`check` keeps a piece that it accepts in the workspace's folder `.pieces`. A piece that is not there is torch's
(`bnkit.learning.oracle`), where torch is installed and has it.
"""

from collections.abc import Callable

from bnkit.learning.kept import own


def __getattr__(name: str) -> Callable:
    """The piece `name`: the learner's, or torch's. Raises AttributeError, which says what to write."""
    if name.startswith("_"):
        raise AttributeError(name)
    found = own(name) or _torchs(name)
    if found is None:
        raise AttributeError(f"There is no {name} yet: write it in its chapter's notebook, and run its check there.")
    return found


def whose(name: str) -> str:
    """ "yours" for a piece of this workspace, "torch's" for one that torch lends, "nobody's yet" otherwise."""
    if own(name):
        return "yours"
    return "torch's" if _torchs(name) else "nobody's yet"


def _torchs(name: str) -> Callable | None:
    try:
        from bnkit.learning import oracle
    except ImportError:
        return None
    return getattr(oracle, name, None) if name in oracle.__all__ else None

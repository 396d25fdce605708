"""Whether a call leaves earlier results alone, and gives the same when it is repeated."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bnkit.judging.compare import agrees
from bnkit.judging.key import Answer, Piece
from bnkit.judging.outcome import Call, Fault, call, named

SHARED = Fault("shared", "A later call changed what an earlier one had returned. Make a new array in each call.")
VARIES = Fault(
    "varies",
    "Keep nothing between calls, and draw nothing at random: called again with the same arguments it gives something else.",
)


def kept(function: Callable, piece: Piece, first: Call, case: Answer) -> dict[str, Any]:
    """The outputs of the first call, those that did not last replaced by a Fault.

    After all other calls come two more: one with other numbers in the same shapes, and the first one repeated.
    """
    if piece.examples:
        call(function, piece.examples[0].args, piece.examples[0].keywords, piece.outputs)
    later = named(first.result, piece.outputs)
    repeated = call(function, case.args, case.keywords, piece.outputs).outputs

    def judged(name: str, value: Any) -> Any:
        if isinstance(value, np.ndarray) and not _same(later[name], value):
            return SHARED
        return value if name not in later or _same(repeated[name], value) else VARIES

    return {name: judged(name, value) if name in later else value for name, value in first.outputs.items()}


def _same(a: Any, b: Any) -> bool:
    return agrees(a, b, 1.0, 1e-9)

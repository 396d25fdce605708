"""The smallest example that fails as the answer does, with what is right and what came."""

from collections.abc import Callable
from typing import Any

from bnkit.judging.key import Answer, Piece
from bnkit.judging.naming import Trial, right
from bnkit.judging.outcome import call
from bnkit.judging.shown import row
from bnkit.judging.symptoms import WAYS, way

LONGEST = 2_000  # characters that the function printed


def example(function: Callable, piece: Piece, worst: str) -> str:
    """An example in which some output is wrong in the way `worst`, or else in any way; "" where all come out right."""
    found = ""
    for case in piece.examples:
        made = call(function, case.args, case.keywords, piece.outputs)
        trial = Trial(0, case, made.outputs)
        wrong = [name for name in piece.outputs if not right(name, trial)]
        if not wrong or (case.may_raise and way(wrong[0], trial) == WAYS[0]):
            continue
        name = min(wrong, key=lambda name: WAYS.index(way(name, trial)))
        shown = told(case, piece, name, made.outputs[name]) + _printed(made.printed)
        if way(name, trial) == worst:
            return shown
        found = found or shown
    return found


def told(case: Answer, piece: Piece, name: str, got: Any, whose: str = "your") -> str:
    """The arguments, what is right as output `name`, and what came in its place."""
    given = dict(zip(piece.parameters, case.args, strict=False)) | case.keywords
    rows = [(label, value) for label, value in given.items()]
    rows += [(f"right {name}", case.right[name]), (f"{whose} {name}", got)]
    return "\n".join(row(label, value) for label, value in rows)


def _printed(text: str) -> str:
    """What the function printed meanwhile, up to a length."""
    if not text.strip():
        return ""
    rest = f"\n… and {len(text) - LONGEST} characters more" if len(text) > LONGEST else ""
    return f"\nit printed\n{text[:LONGEST].rstrip()}{rest}"

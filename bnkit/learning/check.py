"""`check`, the last line of a grade cell: judge a piece, show the verdict, and keep what is right for later chapters."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bnkit.judging.find import VARIABLE
from bnkit.judging.judge import judge
from bnkit.judging.key import Key
from bnkit.judging.verdict import Verdict
from bnkit.learning.kept import keep


class Points(float):
    """A number that a notebook does not show where it is a cell's value: the verdict above says it."""

    def _repr_html_(self) -> str:
        return "<!-- the verdict says it -->"


def check(function: Callable, key: Path | Key | None = None) -> Points:
    """Show the verdict on `function` and return its points, so that a grade cell can end with `check(batch_norm)`.

    In a workspace an accepted piece is kept: `bnkit.pieces` lends it to later chapters.
    """
    verdict = judge(function, key=key)
    if verdict.right and key is None and VARIABLE not in os.environ:
        note = keep(function, verdict.name)
        verdict = replace(verdict, notes=(*verdict.notes, note) if note else verdict.notes)
    present(verdict)
    return Points(verdict.points)


def present(verdict: Verdict) -> None:
    """Display the verdict in a notebook, print it elsewhere."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(verdict)
    else:
        display(verdict) if get_ipython() else print(verdict)

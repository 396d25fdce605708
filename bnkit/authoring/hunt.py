"""An exercise in finding what is wrong: the code is given, and one of the piece's known mistakes is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("expose", "most", "name", "mend")


@dataclass(frozen=True)
class Hunt:
    """One of them, for the list HUNTS of a chapter's package.

    name      unique in the course; in "expose", "most" and "mend" the function that is written has it
    kind      "expose": an input on which the mistake shows; "most": one on which as many of the piece's mistakes show as can be;
              "name": which of four mistakes it is; "mend": the function with one line changed
    piece     the name of the piece, of the same chapter or an earlier one
    mistake   the slug of the piece's mistake; "" for "most"
    numbers   in "expose", how many numbers each argument may have at most; None for any number
    points    what it is worth
    graded    whether the chapter's notebook has cells for it, and its points count; not for "name". The piece is then of this chapter
    intended  an input that earns all points, by name: the instructor's notebook has it, where it is graded
    """

    name: str
    kind: str
    piece: str
    mistake: str = ""
    numbers: int | None = None
    points: int = 1
    graded: bool = False
    intended: Mapping[str, Any] | None = None

    @property
    def fault(self) -> str:
        """Why it cannot be used; "" where it can."""
        if self.kind not in KINDS or bool(self.mistake) == (self.kind == "most"):
            return f'its kind is one of {", ".join(KINDS)}, and all but "most" have a mistake.'
        if self.graded and (self.kind == "name" or bool(self.intended) == (self.kind == "mend")):
            return '"name" cannot be graded, and what is graded has an intended input, unless it is "mend".'
        return ""
